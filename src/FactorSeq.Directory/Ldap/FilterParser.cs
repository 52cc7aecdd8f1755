using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// Reads a filter that an administrator has written (RFC 4515). As the tools that administrators know, it lets the outermost parentheses be left
/// out and space stand between filters.
/// </summary>
internal sealed partial class FilterParser
{
    private const int MaxDepth = 40;

    private readonly string text;
    private int at;

    private FilterParser(string text) => this.text = text;

    private bool IsAtEnd => at >= text.Length;

    /// <exception cref="FormatException">The text is no filter; the message says what is wrong and at which character.</exception>
    internal static Filter Parse(string text)
    {
        var parser = new FilterParser(text);
        parser.SkipSpace();
        var filter = parser.Peek('(') ? parser.Parenthesized(0) : parser.Item();
        parser.SkipSpace();
        return parser.IsAtEnd ? filter : throw parser.Wrong("nothing more may follow");
    }

    private Filter Parenthesized(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Wrong($"filters may be nested {MaxDepth} deep");
        }

        Expect('(');
        var filter = IsAtEnd ? throw Wrong("a filter must follow") : text[at] switch
        {
            '&' => new Filter.And(Several(depth)),
            '|' => new Filter.Or(Several(depth)),
            '!' => new Filter.Not(Only(depth)),
            _ => Item(),
        };
        Expect(')');
        return filter;
    }

    private ImmutableArray<Filter> Several(int depth)
    {
        at++;
        SkipSpace();
        var filters = ImmutableArray.CreateBuilder<Filter>();
        while (Peek('('))
        {
            filters.Add(Parenthesized(depth + 1));
            SkipSpace();
        }

        return filters.Count > 0 ? filters.ToImmutable() : throw Wrong("a filter in parentheses must follow");
    }

    private Filter Only(int depth)
    {
        at++;
        SkipSpace();
        var filter = Parenthesized(depth + 1);
        SkipSpace();
        return filter;
    }

    private Filter Item()
    {
        var begin = at;
        var attribute = text[at..(at += Description().Match(text, at).Length)];
        if (Peek(':'))
        {
            return Extensible(attribute);
        }

        if (attribute.Length == 0)
        {
            throw Wrong("the name of an attribute must stand here");
        }

        if (IsAtEnd)
        {
            throw Wrong("=, >=, <= or ~= must follow");
        }

        switch (text[at])
        {
            case '=':
                at++;
                return Equality(attribute, Parts());
            case '>' or '<' or '~' when at + 1 < text.Length && text[at + 1] == '=':
                var kind = text[at];
                at += 2;
                var parts = Parts();
                return parts is not [var value] ? throw Wrong($"{text[begin..(begin + attribute.Length)]}{kind}= takes no *") : kind switch
                {
                    '>' => new Filter.GreaterOrEqual(attribute, value),
                    '<' => new Filter.LessOrEqual(attribute, value),
                    _ => new Filter.Approximate(attribute, value),
                };
            default:
                throw Wrong("=, >=, <= or ~= must follow");
        }
    }

    private Filter Equality(string attribute, ImmutableArray<byte[]> parts)
    {
        if (parts is [var value])
        {
            return new Filter.Equality(attribute, value);
        }

        if (parts is [[], []])
        {
            return new Filter.Present(attribute);
        }

        return parts.Skip(1).SkipLast(1).Any(part => part.Length == 0) ? throw Wrong("two * in a row") : new Filter.Substrings(attribute, parts);
    }

    private Filter.Extensible Extensible(string attribute)
    {
        var match = Rule().Match(text, at);
        if (!match.Success)
        {
            throw Wrong(":=, or a matching rule and :=, must follow");
        }

        at += match.Length;
        var rule = match.Groups["rule"] is { Success: true } named ? named.Value : null;
        if (attribute.Length == 0 && rule is null)
        {
            throw Wrong("an attribute or a matching rule must stand before :=");
        }

        return Parts() is [var value]
            ? new Filter.Extensible(rule, attribute.Length > 0 ? attribute : null, value, match.Groups["dn"].Success)
            : throw Wrong("a matching rule takes no *");
    }

    // The value up to its closing parenthesis, cut at its stars.
    private ImmutableArray<byte[]> Parts()
    {
        var parts = ImmutableArray.CreateBuilder<byte[]>();
        var part = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        while (!IsAtEnd && text[at] != ')')
        {
            switch (text[at])
            {
                case '(' or '\0':
                    throw Wrong(@"this character must be written as \28 or \00");
                case '*':
                    parts.Add([.. part]);
                    part.Clear();
                    at++;
                    break;
                case '\\':
                    part.Add(Escaped());
                    break;
                default:
                    if (!Rune.TryGetRuneAt(text, at, out var rune))
                    {
                        throw Wrong("half a character");
                    }

                    part.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                    at += rune.Utf16SequenceLength;
                    break;
            }
        }

        parts.Add([.. part]);
        return parts.ToImmutable();
    }

    private byte Escaped()
    {
        if (at + 2 >= text.Length || !byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
        {
            throw Wrong(@"after \ two hexadecimal digits must follow");
        }

        at += 3;
        return octet;
    }

    private bool Peek(char c) => !IsAtEnd && text[at] == c;

    private void Expect(char c)
    {
        if (!Peek(c))
        {
            throw Wrong($"{c} must stand here");
        }

        at++;
    }

    private void SkipSpace()
    {
        while (!IsAtEnd && text[at] is ' ' or '\t' or '\r' or '\n')
        {
            at++;
        }
    }

    private FormatException Wrong(string what) => new($"the filter {text} is wrong at character {at + 1}: {what}");

    [GeneratedRegex(@"\G(?:[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)?(?:;[A-Za-z0-9-]+)*")]
    private static partial Regex Description();

    [GeneratedRegex(@"\G(?<dn>:dn)?(?::(?<rule>[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*))?:=")]
    private static partial Regex Rule();
}
