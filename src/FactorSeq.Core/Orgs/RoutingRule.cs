using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Orgs;

/// <summary>How a login is compared (Policy API, <c>userIdentifier.patterns.matchType</c>).</summary>
public enum LoginMatch
{
    Suffix,
    Equals,
    StartsWith,
    Contains,
    Expression,
}

/// <summary>What a login is like.</summary>
public sealed record LoginPattern(LoginMatch Match, string Value)
{
    /// <summary>Whether a login is like this, whatever the case of its letters.</summary>
    public bool Fits(string login) => Match switch
    {
        LoginMatch.Suffix when !Value.Contains('@', StringComparison.Ordinal) => login.EndsWith("@" + Value, StringComparison.OrdinalIgnoreCase),
        LoginMatch.Suffix => login.EndsWith(Value, StringComparison.OrdinalIgnoreCase),
        LoginMatch.Equals => login.Equals(Value, StringComparison.OrdinalIgnoreCase),
        LoginMatch.StartsWith => login.StartsWith(Value, StringComparison.OrdinalIgnoreCase),
        LoginMatch.Contains => login.Contains(Value, StringComparison.OrdinalIgnoreCase),
        _ => Regex.IsMatch(login, $"^(?:{Value})$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant),
    };
}

/// <summary>Which identity provider signs in whom (Policy API, <c>IDP_DISCOVERY</c>).</summary>
/// <param name="Id">20 characters, prefix <c>0pr</c>.</param>
/// <param name="Patterns">Of which a login must fit one; none lets all be.</param>
/// <param name="ProviderId">Null for the org itself.</param>
public sealed record RoutingRule(string Id, string Name, ImmutableArray<LoginPattern> Patterns, string? ProviderId)
{
    /// <summary>Whether it is switched off.</summary>
    public bool Inactive { get; init; }

    /// <summary>Where somebody must come from; null for anywhere.</summary>
    public Condition.Network? Network { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }
}
