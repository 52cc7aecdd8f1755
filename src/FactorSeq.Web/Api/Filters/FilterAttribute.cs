using System.Collections.Immutable;

namespace FactorSeq.Web.Api.Filters;

/// <summary>Something that a list can be filtered by.</summary>
/// <param name="Read">Its values; instants as Okta's JSON writes them, so that their order is that of their texts.</param>
internal sealed record FilterAttribute<T>(FilterType Type, Func<T, IEnumerable<string?>> Read)
{
    /// <summary>What it can be compared by; default for everything there is.</summary>
    internal ImmutableArray<FilterOperator> Operators { get; init; }

    internal bool Takes(FilterOperator @operator) => Operators.IsDefault || Operators.Contains(@operator);

    internal static FilterAttribute<T> Of(FilterType type, Func<T, string?> read) => new(type, of => [read(of)]);
}

/// <summary>How an attribute is compared.</summary>
internal enum FilterType
{
    /// <summary>Whatever the case.</summary>
    Text,

    /// <summary>Character by character: ids and Okta's own words.</summary>
    Exact,

    Instant,
}

/// <summary>Okta's operators (Okta, "Filter"); <c>pr</c> takes no value.</summary>
internal enum FilterOperator
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    StartsWith,
    EndsWith,
    Contains,
    Present,
}

/// <summary>What came of an expression: a filter, or why there is none.</summary>
internal sealed record FilterResult<T>(Filter<T>? Filter, FilterFault? Fault);

/// <summary>Why an expression is no filter.</summary>
/// <param name="Subject">The attribute or operator at fault; empty where the expression itself is.</param>
internal sealed record FilterFault(FilterFaultKind Kind, string Subject);

/// <summary>What is wrong with an expression.</summary>
internal enum FilterFaultKind
{
    Syntax,
    UnknownAttribute,
    UnsupportedOperator,
    BadValue,
}
