using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary><c>grant_type=client_credentials</c> (RFC 6749 §4.4): a client acts for itself, at a custom authorization server.</summary>
internal static class ClientCredentialsGrant
{
    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        var org = context.Org();
        var (lifetimes, error) = server.Custom is null
            ? (null, OAuthErrors.UnsupportedForOrg)
            : Judge(server, client, Scopes(server, form));
        var type = server.Event("token.grant.access_token");
        await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, type, client, error));
        return error is not null
            ? error
            : new GrantResult.Granted(
                new Grant(server.Id, client.ClientId, null, Scopes(server, form), [], org.Clock.Now, null) { Lifetimes = lifetimes! }, null, null);
    }

    private static ImmutableArray<string> Scopes(AuthorizationServer server, Parameters form) =>
        form["scope"] is { } asked ? [.. asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()] : server.DefaultScopes;

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
}
