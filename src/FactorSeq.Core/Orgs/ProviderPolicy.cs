using System.Collections.Immutable;

namespace FactorSeq.Core.Orgs;

/// <summary>What becomes of the people whom an identity provider vouches for (Identity Providers API, <c>policy</c>).</summary>
public sealed record ProviderPolicy
{
    /// <summary>What a user is called here, of what the provider says; null is the type's own: <c>idpuser.email</c> or <c>idpuser.subjectNameId</c>.</summary>
    public string? UserNameTemplate { get; init; }

    /// <summary>A regular expression that a name must fit as a whole; null lets all in.</summary>
    public string? Filter { get; init; }

    public SubjectMatch Match { get; init; }

    /// <summary>The profile's attribute that is compared, under <see cref="SubjectMatch.CustomAttribute"/>.</summary>
    public string? MatchAttribute { get; init; }

    /// <summary>Whether somebody who is new here gets an account.</summary>
    public bool JustInTime { get; init; } = true;

    /// <summary>Whether profiles follow the provider at every sign-in.</summary>
    public bool ProfileMaster { get; init; }

    /// <summary>Whether people who have an account, but none of the provider's linked to it, are linked by their name.</summary>
    public bool LinksAccounts { get; init; } = true;

    /// <summary>Ids of the groups whose members alone are linked; none is everybody.</summary>
    public ImmutableArray<string> LinkGroups { get; init => field = value.IsDefault ? [] : value; } = [];

    public GroupAssignment Groups { get; init; }

    /// <summary>Ids of the groups that everybody from there gets, under <see cref="GroupAssignment.Assign"/>.</summary>
    public ImmutableArray<string> AssignedGroups { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The claim or attribute that names groups.</summary>
    public string? GroupsAttribute { get; init; }

    /// <summary>Ids of the groups that the provider may give, and under <see cref="GroupAssignment.Sync"/> take.</summary>
    public ImmutableArray<string> GroupFilter { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether somebody who was deactivated comes back by signing in there.</summary>
    public bool Reactivates { get; init; }

    /// <summary>Whether somebody who was suspended comes back by signing in there.</summary>
    public bool Unsuspends { get; init; }

    /// <summary>Attributes of the profile, by what the provider sends: the name of a claim or attribute, or an expression with <c>idpuser</c>.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How far the provider's clock may be from the org's.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>What of a profile a name is compared with (<c>subject.matchType</c>).</summary>
public enum SubjectMatch
{
    Username,
    Email,
    UsernameOrEmail,
    CustomAttribute,
}

/// <summary>How a provider's people come into groups (<c>provisioning.groups.action</c>).</summary>
public enum GroupAssignment
{
    None,

    /// <summary>They get the same groups all.</summary>
    Assign,

    /// <summary>They get the groups that the provider names.</summary>
    Append,

    /// <summary>The same, and of the filtered groups they lose those that it does not name.</summary>
    Sync,
}
