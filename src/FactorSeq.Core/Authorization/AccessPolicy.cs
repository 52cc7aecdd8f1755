using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Authorization;

/// <summary>A policy of an authorization server (<c>OAUTH_AUTHORIZATION_POLICY</c>): for whom its rules are.</summary>
/// <param name="Clients">Client ids; none means every client (<c>ALL_CLIENTS</c>).</param>
/// <param name="Rules">In priority order.</param>
public sealed record AccessPolicy(string Name, ImmutableArray<string> Clients, ImmutableArray<AccessRule> Rules)
{
    /// <summary>The policy of the server that every org has.</summary>
    public static AccessPolicy OfEverybody { get; } = new("Default Policy", [], [new AccessRule("Default Policy Rule")]);

    /// <summary>20 characters, prefix <c>00p</c>; null for what a seed describes and nobody has changed.</summary>
    public string? Id { get; init; }

    public string? Description { get; init; }

    /// <summary>It is passed over.</summary>
    public bool Inactive { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>Whether it is about a client.</summary>
    public bool IsFor(string clientId) => !Inactive && (Clients.IsEmpty || Clients.Contains(clientId));
}

/// <summary>A rule of such a policy (<c>RESOURCE_ACCESS</c>): what is granted to whom, and for how long.</summary>
public sealed record AccessRule(string Name)
{
    /// <summary>Grant types, as requests name them; none means any.</summary>
    public ImmutableArray<string> Grants { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Ids of the groups whose members it is for; with <see cref="Users"/> empty too, it is for everybody.</summary>
    public ImmutableArray<string> Groups { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Ids of users it is for by name.</summary>
    public ImmutableArray<string> Users { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Ids of users it is not for, whatever their groups.</summary>
    public ImmutableArray<string> ExcludedUsers
    {
        get;

        // Documents that were written before rules had it say nothing, which arrives here as default.
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Scopes it grants; none means any (<c>*</c>).</summary>
    public ImmutableArray<string> Scopes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether it grants those of OpenID Connect alone, and <see cref="Scopes"/> is empty for that.</summary>
    public bool GrantsNoOwnScope { get; init; }

    public TokenLifetimes Lifetimes { get; init; } = TokenLifetimes.OfCustomServer;

    /// <summary>20 characters, prefix <c>0pr</c>; null for what a seed describes and nobody has changed.</summary>
    public string? Id { get; init; }

    /// <summary>It fits nothing.</summary>
    public bool Inactive { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>Null where the rule fits, or what it is that does not.</summary>
    public AccessMisfit? Misfit(AccessRequest request)
    {
        if (Inactive || (!Grants.IsEmpty && !Grants.Contains(request.GrantType)))
        {
            return AccessMisfit.Grant;
        }

        // A client that acts for itself is no person whom a rule could leave out.
        if (request.User is { } user && (ExcludedUsers.Contains(user.Id)
            || (!(Groups.IsEmpty && Users.IsEmpty) && !Users.Contains(user.Id) && !Groups.Any(user.Groups.Contains))))
        {
            return AccessMisfit.People;
        }

        return (Scopes.IsEmpty && !GrantsNoOwnScope) || request.Scopes.All(scope => StandardScopes.Are(scope) || Scopes.Contains(scope)) ? null : AccessMisfit.Scope;
    }
}

/// <summary>Why a rule does not fit a request.</summary>
public enum AccessMisfit
{
    Grant,
    People,
    Scope,
}

/// <summary>How long tokens live.</summary>
/// <param name="AccessMinutes">5 to 1440.</param>
/// <param name="RefreshMinutes">From the first one on, whatever its use; 0 for no end.</param>
/// <param name="RefreshWindowMinutes">From its last use on.</param>
public sealed record TokenLifetimes(int AccessMinutes, int RefreshMinutes, int RefreshWindowMinutes)
{
    /// <summary>A rule's, where it says nothing (Okta, "Rule actions").</summary>
    public static TokenLifetimes OfCustomServer { get; } = new(60, 0, 10080);

    /// <summary>The org's own server: an hour, and ninety days, which use does not lengthen.</summary>
    public static TokenLifetimes OfOrg { get; } = new(60, 129600, 129600);
}

/// <summary>What is asked of an authorization server.</summary>
/// <param name="GrantType">As requests name it; <c>implicit</c> where the authorization endpoint itself hands out tokens.</param>
/// <param name="User">Null where a client acts for itself.</param>
public sealed record AccessRequest(string ClientId, string GrantType, ImmutableArray<string> Scopes, User? User);

/// <summary>The scopes that OpenID Connect defines (Core §5.4, §11).</summary>
public static class StandardScopes
{
    /// <summary>In the order in which discovery lists them.</summary>
    public static ImmutableArray<string> All { get; } = ["openid", "profile", "email", "address", "phone", "offline_access"];

    /// <summary>Whether a scope is one of them.</summary>
    public static bool Are(string scope) => All.Contains(scope);
}
