using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.OAuth;

namespace FactorSeq.Web.Api.Apps;

/// <summary><c>settings.oauthClient</c> (Apps API, "OAuth 2.0 client application").</summary>
internal static class OidcJson
{
    internal static void Write(Utf8JsonWriter json, App app, AppDisplay display)
    {
        var registered = app.Client?.Registration;
        json.WriteStartObject();
        json.WriteString("client_uri", registered?.ClientUri);
        json.WriteString("logo_uri", registered?.LogoUri);
        WriteOptional(json, "policy_uri", registered?.PolicyUri);
        WriteOptional(json, "tos_uri", registered?.TosUri);
        json.WriteList("redirect_uris", app.RedirectUris);
        if (!app.PostLogoutRedirectUris.IsEmpty)
        {
            json.WriteList("post_logout_redirect_uris", app.PostLogoutRedirectUris);
        }

        json.WriteList("response_types", registered?.ResponseTypes ?? ClientJson.ResponseTypesOf(app));
        json.WriteList("grant_types", app.Grants);
        WriteOptional(json, "initiate_login_uri", app.LaunchUri);
        if (app.Client?.Jwks is { } jwks)
        {
            json.WritePropertyName("jwks");
            json.WriteRawValue(jwks);
        }

        WriteOptional(json, "jwks_uri", app.Client?.JwksUri);
        WriteOptional(json, "request_object_signing_alg", app.Client?.RequestObjectAlgorithm);
        json.WriteString("application_type", registered?.ApplicationType ?? ClientJson.TypeOf(app));
        json.WriteString("consent_method", app.RequiresConsent ? "REQUIRED" : "TRUSTED");
        json.WriteString("issuer_mode", display.IssuerMode ?? "ORG_URL");
        if (app.Grants.Contains("refresh_token"))
        {
            json.WriteStartObject("refresh_token");
            json.WriteString("rotation_type", app.RotatesRefreshTokens ?? app.IsPublic ? "ROTATE" : "STATIC");
            json.WriteNumber("leeway", (int)app.RotationLeeway.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteStartObject("idp_initiated_login");
        json.WriteString("mode", display.IdpInitiatedLogin ?? "DISABLED");
        json.WriteList("default_scope", []);
        json.WriteEndObject();
        json.WriteString("wildcard_redirect", "DISABLED");
        json.WriteBoolean("dpop_bound_access_tokens", app.Client?.BindsTokens == true);
        json.WriteBoolean("participate_slo", app.Logout?.FrontChannelUri is not null);
        if (app.Logout is { FrontChannelUri: { } front } logout)
        {
            json.WriteString("frontchannel_logout_uri", front);
            json.WriteBoolean("frontchannel_logout_session_required", logout.FrontChannelSession);
        }

        WriteOptional(json, "backchannel_logout_uri", app.Logout?.BackChannelUri);
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
