using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// What an authorization server says about itself (OpenID Connect Discovery 1.0, RFC 8414). Only what works here is announced.
/// </summary>
internal static class Discovery
{
    private static readonly string[] Claims =
    [
        "iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce", "name", "nickname", "preferred_username",
        "given_name", "middle_name", "family_name", "email", "email_verified", "profile", "zoneinfo", "locale", "address", "phone_number",
        "picture", "website", "gender", "birthdate", "updated_at", "at_hash", "c_hash",
    ];

    internal static Task OpenId(HttpContext context, AuthorizationServer server) => OktaJson.Ok(context, json =>
    {
        json.WriteStartObject();
        Common(json, server, server.PublishedScopes);
        json.WriteString("userinfo_endpoint", server.Endpoints + "/userinfo");
        json.WriteList("subject_types_supported", "public");
        json.WriteList("id_token_signing_alg_values_supported", server.AlgorithmIn(context.Org()).ToString());
        json.WriteList("claims_supported", Claims);
        json.WriteEndObject();
    });

    internal static Task OAuth(HttpContext context, AuthorizationServer server) => OktaJson.Ok(context, json =>
    {
        json.WriteStartObject();
        Common(json, server, server.ScopesOfApis);
        json.WriteEndObject();
    });

    private static void Common(Utf8JsonWriter json, AuthorizationServer server, ImmutableArray<string> scopes)
    {
        json.WriteString("issuer", server.Issuer);
        json.WriteString("authorization_endpoint", server.Endpoints + "/authorize");
        json.WriteString("token_endpoint", server.Endpoints + "/token");
        json.WriteString("registration_endpoint", server.BaseUrl + "/oauth2/v1/clients");
        json.WriteString("jwks_uri", server.Endpoints + "/keys");
        json.WriteList("response_types_supported", ResponseType.All);
        json.WriteList("response_modes_supported", ResponseMode.All);
        json.WriteList("grant_types_supported", server.GrantTypes);
        json.WriteList("scopes_supported", scopes.AsSpan());
        json.WriteList("token_endpoint_auth_methods_supported", ClientAuthentication.Methods);
        json.WriteList("token_endpoint_auth_signing_alg_values_supported", SigningAlgorithms.All);
        json.WriteList("code_challenge_methods_supported", Pkce.Method);
        json.WriteString("introspection_endpoint", server.Endpoints + "/introspect");
        json.WriteList("introspection_endpoint_auth_methods_supported", ClientAuthentication.Methods);
        json.WriteList("introspection_endpoint_auth_signing_alg_values_supported", SigningAlgorithms.All);
        json.WriteString("revocation_endpoint", server.Endpoints + "/revoke");
        json.WriteList("revocation_endpoint_auth_methods_supported", ClientAuthentication.Methods);
        json.WriteList("revocation_endpoint_auth_signing_alg_values_supported", SigningAlgorithms.All);
        json.WriteString("end_session_endpoint", server.Endpoints + "/logout");
        json.WriteString("device_authorization_endpoint", server.Endpoints + "/device/authorize");
        json.WriteBoolean("request_parameter_supported", true);
        json.WriteBoolean("request_uri_parameter_supported", false);
        json.WriteList("request_object_signing_alg_values_supported", SigningAlgorithms.All);
        json.WriteList("dpop_signing_alg_values_supported", SigningAlgorithms.OfKeys);
    }

    private static void WriteList(this Utf8JsonWriter json, string name, params ReadOnlySpan<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
