using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// <c>grant_type=refresh_token</c>. A confidential client keeps its token, unless its settings say otherwise; a public one gets a new token
/// with each use, and the use of an old one ends the family, once the leeway is over (Okta, "Refresh tokens"; RFC 9700 §4.14.2).
/// </summary>
internal static class RefreshGrant
{
    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        var org = context.Org();
        while (form["refresh_token"] is { } token && await RefreshToken.FindFamily(org, server, client, token) is { Value: var family } stored)
        {
            var now = org.Clock.Now;
            if (RefreshToken.IsPast(family, token, now))
            {
                await RefreshToken.Revoke(org, server, client, token);
                await org.Documents.Commit(new UnitOfWork(org.Name)
                    .Log(context, server.Event("token.detect_reuse"), client));
                return OAuthErrors.InvalidRefreshToken;
            }

            if (!family.Grant.Allows(client, context))
            {
                return ClientErrors.ProofKey;
            }

            ImmutableArray<string> scopes = form["scope"] is null ? family.Grant.Scopes : ScopeRules.Asked(server, form);
            if (scopes.IsEmpty || family.Grant.IsOpenId && !scopes.Contains("openid") || !scopes.All(scope => family.Grant.Scopes.Contains(scope)))
            {
                return OAuthErrors.ScopeNotGranted;
            }

            if (await RefreshToken.FindUser(org, family, token, now) is not { } user)
            {
                return OAuthErrors.InvalidRefreshToken;
            }

            var isLate = RefreshToken.IsLate(family, token, now);
            var rotates = client.RotatesRefreshTokens ?? client.IsPublic;
            var hasLeeway = rotates && client.RotationLeeway > TimeSpan.Zero;
            var next = isLate || hasLeeway ? RefreshToken.Next(token, org) : rotates ? RefreshToken.Next(token) : token;
            var expires = RefreshToken.Expiry(family, now);
            var grant = family.Grant with { Scopes = scopes, AccessTokenId = TokenIssuer.NewAccessTokenId() };
            var used = family with { Current = Tokens.Digest(next), Expires = expires, Used = now, Issued = RefreshToken.Issued(family, grant, now) };
            if (hasLeeway && !isLate)
            {
                // Whoever lost the answer may ask again, for a moment, and is told the same.
                used = used with { Previous = Tokens.Digest(token), PreviousUntil = now + client.RotationLeeway };
            }

            var work = new UnitOfWork(org.Name)
                .Update(DocumentKinds.RefreshTokens, stored, used, expires)
                .Log(context, server.Event("token.grant.refresh_token"), user);
            if (await org.Documents.Commit(work))
            {
                return new GrantResult.Granted(grant, user, next);
            }
        }

        return OAuthErrors.InvalidRefreshToken;
    }
}
