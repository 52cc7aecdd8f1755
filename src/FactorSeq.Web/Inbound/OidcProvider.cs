using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Inbound;

/// <summary>An OIDC provider with its addresses, as its discovery document or the seed has them.</summary>
/// <param name="NamesItself">It says that its answers say who they come from (RFC 9207).</param>
/// <param name="TakesBasic">Whether the client's credentials go in a header; else they go in the form.</param>
internal sealed record OidcProvider(OidcFarEnd FarEnd, OidcEndpoints Endpoints, bool NamesItself, bool TakesBasic)
{
    /// <summary>Finds out; null where the provider does not say, or says that it is another (OpenID Connect Discovery §4.3).</summary>
    internal static async ValueTask<OidcProvider?> Of(OidcFarEnd farEnd, ProviderTime time)
    {
        if (farEnd.Endpoints is { } given)
        {
            return new OidcProvider(farEnd, given, NamesItself: false, TakesBasic: true);
        }

        if (await FarEndHttp.Get($"{farEnd.Issuer.TrimEnd('/')}/.well-known/openid-configuration", time) is not { } document
            || document.Text("issuer") != farEnd.Issuer
            || Address(document, "authorization_endpoint") is not { } authorization
            || Address(document, "token_endpoint") is not { } token
            || Address(document, "jwks_uri") is not { } jwks)
        {
            return null;
        }

        var methods = document["token_endpoint_auth_methods_supported"] as JsonArray;
        return new OidcProvider(
            farEnd,
            new OidcEndpoints(authorization, token, jwks, Address(document, "userinfo_endpoint")),
            document["authorization_response_iss_parameter_supported"] is JsonValue names && names.TryGetValue<bool>(out var does) && does,
            methods is null || methods.Any(method => method is JsonValue value && value.TryGetValue<string>(out var name) && name == "client_secret_basic"));
    }

    /// <summary>Where a browser asks for a code.</summary>
    internal string Authorization(ExternalSignInRequest request, string state, string challenge, string redirectUri, string? loginHint)
    {
        (string Name, string? Value)[] parameters =
        [
            ("client_id", FarEnd.ClientId), ("response_type", "code"), ("response_mode", "query"), ("scope", string.Join(' ', FarEnd.Scopes)),
            ("redirect_uri", redirectUri), ("state", state), ("nonce", request.Nonce), ("code_challenge", challenge),
            ("code_challenge_method", OAuth.Pkce.Method), ("login_hint", loginHint),
        ];
        var query = string.Join('&', parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return Endpoints.Authorization + (Endpoints.Authorization.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
    }

    /// <summary>Exchanges a code; null where the provider does not want it.</summary>
    internal ValueTask<JsonObject?> Exchange(string code, string verifier, string redirectUri, ProviderTime time)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri), new("code_verifier", verifier),
        };
        var request = new HttpRequestMessage(HttpMethod.Post, Endpoints.Token);
        if (FarEnd.ClientSecret is { } secret && TakesBasic)
        {
            // RFC 6749 §2.3.1.
            var pair = $"{Uri.EscapeDataString(FarEnd.ClientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }
        else
        {
            form.Add(new("client_id", FarEnd.ClientId));
            if (FarEnd.ClientSecret is { } posted)
            {
                form.Add(new("client_secret", posted));
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        return FarEndHttp.Ask(request, time);
    }

    /// <summary>What the provider says of a user beside the ID token.</summary>
    internal ValueTask<JsonObject?> UserInfo(string accessToken, ProviderTime time)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Endpoints.UserInfo);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return FarEndHttp.Ask(request, time);
    }

    private static string? Address(JsonObject document, string name) =>
        document.Text(name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? text : null;
}
