using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/introspect</c> (RFC 7662) for access and refresh tokens. What does not count is inactive, and nothing more is said.</summary>
internal static class Introspect
{
    internal static async Task Post(HttpContext context, AuthorizationServer server)
    {
        if (await ClientAuthentication.Read(context, inQuery: true) is not { } request)
        {
            return;
        }

        if (request.Form["token"] is not { } text)
        {
            await OAuthErrors.MissingToken.Write(context);
        }
        else if (await AccessToken.Read(context, server, text) is { } token)
        {
            await OktaJson.Ok(context, json => Write(json, token));
        }
        else if (await Refresh(context.Org(), server, request.Client, text) is { } family)
        {
            await OktaJson.Ok(context, json => Write(json, family));
        }
        else
        {
            await OktaJson.Ok(context, json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("active", false);
                json.WriteEndObject();
            });
        }
    }

    private static async ValueTask<RefreshTokenFamily?> Refresh(Org org, AuthorizationServer server, App client, string text) =>
        await RefreshToken.FindFamily(org, server, client, text) is { Value: var family }
        && await RefreshToken.FindUser(org, family, text, org.Clock.Now) is not null
            ? family
            : null;

    private static void Write(Utf8JsonWriter json, AccessToken token)
    {
        json.WriteStartObject();
        json.WriteBoolean("active", true);
        json.WriteString("token_type", token.Thumbprint is null ? "Bearer" : "DPoP");
        json.WriteString("scope", string.Join(' ', token.Scopes));
        json.WriteString("client_id", token.ClientId);
        if (token.User is { } user)
        {
            json.WriteString("username", user.Login);
        }

        foreach (var name in (string[])["exp", "iat", "sub", "aud", "iss", "jti", "uid", "cnf"])
        {
            if (token.Claims[name] is { } claim)
            {
                json.WritePropertyName(name);
                claim.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RefreshTokenFamily family)
    {
        json.WriteStartObject();
        json.WriteBoolean("active", true);
        json.WriteString("scope", string.Join(' ', family.Grant.Scopes));
        json.WriteString("client_id", family.Grant.ClientId);
        json.WriteNumber("exp", family.Expires.ToUnixTimeSeconds());
        json.WriteString("uid", family.Grant.UserId);
        json.WriteEndObject();
    }
}
