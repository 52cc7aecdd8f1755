using System.Collections.Immutable;
using System.Text;

namespace FactorSeq.Core.Expressions;

/// <summary>Text with expressions in it, each as <c>${…}</c> (Okta, "Application username format").</summary>
public sealed class Template
{
    // What is not an expression is a literal.
    private readonly ImmutableArray<Expression> parts;

    private Template(ImmutableArray<Expression> parts) => this.parts = parts;

    /// <summary>Reads a template.</summary>
    /// <exception cref="ExpressionException">A part does not end, or is no expression.</exception>
    public static Template Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<Expression>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("${", at, StringComparison.Ordinal);
            parts.Add(new Expression.Literal(open < 0 ? text[at..] : text[at..open]));
            if (open < 0)
            {
                break;
            }

            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                throw new ExpressionException("the part that begins here does not end", open + 1);
            }

            parts.Add(Expression.Parse(text[(open + 2)..close]));
            at = close + 1;
        }

        return new Template(parts.ToImmutable());
    }

    /// <summary>The text with its parts filled in; what is absent is empty.</summary>
    public string Fill(ExpressionContext context)
    {
        var filled = new StringBuilder();
        foreach (var part in parts)
        {
            filled.Append(ExpressionFunction.Text(part.Evaluate(context)));
        }

        return filled.ToString();
    }
}
