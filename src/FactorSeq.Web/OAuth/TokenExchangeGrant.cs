using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// <c>grant_type=urn:ietf:params:oauth:grant-type:token-exchange</c> (RFC 8693; Okta, "OAuth 2.0 On-Behalf-Of Token Exchange"): a service that was
/// called with a user's access token gets one to call another service for the same user.
/// </summary>
internal static class TokenExchangeGrant
{
    internal const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        var org = context.Org();
        var result = server.Custom is { } custom ? await Judge(context, server, custom, client, form) : OAuthErrors.UnsupportedGrantType;
        if (result is GrantResult.Granted granted)
        {
            await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, server.Event("token.grant.access_token"), granted.User!));
        }

        return result;
    }

    private static async ValueTask<GrantResult> Judge(
        HttpContext context, AuthorizationServer server, CustomAuthorizationServer custom, App client, Parameters form)
    {
        // Whoever holds a stolen token could exchange it, if a client need not prove who it is.
        if (client.IsPublic)
        {
            return OAuthErrors.UnauthorizedClient;
        }

        if (form["subject_token_type"] != AccessTokenType
            || form["requested_token_type"] is not (null or AccessTokenType)
            || form["actor_token"] is not null || form["actor_token_type"] is not null)
        {
            return OAuthErrors.UnsupportedTokenType;
        }

        if (form["audience"] != server.Audience)
        {
            return OAuthErrors.InvalidTarget;
        }

        if (await Subject(context, custom, form["subject_token"]) is not { User: { } user } subject)
        {
            return OAuthErrors.InvalidSubjectToken;
        }

        var scopes = ScopeRules.Asked(server, form);
        if (scopes.Any(StandardScopes.Are))
        {
            return OAuthErrors.NoOpenIdInExchange;
        }

        if (ScopeRules.Objection(server, client, scopes) is { } objection)
        {
            return objection;
        }

        if (!(await Consents.Missing(context.Org(), server, client, user.Id, scopes)).IsEmpty)
        {
            return OAuthErrors.NoUserToConsent;
        }

        var (lifetimes, refusal) = server.Decide(client, GrantTypes.TokenExchange, scopes, user);
        if (refusal is not null)
        {
            return refusal;
        }

        var grant = new Grant(server.Id, client.ClientId, user.Id, scopes, [], subject.SignedIn, null) { Lifetimes = lifetimes! };
        return new GrantResult.Granted(grant, user, null) { IssuedTokenType = AccessTokenType };
    }

    // A token counts at the server that issued it, and at those that trust it; what it says of its issuer is believed of none other.
    private static async ValueTask<AccessToken?> Subject(HttpContext context, CustomAuthorizationServer custom, string? token)
    {
        if (token is null)
        {
            return null;
        }

        foreach (var issuer in custom.TrustedServers.Prepend(custom.Id).Distinct())
        {
            if (AuthorizationServer.Find(context, issuer) is { } trusted && await AccessToken.Read(context, trusted, token) is { } read)
            {
                // A token that is bound to a key counts with that key alone, whoever else has come by it.
                return read.Thumbprint is null || read.Thumbprint == context.Thumbprint() ? read : null;
            }
        }

        return null;
    }
}
