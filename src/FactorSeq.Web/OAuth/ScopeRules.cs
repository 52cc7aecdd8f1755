using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>Scopes of grants that begin elsewhere than at the authorization endpoint: what that endpoint says of scopes holds for them too.</summary>
internal static class ScopeRules
{
    /// <summary>The scopes that a request asks for, or those of one that names none.</summary>
    internal static ImmutableArray<string> Asked(AuthorizationServer server, Parameters form) =>
        form["scope"] is { } asked ? [.. asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()] : server.DefaultScopes;

    /// <summary>Why a user's grant cannot have these scopes; null where nothing speaks against them.</summary>
    internal static OAuthError? Objection(AuthorizationServer server, App client, ImmutableArray<string> scopes)
    {
        if (scopes.IsEmpty)
        {
            return OAuthErrors.MissingScope;
        }

        if (!scopes.All(server.Knows))
        {
            return OAuthErrors.NoMatchingScope;
        }

        if (OktaScopes.AreRefused(client, scopes))
        {
            return OAuthErrors.OktaScopesNotGranted;
        }

        var needsOpenId = server.Custom is null && !scopes.All(OktaApiScopes.Are) || scopes.Any(scope => scope != "offline_access" && StandardScopes.Are(scope));
        return needsOpenId && !scopes.Contains("openid") ? OAuthErrors.OpenIdScopeRequired : null;
    }

    /// <summary>What is granted of them: offline access only where the app has refresh tokens, of Okta's API what an administrator has granted it.</summary>
    internal static ImmutableArray<string> Granted(App client, ImmutableArray<string> scopes) =>
        [.. scopes.Where(scope => OktaScopes.MayHave(client, scope) && (scope != "offline_access" || client.Grants.Contains("refresh_token")))];
}
