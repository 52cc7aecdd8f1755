using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>An issuer of tokens: the org itself, or a custom authorization server of it.</summary>
/// <param name="Custom">Null for the org's own.</param>
/// <param name="BaseUrl">The org's address, as this client uses it.</param>
internal sealed record AuthorizationServer(CustomAuthorizationServer? Custom, string BaseUrl)
{
    /// <summary>The org's own scope, beside those of the protocol.</summary>
    private const string GroupsScope = "groups";

    /// <summary>Null for the org's own.</summary>
    internal string? Id => Custom?.Id;

    internal string Issuer => Id is null ? BaseUrl : $"{BaseUrl}/oauth2/{Id}";

    /// <summary>What the endpoints' addresses begin with.</summary>
    internal string Endpoints => $"{(Id is null ? $"{BaseUrl}/oauth2" : Issuer)}/v1";

    /// <summary><c>aud</c> of access tokens.</summary>
    internal string Audience => Custom?.Audience ?? BaseUrl;

    /// <summary>The grants that can be had of it.</summary>
    internal string[] GrantTypes =>
    [
        "authorization_code", "implicit", "refresh_token", OAuth.GrantTypes.Password, OAuth.GrantTypes.DeviceCode, "client_credentials",
        OAuth.GrantTypes.Oob, OAuth.GrantTypes.Otp, OAuth.GrantTypes.MfaOob, OAuth.GrantTypes.MfaOtp,
        .. Custom is null ? Array.Empty<string>() : [OAuth.GrantTypes.TokenExchange],
    ];

    /// <summary>The scopes that its metadata list.</summary>
    internal ImmutableArray<string> PublishedScopes =>
        [.. StandardScopes.All, .. Custom is null ? [GroupsScope] : Custom.Scopes.Where(scope => scope.IsPublished).Select(scope => scope.Name)];

    /// <summary>Those that its OAuth metadata list: the org's have the scopes of Okta's API besides.</summary>
    internal ImmutableArray<string> ScopesOfApis => Custom is null ? [.. PublishedScopes, .. OktaApiScopes.All] : PublishedScopes;

    /// <summary>The scopes of a request that names none.</summary>
    internal ImmutableArray<string> DefaultScopes => [.. Custom?.Scopes.Where(scope => scope.IsDefault).Select(scope => scope.Name) ?? []];

    internal static AuthorizationServer OfOrg(HttpContext context) => new(null, context.BaseUrl());

    /// <summary>Finds a server by its id; null where there is none any more, or it is switched off.</summary>
    internal static AuthorizationServer? Find(HttpContext context, string? id) => id is null
        ? OfOrg(context)
        : context.Org().Current.Configuration.AuthorizationServers.FirstOrDefault(server => server.Id == id && !server.Inactive) is { } custom
            ? new AuthorizationServer(custom, context.BaseUrl())
            : null;

    /// <summary>Finds the server that the path names; an unknown one is E0000007.</summary>
    internal static Task OfPath(HttpContext context, Func<HttpContext, AuthorizationServer, Task> handle)
    {
        var id = context.GetRouteValue("server") as string;
        return id is not null && Find(context, id) is { } server
            ? handle(context, server)
            : ErrorCodes.NotFound.With($"Resource not found: {id} (AuthorizationServer)").Write(context);
    }

    /// <summary>Whether it has a scope at all, whoever may have it.</summary>
    internal bool Knows(string scope) => StandardScopes.Are(scope)
        || (Custom is null ? scope == GroupsScope || OktaApiScopes.Are(scope) : Custom.Scopes.Any(own => own.Name == scope));

    /// <summary>Whether users are asked before an app is granted a scope: only custom servers ask (Okta, "Request user consent").</summary>
    internal ScopeConsent ConsentTo(string scope) => Custom?.Scopes.FirstOrDefault(own => own.Name == scope)?.Consent ?? ScopeConsent.Implicit;

    /// <summary>What it signs with.</summary>
    internal SigningAlgorithm AlgorithmIn(Org org) => org.Current.Configuration.AlgorithmOf(Custom);

    /// <summary>Whether it has keys of its own: one that rotates by hand, one of the API's, and one that signs otherwise than the org. All others have the org's.</summary>
    internal bool HasOwnKeysIn(Org org) => Custom is { RotatesByHand: true } or { HasOwnKeys: true } || AlgorithmIn(org) != org.Current.Configuration.SigningAlgorithm;

    /// <summary>What its policies make of a request. The org's own has none.</summary>
    /// <returns>How long the tokens live, or why there are none.</returns>
    internal (TokenLifetimes? Lifetimes, OAuthError? Error) Decide(App client, string grantType, ImmutableArray<string> scopes, User? user)
    {
        if (Custom is null)
        {
            return (TokenLifetimes.OfOrg, null);
        }

        return AccessDecision.Of(Custom, new AccessRequest(client.ClientId, grantType, scopes, user)) switch
        {
            AccessDecision.Granted granted => (granted.Rule.Lifetimes, null),
            AccessDecision.NoScopeAllowed => (null, OAuthErrors.NoScopeAllowed),
            _ => (null, OAuthErrors.NoMatchingPolicy),
        };
    }
}
