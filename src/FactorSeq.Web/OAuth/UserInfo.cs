using System.Text.Json.Nodes;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/userinfo</c> (OpenID Connect Core §5.3): the claims that the access token's scopes allow.</summary>
internal static class UserInfo
{
    private const string Scheme = "Bearer ";

    internal static async Task Get(HttpContext context, AuthorizationServer server)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || await AccessToken.Read(context, server, header[Scheme.Length..].Trim()) is not { } token)
        {
            await OAuthErrors.InvalidToken.Challenge(context);
            return;
        }

        if (!token.Scopes.Contains("openid"))
        {
            await OAuthErrors.InsufficientScope.Challenge(context);
            return;
        }

        var claims = new JsonObject { ["sub"] = token.User.Id };
        claims.AddAll(token.User, token.Scopes);
        claims.WithCustom(token.User);
        await OktaJson.Ok(context, json => claims.WriteTo(json));
    }
}
