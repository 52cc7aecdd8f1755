using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Orgs;

/// <summary>
/// Everything about an org but its people and what they do: one immutable value with one revision, so that a change takes effect
/// all at once and a node knows by one number whether it is up to date.
/// </summary>
public sealed record OrgConfiguration
{
    /// <summary>20 characters, prefix <c>00o</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Subdomain, and path prefix under <c>/o/</c>.</summary>
    public required string Name { get; init; }

    public ImmutableArray<string> Features { get; init => field = value.IsDefault ? [] : value; } = [];

    public OrgSettings Settings { get; init; } = new();

    /// <summary>The switch to Identity Engine; null for an org of Classic.</summary>
    public EngineUpgrade? Engine { get; init; }

    /// <summary>Proxies whose <c>X-Forwarded-*</c> count; none leaves it to the host, which trusts loopback.</summary>
    public ImmutableArray<AddressRange> TrustedProxies { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<Group> Groups { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<NetworkZone> Zones { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>In priority order; the default policy is last.</summary>
    public required ImmutableArray<Policy<SignOnAction>> SignOn { get; init; }

    /// <summary>In priority order; the default policy is last.</summary>
    public required ImmutableArray<Policy<PasswordAction>> Passwords { get; init; }

    /// <summary>In priority order; the default policy is last.</summary>
    public required ImmutableArray<Policy<EnrollmentAction>> Enrollment { get; init; }

    public ImmutableArray<App> Apps { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The custom ones; that of every org is among them.</summary>
    public ImmutableArray<CustomAuthorizationServer> AuthorizationServers { get; init => field = value.IsDefault ? [CustomAuthorizationServer.OfEveryOrg] : value; } =
        [CustomAuthorizationServer.OfEveryOrg];

    /// <summary>A key to sign tokens with, in PEM, where the org is to have a certain one; null makes one.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Of the org's own authorization server, and of the custom ones that say nothing; that of <see cref="SigningKey"/>, where there is one.</summary>
    public SigningAlgorithm SigningAlgorithm { get; init; }

    public ImmutableArray<TrustedOrigin> TrustedOrigins { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<ApiToken> ApiTokens { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Keys of the factors that the org has switched off (<c>/api/v1/org/factors</c>).</summary>
    public ImmutableArray<string> InactiveFactors
    {
        get;

        // Documents that were written before orgs had it say nothing, which arrives here as default.
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>What administrators have made that seeds have no word for.</summary>
    public OrgAdministration Administration { get; init => field = value ?? new(); } = new();

    /// <summary>YubiKeys that users may enroll.</summary>
    public ImmutableArray<HardwareKey> YubiKeys { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>In the order in which they are asked whose user somebody is.</summary>
    public ImmutableArray<IdentityProvider> IdentityProviders { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Directories that users are sourced from.</summary>
    public ImmutableArray<DirectoryIntegration> Directories { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>A provider that is switched on; null for every other.</summary>
    public IdentityProvider? Provider(string? id) => IdentityProviders.FirstOrDefault(provider => provider.Id == id && !provider.Inactive);

    /// <summary>Conditions of all rules of all policies, and of the policies themselves.</summary>
    public IEnumerable<Condition> Conditions =>
        [.. Of(SignOn), .. Of(Passwords), .. Of(Enrollment), .. Apps.SelectMany(app => app.SignOn.Rules).SelectMany(rule => rule.Conditions),
            .. (Administration.Routing ?? []).Select(rule => rule.Network).OfType<Condition>()];

    /// <summary>Whether a factor is switched on, by its key in policies.</summary>
    public bool IsActive(string policyKey) => !InactiveFactors.Contains(policyKey);

    /// <summary>Whether the org signs in by factor sequences; Okta Support alone can switch it.</summary>
    public bool Sequencing => Features.Contains(Feature.FactorSequencing);

    /// <summary>What a server signs with.</summary>
    /// <param name="server">Null for the org's own.</param>
    public SigningAlgorithm AlgorithmOf(CustomAuthorizationServer? server) => server?.SigningAlgorithm ?? SigningAlgorithm;

    private static IEnumerable<Condition> Of<T>(ImmutableArray<Policy<T>> policies) =>
        policies.SelectMany(policy => policy.Conditions.Concat(policy.Rules.SelectMany(rule => rule.Conditions)));
}

/// <summary>Names of org features.</summary>
public static class Feature
{
    /// <summary>Factor sequencing: the flag that puts "Factor Sequence" into the rule editor and makes every sign-in identifier-first.</summary>
    public const string FactorSequencing = "PASSWORDLESS_AUTHN_SIGNON_POLICY";
}

/// <summary>An origin whose pages may call the API with credentials, or be redirected to (Trusted Origins API).</summary>
public sealed record TrustedOrigin(string Origin, bool Cors, bool Redirect)
{
    /// <summary>20 characters, prefix <c>tos</c>; null for what a seed describes.</summary>
    public string? Id { get; init; }

    /// <summary>What people call it; null for what a seed describes.</summary>
    public string? Name { get; init; }

    /// <summary>Nothing may be done from an origin that is switched off.</summary>
    public bool Inactive { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The id of the administrator who made it; null for what a seed describes or a client made.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The id of the administrator who last changed it; null where none did.</summary>
    public string? LastUpdatedBy { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }
}

/// <summary>A token for the management API (<c>Authorization: SSWS</c>).</summary>
public sealed record ApiToken(string Name, string Token, string? UserLogin)
{
    /// <summary>Id of the user whose it is, whatever their login is by now. Documents of earlier versions do not say.</summary>
    public string? UserId { get; init; }
}

/// <summary>An application that signs its users in here.</summary>
public sealed record App
{
    /// <summary>20 characters, prefix <c>0oa</c>.</summary>
    public required string Id { get; init; }

    public required string Label { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null for a public client, which must use PKCE.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Compared character by character.</summary>
    public ImmutableArray<string> RedirectUris { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<string> PostLogoutRedirectUris { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<string> Grants { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Scopes of Okta's own API that an administrator has granted it.</summary>
    public ImmutableArray<string> OktaApiScopes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether its codes want PKCE although it has a secret.</summary>
    public bool RequiresPkce { get; init; }

    /// <summary>Whether a refresh token is replaced when it is used; null: only a public client's is.</summary>
    public bool? RotatesRefreshTokens { get; init; }

    /// <summary>For how long a replaced refresh token still counts; 0 to 60 s.</summary>
    public TimeSpan RotationLeeway { get; init; }

    /// <summary>Claims of its tokens: claim name to JSON text, where <c>"${…}"</c> is an expression.</summary>
    public ImmutableSortedDictionary<string, string> Claims { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The claim that names its users' groups where the scope <c>groups</c> is granted by the org's own server; null for none.</summary>
    public AppGroupsClaim? GroupsClaim { get; init; }

    /// <summary>Whether its users are asked for consent (<c>consent_method</c>: REQUIRED); otherwise it is TRUSTED.</summary>
    public bool RequiresConsent { get; init; }

    /// <summary>Where it hears that a session has ended; null where it does not ask.</summary>
    public AppLogout? Logout { get; init; }

    /// <summary>What else it says of itself as an OAuth client; null for nothing.</summary>
    public OAuthClient? Client { get; init; }

    /// <summary>Whether it has nothing to prove itself with.</summary>
    public bool IsPublic => ClientSecret is null && Client?.Method is not ClientAuthenticationMethod.PrivateKeyJwt;

    public AppType Type { get; init; }

    /// <summary>Its kind in Okta's words, as links name it.</summary>
    public string Name => Saml?.Name ?? (Type == AppType.Bookmark ? "bookmark" : Type == AppType.DesktopMfa ? "okta_desktop_mfa" : "oidc_client");

    /// <summary>Where a user who opens it from here is sent: the bookmark, or a client's <c>initiate_login_uri</c>; null where it has to be opened by itself.</summary>
    public string? LaunchUri { get; init; }

    /// <summary>The rules of its sign-on policy, in priority order; the one that every app has comes after them.</summary>
    public ImmutableArray<Rule<AppSignOnAction>> SignOnRules { get; init => field = value.IsDefault ? [] : value; } = [];

    public Policy<AppSignOnAction> SignOn => AppSignOn.Policy(Id, Label, SignOnRules);

    /// <summary>Groups whose members may use it.</summary>
    public ImmutableArray<string> Groups { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Users who may use it by name.</summary>
    public ImmutableArray<string> Users { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Null for everything but SAML apps, whose <see cref="ClientId"/> names no OAuth client.</summary>
    public SamlSettings? Saml { get; init; }

    /// <summary>Nobody gets into an app that is switched off.</summary>
    public bool Inactive { get; init; }

    /// <summary>What administrators have said of its tile and its notes; null where they have said nothing.</summary>
    public AppDisplay? Display { get; init; }

    /// <summary>What is known of an assignment beside that there is one, by the id of the user or group.</summary>
    public ImmutableSortedDictionary<string, AppAssignment> Assignments
    {
        get;

        // Documents that were written before apps had it say nothing, which arrives here as null.
        init => field = value ?? ImmutableSortedDictionary<string, AppAssignment>.Empty;
    } = ImmutableSortedDictionary<string, AppAssignment>.Empty;

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    public bool IsAssignedTo(User user) => !Inactive && (Users.Contains(user.Id) || Groups.Any(group => user.Groups.Contains(group)));
}

/// <summary>A claim with the names of a user's groups.</summary>
/// <param name="Filter">Null where an expression says which.</param>
public sealed record AppGroupsClaim(string Name, GroupFilter? Filter)
{
    /// <summary>What the claim says; null where the filter does.</summary>
    public string? Expression { get; init; }

    /// <summary>Where its value comes from.</summary>
    public ClaimValue Value => Filter is null ? new ClaimValue.FromExpression(Expression!) : new ClaimValue.FromGroups(Filter);
}

/// <summary>Where an app hears that a session has ended, and whether it has to be told which (OpenID Connect Front-Channel and Back-Channel Logout 1.0).</summary>
/// <param name="FrontChannelUri">A page that the user's browser loads out of sight; null for none.</param>
/// <param name="BackChannelUri">An address that takes a signed token from the org itself; null for none.</param>
public sealed record AppLogout(string? FrontChannelUri, bool FrontChannelSession, string? BackChannelUri);

/// <summary>What kind of app it is.</summary>
public enum AppType
{
    /// <summary>An OpenID Connect client.</summary>
    Oidc,

    /// <summary>A page that users are sent to, and nothing more.</summary>
    Bookmark,

    /// <summary>Desktop MFA of Okta Device Access: an OAuth client whose users sign in to their computers with it.</summary>
    DesktopMfa,
}
