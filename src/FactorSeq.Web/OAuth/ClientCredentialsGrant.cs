using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// <c>grant_type=client_credentials</c> (RFC 6749 §4.4): a client acts for itself, at a custom authorization server for an API of yours, at the org's
/// own for Okta's (Okta, "Implement OAuth for Okta with a service app").
/// </summary>
internal static class ClientCredentialsGrant
{
    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        var org = context.Org();
        var asked = ScopeRules.Asked(server, form);
        var (lifetimes, error) = server.Custom is null ? JudgeForOrg(client, asked) : Judge(server, client, asked);
        if (error is not null)
        {
            return error;
        }

        await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, server.Event("token.grant.access_token"), client));
        return new GrantResult.Granted(
            new Grant(server.Id, client.ClientId, null, ScopeRules.Granted(client, asked), [], org.Clock.Now, null) { Lifetimes = lifetimes! }, null, null);
    }

    private static (TokenLifetimes? Lifetimes, OAuthError? Error) Judge(AuthorizationServer server, App client, ImmutableArray<string> scopes)
    {
        if (scopes.IsEmpty)
        {
            return (null, OAuthErrors.MissingScope);
        }

        if (scopes.Any(StandardScopes.Are))
        {
            return (null, OAuthErrors.NoOpenIdForClients);
        }

        if (scopes.Any(scope => server.ConsentTo(scope) == ScopeConsent.Required))
        {
            return (null, OAuthErrors.NoUserToConsent);
        }

        return scopes.All(server.Knows) ? server.Decide(client, "client_credentials", scopes, null) : (null, OAuthErrors.NoMatchingScope);
    }

    // Okta's API is for clients with a key of their own.
    private static (TokenLifetimes? Lifetimes, OAuthError? Error) JudgeForOrg(App client, ImmutableArray<string> scopes)
    {
        if (client.Client?.Method is not ClientAuthenticationMethod.PrivateKeyJwt)
        {
            return (null, OAuthErrors.UnsupportedForOrg);
        }

        if (scopes.IsEmpty)
        {
            return (null, OAuthErrors.MissingScope);
        }

        if (!scopes.All(OktaApiScopes.Are))
        {
            return (null, OAuthErrors.NoMatchingScope);
        }

        return OktaScopes.AreRefused(client, scopes) ? (null, OAuthErrors.OktaScopesNotGranted) : (TokenLifetimes.OfOrg, null);
    }
}
