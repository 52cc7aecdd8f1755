using System.Text.Json.Nodes;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/userinfo</c> (OpenID Connect Core §5.3): the claims that the access token's scopes allow.</summary>
internal static class UserInfo
{
    internal static async Task Get(HttpContext context, AuthorizationServer server)
    {
        if (await PresentedToken.Read(context, server) is not { } token)
        {
            return;
        }

        if (token.User is not { } user)
        {
            await OAuthErrors.InvalidToken.Challenge(context);
            return;
        }

        if (!token.Scopes.Contains("openid"))
        {
            await OAuthErrors.InsufficientScope.Challenge(context);
            return;
        }

        var claims = new JsonObject { ["sub"] = user.Id };
        claims.AddAll(user, token.Scopes);
        var own = CustomClaims.For(server, context.Org(), token.ClientId, token.Scopes, user);
        claims.WithOwn(own.OfIdentity(isThin: false)).WithCustom(user).WithOwn(own.OfApp());
        await OktaJson.Ok(context, json => claims.WriteTo(json));
    }
}
