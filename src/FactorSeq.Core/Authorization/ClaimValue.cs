using FactorSeq.Core.Expressions;

namespace FactorSeq.Core.Authorization;

/// <summary>Where a claim's value comes from. Closed.</summary>
public abstract record ClaimValue
{
    private ClaimValue()
    {
    }

    /// <summary>What it comes to: text, a number, a truth value, a list of texts; null where the claim is left out.</summary>
    public abstract object? Of(ExpressionContext context);

    /// <summary>An expression (<c>EXPRESSION</c>), which can be read: whoever makes one of these has tried.</summary>
    public sealed record FromExpression(string Text) : ClaimValue
    {
        public override object? Of(ExpressionContext context) => Expression.Parse(Text).Evaluate(context);
    }

    /// <summary>Names of the user's groups (<c>GROUPS</c>); no such group leaves the claim out.</summary>
    public sealed record FromGroups(GroupFilter Filter) : ClaimValue
    {
        public override object? Of(ExpressionContext context) => context.Groups.Where(Filter.Holds).ToArray() is { Length: > 0 } groups ? groups : null;
    }
}

/// <summary>Which groups a claim or an attribute statement names.</summary>
public sealed record GroupFilter(GroupFilterType Type, string Text)
{
    /// <summary>Whether a text is a pattern that can be matched in time linear in a name's length.</summary>
    public static bool IsPattern(string text) => ExpressionFunction.IsPattern(text);

    /// <summary>Whether it lets a group pass, by its name.</summary>
    public bool Holds(string group) => Type switch
    {
        GroupFilterType.StartsWith => group.StartsWith(Text, StringComparison.Ordinal),
        GroupFilterType.Equals => group == Text,
        GroupFilterType.Contains => group.Contains(Text, StringComparison.Ordinal),
        _ => ExpressionFunction.Matches(group, Text),
    };
}

/// <summary>How a group's name is compared (Okta, <c>group_filter_type</c>).</summary>
public enum GroupFilterType
{
    StartsWith,
    Equals,
    Contains,

    /// <summary>The whole name matches a regular expression; one that is none lets nothing pass.</summary>
    Regex,
}
