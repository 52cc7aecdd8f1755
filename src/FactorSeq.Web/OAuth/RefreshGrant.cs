using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// <c>grant_type=refresh_token</c>. A confidential client keeps its token; a public one gets a new token with each use, and the use of an
/// old one ends the family (Okta, "Refresh tokens"; RFC 9700 §4.14.2).
/// </summary>
internal static class RefreshGrant
{
    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        var org = context.Org();
        while (form["refresh_token"] is { } token && await RefreshToken.FindFamily(org, server, client, token) is { Value: var family } stored)
        {
            if (family.Current != Tokens.Digest(token))
            {
                await RefreshToken.Revoke(org, server, client, token);
                return OAuthErrors.InvalidRefreshToken;
            }

            var scopes = form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [.. family.Grant.Scopes];
            if (!scopes.Contains("openid") || !scopes.All(scope => family.Grant.Scopes.Contains(scope)))
            {
                return OAuthErrors.ScopeNotGranted;
            }

            if (await org.FindAccountById(family.Grant.UserId) is not { Value.User: var user } || !Caller.MayHaveTokens(user))
            {
                return OAuthErrors.InvalidRefreshToken;
            }

            var next = client.ClientSecret is null ? RefreshToken.Next(token) : token;
            var expires = server.Id is null ? family.Expires : org.Clock.Now + server.RefreshTokenLife;
            var work = new UnitOfWork(org.Name)
                .Update(DocumentKinds.RefreshTokens, stored, family with { Current = Tokens.Digest(next), Expires = expires }, expires)
                .Log(context, server.Event("token.grant.refresh_token"), user);
            if (await org.Documents.Commit(work))
            {
                return new GrantResult.Granted(family.Grant with { Scopes = [.. scopes] }, user, next);
            }
        }

        return OAuthErrors.InvalidRefreshToken;
    }
}
