using System.Text.Json;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>A client as the registration API shows it. The secret is shown where it was just made, or the client changed, and never again.</summary>
internal static class ClientJson
{
    internal static void Write(Utf8JsonWriter json, App app, bool showsSecret)
    {
        var registered = app.Client?.Registration;
        json.WriteStartObject();
        json.WriteString("client_id", app.ClientId);
        if (app.ClientSecret is { } secret)
        {
            if (showsSecret)
            {
                json.WriteString("client_secret", secret);
            }

            json.WriteNumber("client_secret_expires_at", 0);
        }

        if (registered is not null)
        {
            json.WriteNumber("client_id_issued_at", registered.IssuedAt.ToUnixTimeSeconds());
        }

        json.WriteString("client_name", app.Label);
        json.WriteString("client_uri", registered?.ClientUri);
        json.WriteString("logo_uri", registered?.LogoUri);
        Optional(json, "policy_uri", registered?.PolicyUri);
        Optional(json, "tos_uri", registered?.TosUri);
        json.WriteString("application_type", registered?.ApplicationType ?? TypeOf(app));
        List(json, "redirect_uris", app.RedirectUris);
        if (!app.PostLogoutRedirectUris.IsEmpty)
        {
            List(json, "post_logout_redirect_uris", app.PostLogoutRedirectUris);
        }

        List(json, "response_types", registered?.ResponseTypes ?? ResponseTypesOf(app));
        List(json, "grant_types", app.Grants);
        if (app.Client?.Jwks is { } jwks)
        {
            json.WritePropertyName("jwks");
            json.WriteRawValue(jwks);
        }

        Optional(json, "jwks_uri", app.Client?.JwksUri);
        json.WriteString("token_endpoint_auth_method", ClientAuthentication.Methods[(int)Method(app)]);
        Optional(json, "initiate_login_uri", app.LaunchUri);
        Optional(json, "request_object_signing_alg", app.Client?.RequestObjectAlgorithm);
        json.WriteBoolean("dpop_bound_access_tokens", app.Client?.BindsTokens == true);
        json.WriteEndObject();
    }

    internal static ClientAuthenticationMethod Method(App app) => app.Client?.Method
        ?? (app.IsPublic ? ClientAuthenticationMethod.None : ClientAuthenticationMethod.ClientSecretBasic);

    // A seed does not say what kind of program a client is.
    internal static string TypeOf(App app) =>
        app.Grants is ["client_credentials"] ? "service"
        : app.RedirectUris.Any(uri => !uri.StartsWith("http", StringComparison.OrdinalIgnoreCase)) ? "native"
        : app.IsPublic ? "browser"
        : "web";

    internal static IEnumerable<string> ResponseTypesOf(App app) =>
        [.. app.Grants.Contains("authorization_code") ? ["code"] : Array.Empty<string>(), .. app.Grants.Contains("implicit") ? ["token", "id_token"] : Array.Empty<string>()];

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
