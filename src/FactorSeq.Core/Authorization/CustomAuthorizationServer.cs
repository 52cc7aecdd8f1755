using System.Collections.Immutable;

namespace FactorSeq.Core.Authorization;

/// <summary>An authorization server of an org's beside the org's own (Okta, "Authorization Servers API").</summary>
public sealed record CustomAuthorizationServer
{
    /// <summary>The id of the server that every org has.</summary>
    public const string Default = "default";

    /// <summary>20 characters, prefix <c>aus</c>; or <see cref="Default"/>. Part of the issuer.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary><c>aud</c> of its access tokens.</summary>
    public required string Audience { get; init; }

    /// <summary>Its own scopes; those of OpenID Connect it has besides.</summary>
    public ImmutableArray<Scope> Scopes { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<ServerClaim> Claims { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether it has keys of its own, which change when somebody says so (<c>rotationMode</c>: <c>MANUAL</c>).</summary>
    public bool RotatesByHand { get; init; }

    /// <summary>Whether it has keys of its own although they change by the calendar: the API made it, or rotated its keys.</summary>
    public bool HasOwnKeys { get; init; }

    /// <summary>What its issuer is called after (<c>issuerMode</c>); null for <c>ORG_URL</c>. There is but one address here.</summary>
    public string? IssuerMode { get; init; }

    /// <summary>It issues nothing, and its tokens count for nothing.</summary>
    public bool Inactive { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>Null for the org's.</summary>
    public SigningAlgorithm? SigningAlgorithm { get; init; }

    /// <summary>In priority order.</summary>
    public ImmutableArray<AccessPolicy> Policies { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Ids of the servers whose access tokens it takes in exchange for its own ("Trusted servers").</summary>
    public ImmutableArray<string> TrustedServers { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The server that every org has, as Okta makes it.</summary>
    public static CustomAuthorizationServer OfEveryOrg { get; } = new()
    {
        Id = Default,
        Name = Default,
        Description = "Default Authorization Server for your Applications",
        Audience = "api://default",
        Policies = [AccessPolicy.OfEverybody],
    };
}

/// <summary>A scope of a custom authorization server.</summary>
public sealed record Scope(string Name)
{
    /// <summary>What people call it.</summary>
    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    /// <summary>Whether it is granted where a request names no scope.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether the discovery document lists it.</summary>
    public bool IsPublished { get; init; } = true;

    /// <summary>Whether users may withhold it; kept, and asked of nobody.</summary>
    public bool IsOptional { get; init; }

    /// <summary>20 characters, prefix <c>scp</c>; null for what a seed describes and nobody has changed.</summary>
    public string? Id { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    public ScopeConsent Consent { get; init; }
}

/// <summary>Whether users are asked before an app is granted a scope (Okta, "Scope properties").</summary>
public enum ScopeConsent
{
    /// <summary>Nobody is asked.</summary>
    Implicit,

    /// <summary>Users are asked; a client that acts for itself cannot have it.</summary>
    Required,

    /// <summary>Users are asked; a client that acts for itself is granted it.</summary>
    Flexible,
}

/// <summary>A claim that a custom authorization server adds to its tokens.</summary>
/// <param name="Value">What it says.</param>
public sealed record ServerClaim(string Name, ClaimType Type, ClaimValue Value)
{
    /// <summary>It is there where one of these was granted; none means always.</summary>
    public ImmutableArray<string> Scopes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>For ID tokens: whether it stands in one that comes with an access token, too, and not at userinfo alone.</summary>
    public bool AlwaysInToken { get; init; } = true;

    /// <summary>It stands in no token.</summary>
    public bool Inactive { get; init; }

    /// <summary>20 characters, prefix <c>ocl</c>; null for what a seed describes and nobody has changed.</summary>
    public string? Id { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether it belongs to what was granted.</summary>
    public bool IsFor(IReadOnlyCollection<string> scopes) => !Inactive && (Scopes.IsEmpty || Scopes.Any(scopes.Contains));
}

/// <summary>Which token a claim is for.</summary>
public enum ClaimType
{
    /// <summary>The access token (<c>RESOURCE</c>).</summary>
    Resource,

    /// <summary>The ID token and userinfo (<c>IDENTITY</c>).</summary>
    Identity,
}
