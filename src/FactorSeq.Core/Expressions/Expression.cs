using System.Collections.Immutable;

namespace FactorSeq.Core.Expressions;

/// <summary>
/// An expression as claims hold it: the part of Okta Expression Language that reads a user, an app and an org and makes a value of them (Okta,
/// "Okta Expression Language overview"). Closed.
/// </summary>
/// <remarks>
/// A value is text, a number, a truth value, a list of texts, or null for what is absent. Whatever meets null is null or false; no expression
/// that could be read fails when it is evaluated.
/// </remarks>
public abstract record Expression
{
    private Expression()
    {
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="ExpressionException">It is none; the message says what is wrong and where.</exception>
    public static Expression Parse(string text) => new ExpressionReader(text).Whole();

    /// <summary>The names of all functions, in no order.</summary>
    public static IReadOnlyCollection<string> Functions => ExpressionFunction.Names;

    /// <summary>What it comes to: <see cref="string"/>, <see cref="long"/>, <see cref="bool"/>, an array of strings, or null.</summary>
    public abstract object? Evaluate(ExpressionContext context);

    internal sealed record Literal(object? Value) : Expression
    {
        public override object? Evaluate(ExpressionContext context) => Value;
    }

    /// <summary>A dotted name: <c>user.email</c>.</summary>
    internal sealed record Name(string Path) : Expression
    {
        public override object? Evaluate(ExpressionContext context) => context.Find(Path);
    }

    /// <summary>Values in braces: a list.</summary>
    internal sealed record Values(ImmutableArray<Expression> Items) : Expression
    {
        public override object? Evaluate(ExpressionContext context) =>
            Items.Select(item => item.Evaluate(context)).OfType<object>().Select(ExpressionFunction.Text).ToArray();
    }

    internal sealed record Call(ExpressionFunction Function, ImmutableArray<Expression> Arguments) : Expression
    {
        public override object? Evaluate(ExpressionContext context) => Function.Apply(context, [.. Arguments.Select(a => a.Evaluate(context))]);
    }

    internal sealed record Condition(Expression Test, Expression Then, Expression Otherwise) : Expression
    {
        public override object? Evaluate(ExpressionContext context) => (Test.Evaluate(context) is true ? Then : Otherwise).Evaluate(context);
    }

    internal sealed record Not(Expression Operand) : Expression
    {
        public override object? Evaluate(ExpressionContext context) => Operand.Evaluate(context) is not true;
    }

    internal sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
    {
        public override object? Evaluate(ExpressionContext context) => Operator switch
        {
            "AND" => Left.Evaluate(context) is true && Right.Evaluate(context) is true,
            "OR" => Left.Evaluate(context) is true || Right.Evaluate(context) is true,
            _ => Of(Left.Evaluate(context), Right.Evaluate(context)),
        };

        private object? Of(object? left, object? right) => Operator switch
        {
            "==" => Same(left, right),
            "!=" => !Same(left, right),
            "+" when left is long a && right is long b => a + b,
            "+" => left is null || right is null ? null : ExpressionFunction.Text(left) + ExpressionFunction.Text(right),
            "<" => left is long a && right is long b && a < b,
            ">" => left is long a && right is long b && a > b,
            "<=" => left is long a && right is long b && a <= b,
            ">=" => left is long a && right is long b && a >= b,
            _ => throw new InvalidOperationException($"There is no operator {Operator}."),
        };

        private static bool Same(object? left, object? right) =>
            left is string[] some && right is string[] others ? some.SequenceEqual(others) : Equals(left, right);
    }
}

/// <summary>A text that is no expression.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="position">Where, from 1.</param>
public sealed class ExpressionException(string message, int position) : Exception($"{message} at character {position}")
{
    /// <summary>The place in the text, from 1.</summary>
    public int Position => position;
}
