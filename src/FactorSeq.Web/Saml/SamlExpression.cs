using System.Collections.Immutable;
using System.Text;

namespace FactorSeq.Web.Saml;

/// <summary>
/// The part of Okta's expression language that SAML apps live on: <c>user.login</c>, <c>"text"</c>, a few functions on strings, and templates
/// around them, <c>${user.login}</c>.
/// </summary>
internal sealed class SamlExpression
{
    private const int Deepest = 16;

    private static readonly Dictionary<string, (int Arguments, Func<string[], string> Apply)> Functions = new(StringComparer.Ordinal)
    {
        ["substringBefore"] = (2, a => a[0].IndexOf(a[1], StringComparison.Ordinal) is >= 0 and var at ? a[0][..at] : a[0]),
        ["substringAfter"] = (2, a => a[0].IndexOf(a[1], StringComparison.Ordinal) is >= 0 and var at ? a[0][(at + a[1].Length)..] : ""),
        ["toUpperCase"] = (1, a => a[0].ToUpperInvariant()),
        ["toLowerCase"] = (1, a => a[0].ToLowerInvariant()),
        ["append"] = (2, a => a[0] + a[1]),
        ["replace"] = (3, a => a[1].Length == 0 ? a[0] : a[0].Replace(a[1], a[2], StringComparison.Ordinal)),
    };

    private static readonly string[] Prefixes = ["fn:", "String."];

    private readonly string text;
    private readonly SamlSubject? subject;
    private int at;

    private SamlExpression(string text, SamlSubject? subject)
    {
        this.text = text;
        this.subject = subject;
    }

    /// <summary>Whether a template can be filled.</summary>
    internal static bool IsTemplate(string template) => Try(() => Fill(template, null));

    /// <summary>Whether an attribute's value can be worked out.</summary>
    internal static bool IsValue(string expression) => Try(() => Values(expression, null));

    /// <summary>A template with its parts filled in.</summary>
    /// <param name="subject">Null to try it.</param>
    internal static string Fill(string template, SamlSubject? subject)
    {
        var filled = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf("${", at, StringComparison.Ordinal);
            if (open < 0)
            {
                return filled.Append(template, at, template.Length - at).ToString();
            }

            var close = template.IndexOf('}', open);
            if (close < 0)
            {
                throw new FormatException("A part is not closed.");
            }

            filled.Append(template, at, open - at).Append(string.Concat(Evaluate(template[(open + 2)..close], subject)));
            at = close + 1;
        }

        return filled.ToString();
    }

    /// <summary>What an attribute's value comes to: a template where it has parts, else an expression.</summary>
    internal static ImmutableArray<string> Values(string expression, SamlSubject? subject) =>
        !expression.Contains("${", StringComparison.Ordinal) ? Evaluate(expression, subject)
        : Fill(expression, subject) is { Length: > 0 } text ? [text]
        : [];

    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static ImmutableArray<string> Evaluate(string text, SamlSubject? subject)
    {
        var expression = new SamlExpression(text, subject);
        var values = expression.Read(0);
        expression.Skip();
        return expression.at == text.Length ? values : throw expression.Unreadable();
    }

    private ImmutableArray<string> Read(int depth)
    {
        Skip();
        if (depth > Deepest || at >= text.Length)
        {
            throw Unreadable();
        }

        return text[at] is '"' or '\'' ? [Literal()] : Name() is var name && at < text.Length && text[at] == '(' ? [Call(name, depth)] : Reference(name);
    }

    private string Literal()
    {
        var end = text.IndexOf(text[at], at + 1);
        if (end < 0)
        {
            throw Unreadable();
        }

        var literal = text[(at + 1)..end];
        at = end + 1;
        return literal;
    }

    private string Name()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_' or ':' or '-'))
        {
            at++;
        }

        return text[start..at];
    }

    private string Call(string name, int depth)
    {
        var prefix = Prefixes.FirstOrDefault(known => name.StartsWith(known, StringComparison.Ordinal));
        if (prefix is null || !Functions.TryGetValue(name[prefix.Length..], out var function))
        {
            throw Unreadable();
        }

        var arguments = new string[function.Arguments];
        for (var i = 0; i < arguments.Length; i++)
        {
            at++;
            arguments[i] = string.Concat(Read(depth + 1));
            Skip();
            if (at >= text.Length || text[at] != (i == arguments.Length - 1 ? ')' : ','))
            {
                throw Unreadable();
            }
        }

        at++;
        return function.Apply(arguments);
    }

    private ImmutableArray<string> Reference(string name) =>
        name.Split('.') is [var scope, { Length: > 0 } member] && SamlSubject.Knows(scope, member)
            ? subject?.Values(scope, member) ?? []
            : throw Unreadable();

    private void Skip()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    private FormatException Unreadable() => new($"Position {at} of {text} cannot be read.");
}
