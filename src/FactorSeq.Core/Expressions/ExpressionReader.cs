using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FactorSeq.Core.Expressions;

/// <summary>Reads an expression by recursive descent; what binds least comes first.</summary>
internal sealed class ExpressionReader(string text)
{
    // Deeper than anybody writes, and shallow enough for the stack.
    private const int MostNested = 100;

    private static readonly (string Written, string Means)[][] Levels =
    [
        [("||", "OR"), ("OR", "OR")],
        [("&&", "AND"), ("AND", "AND")],
        [("==", "=="), ("!=", "!=")],
        [("<=", "<="), (">=", ">="), ("<", "<"), (">", ">")],
        [("+", "+")],
    ];

    private int at;
    private int depth;

    internal Expression Whole()
    {
        var expression = Conditional();
        return at == text.Length ? expression : throw Wrong($"'{text[at]}' is not expected");
    }

    private Expression Conditional()
    {
        if (++depth > MostNested)
        {
            throw Wrong("the expression is nested too deeply");
        }

        var test = Level(0);
        if (Take("?"))
        {
            var then = Conditional();
            Need(":");
            test = new Expression.Condition(test, then, Conditional());
        }

        depth--;
        return test;
    }

    private Expression Level(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Level(level + 1);
        while (Operator(Levels[level]) is { } found)
        {
            left = new Expression.Binary(found, left, Level(level + 1));
        }

        return left;
    }

    private Expression Unary()
    {
        if (at + 1 < text.Length && text[at] == '!' && text[at + 1] != '=')
        {
            at++;
            Space();
            if (++depth > MostNested)
            {
                throw Wrong("the expression is nested too deeply");
            }

            var operand = Unary();
            depth--;
            return new Expression.Not(operand);
        }

        return Primary();
    }

    private Expression Primary()
    {
        Space();
        if (at == text.Length)
        {
            throw Wrong("something is missing");
        }

        if (text[at] is '"' or '\'')
        {
            return Quoted();
        }

        if (char.IsAsciiDigit(text[at]) || text[at] == '-')
        {
            return Number();
        }

        if (Take("("))
        {
            var inner = Conditional();
            Need(")");
            return inner;
        }

        return Take("{") ? new Expression.Values(List("}")) : Named();
    }

    private Expression Quoted()
    {
        var quote = text[at];
        var start = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at++]);
        }

        if (at == text.Length)
        {
            at = start;
            throw Wrong("the text that begins here does not end");
        }

        at++;
        Space();
        return new Expression.Literal(value.ToString());
    }

    private Expression.Literal Number()
    {
        var start = at++;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        var written = text[start..at];
        if (!long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            at = start;
            throw Wrong($"{written} is not a whole number");
        }

        Space();
        return new Expression.Literal(number);
    }

    private Expression Named()
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.' || IsPrefixed(start)))
        {
            at++;
        }

        var name = text[start..at];
        if (name.Length == 0 || name[0] == '.' || name[^1] == '.')
        {
            at = start;
            throw Wrong($"'{text[Math.Min(at, text.Length - 1)]}' is not expected");
        }

        Space();
        if (!Take("("))
        {
            return name switch
            {
                "true" => new Expression.Literal(true),
                "false" => new Expression.Literal(false),
                "null" => new Expression.Literal(null),
                _ when ExpressionContext.Knows(name) => new Expression.Name(name),
                _ => throw Unknown(start, name),
            };
        }

        var arguments = List(")");
        var end = at;
        at = start;
        var function = ExpressionFunction.Find(name) ?? throw Wrong($"there is no function {name}");
        if (arguments.Length < function.Least || arguments.Length > function.Most)
        {
            throw Wrong($"{name} takes {function.Wanted}, not {arguments.Length}");
        }

        at = end;
        return new Expression.Call(function, arguments);
    }

    // fn:toUpperCase, as templates of old have it; ? and : part it from a condition's own.
    private bool IsPrefixed(int start) => text[at] == ':' && text[start..at] == "fn";

    private ExpressionException Unknown(int start, string name)
    {
        at = start;
        return Wrong($"there is nothing called {name}");
    }

    private ImmutableArray<Expression> List(string end)
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        if (Take(end))
        {
            return [];
        }

        do
        {
            items.Add(Conditional());
        }
        while (Take(","));
        Need(end);
        return items.ToImmutable();
    }

    private string? Operator((string Written, string Means)[] level)
    {
        foreach (var (written, means) in level)
        {
            if (Take(written))
            {
                return means;
            }
        }

        return null;
    }

    private bool Take(string wanted)
    {
        if (string.CompareOrdinal(text, at, wanted, 0, wanted.Length) != 0 || IsPartOfAWord(wanted))
        {
            return false;
        }

        at += wanted.Length;
        Space();
        return true;
    }

    private bool IsPartOfAWord(string wanted) =>
        char.IsLetter(wanted[0]) && at + wanted.Length < text.Length && char.IsLetterOrDigit(text[at + wanted.Length]);

    private void Need(string wanted)
    {
        if (!Take(wanted))
        {
            throw Wrong($"'{wanted}' is missing");
        }
    }

    private void Space()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private ExpressionException Wrong(string message) => new(message, at + 1);
}
