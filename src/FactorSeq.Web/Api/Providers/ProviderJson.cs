using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Inbound;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Providers;

/// <summary>An identity provider as the API shows it (Identity Providers API, "Identity Provider object").</summary>
internal static class ProviderJson
{
    private static readonly ImmutableArray<string> Matches = ["USERNAME", "EMAIL", "USERNAME_OR_EMAIL", "CUSTOM_ATTRIBUTE"];
    private static readonly ImmutableArray<string> Assignments = ["NONE", "ASSIGN", "APPEND", "SYNC"];
    private static readonly ImmutableArray<string> Scopes = ["ANY", "RESPONSE", "ASSERTION"];

    /// <param name="signing">The name of the key that the org signs requests with.</param>
    internal static void Write(Utf8JsonWriter json, HttpContext context, IdentityProvider provider, string signing)
    {
        using var kept = JsonDocument.Parse(provider.Kept ?? "{}");
        var given = kept.RootElement;
        var isSaml = provider.Type == IdentityProviderType.Saml2;
        var type = isSaml ? "SAML2" : "OIDC";
        json.WriteStartObject();
        json.WriteString("id", provider.Id);
        if (!isSaml)
        {
            json.WriteString("issuerMode", Text(given, "ORG_URL", "issuerMode"));
        }

        json.WriteString("name", provider.Name);
        json.WriteStatus(!provider.Inactive);
        json.WriteTimes(provider.Created, provider.LastUpdated);
        json.WriteStartObject("protocol");
        json.WriteString("type", type);
        if (provider.Saml is { } saml)
        {
            WriteSaml(json, provider, saml, given, signing);
        }
        else if (provider.Oidc is { } oidc)
        {
            WriteOidc(json, oidc, given);
        }

        json.WriteEndObject();
        WritePolicy(json, provider, given);
        json.WriteString("type", type);
        json.WriteStartObject("_links");
        WriteLinks(json, context, provider);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSaml(Utf8JsonWriter json, IdentityProvider provider, SamlFarEnd saml, JsonElement given, string signing)
    {
        json.WriteStartObject("endpoints");
        json.WriteStartObject("sso");
        json.WriteString("url", saml.SsoUrl);
        json.WriteString("binding", saml.Posts ? "HTTP-POST" : "HTTP-REDIRECT");
        json.WriteString("destination", saml.Destination);
        json.WriteEndObject();
        json.WriteStartObject("acs");
        json.WriteString("binding", "HTTP-POST");
        json.WriteString("type", "INSTANCE");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("algorithms");
        WriteAlgorithm(json, "request", "SHA-256", saml.SignsRequests ? "REQUEST" : "NONE");
        WriteAlgorithm(json, "response", saml.AllowsSha1 ? "SHA-1" : "SHA-256", Scopes[(int)saml.SignatureScope]);
        json.WriteEndObject();
        json.WriteStartObject("settings");
        json.WriteString("nameFormat", saml.NameFormat);
        json.WriteBoolean("honorPersistentNameId", Flag(given, true, "protocol", "settings", "honorPersistentNameId"));
        json.WriteEndObject();
        json.WriteStartObject("credentials");
        json.WriteStartObject("trust");
        json.WriteString("issuer", saml.Issuer);
        json.WriteString("audience", saml.Audience);
        json.WriteString("kid", Text(given, ProviderKeysApi.KidOf(saml.Certificate), "protocol", "credentials", "trust", "kid"));
        json.WriteNull("revocation");
        json.WriteNumber("revocationCacheLifetime", 0);
        json.WriteEndObject();
        json.WriteStartObject("signing");
        json.WriteString("kid", signing);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOidc(Utf8JsonWriter json, OidcFarEnd oidc, JsonElement given)
    {
        json.WriteStartObject("endpoints");
        if (oidc.Endpoints is { } endpoints)
        {
            WriteEndpoint(json, "authorization", endpoints.Authorization, "HTTP-REDIRECT");
            WriteEndpoint(json, "token", endpoints.Token, "HTTP-POST");
            WriteEndpoint(json, "userInfo", endpoints.UserInfo, "HTTP-REDIRECT");
            WriteEndpoint(json, "jwks", endpoints.Jwks, "HTTP-REDIRECT");
        }

        json.WriteEndObject();
        if (At(given, "protocol", "algorithms") is { ValueKind: JsonValueKind.Object } algorithms)
        {
            json.WritePropertyName("algorithms");
            algorithms.WriteTo(json);
        }

        json.WriteStartObject("settings");
        json.WriteNull("nameFormat");
        json.WriteEndObject();
        json.WriteList("scopes", oidc.Scopes);
        json.WriteStartObject("issuer");
        json.WriteString("url", oidc.Issuer);
        json.WriteEndObject();
        json.WriteStartObject("credentials");
        json.WriteStartObject("client");
        json.WriteString("client_id", oidc.ClientId);
        json.WriteString("client_secret", oidc.ClientSecret);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter json, IdentityProvider provider, JsonElement given)
    {
        var policy = provider.Policy;
        json.WriteStartObject("policy");
        json.WriteStartObject("provisioning");
        json.WriteString("action", policy.JustInTime ? "AUTO" : "DISABLED");
        json.WriteBoolean("profileMaster", policy.ProfileMaster);
        json.WriteStartObject("groups");
        json.WriteString("action", Assignments[(int)policy.Groups]);
        WriteSome(json, "assignments", policy.AssignedGroups);
        if (policy.GroupsAttribute is { } attribute)
        {
            json.WriteString("sourceAttributeName", attribute);
        }

        WriteSome(json, "filter", policy.GroupFilter);
        json.WriteEndObject();
        json.WriteStartObject("conditions");
        WriteAction(json, "deprovisioned", policy.Reactivates ? "REACTIVATE" : "NONE");
        WriteAction(json, "suspended", policy.Unsuspends ? "UNSUSPEND" : "NONE");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("accountLink");
        if (policy.LinkGroups.IsEmpty)
        {
            json.WriteNull("filter");
        }
        else
        {
            json.WriteStartObject("filter");
            json.WriteStartObject("groups");
            json.WriteList("include", policy.LinkGroups);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteString("action", policy.LinksAccounts ? "AUTO" : "DISABLED");
        json.WriteEndObject();
        json.WriteStartObject("subject");
        json.WriteStartObject("userNameTemplate");
        json.WriteString("template", policy.UserNameTemplate ?? (provider.Type == IdentityProviderType.Oidc ? "idpuser.email" : "idpuser.subjectNameId"));
        json.WriteEndObject();
        json.WriteString("filter", policy.Filter);
        json.WriteString("matchType", Matches[(int)policy.Match]);
        json.WriteString("matchAttribute", policy.MatchAttribute);
        json.WriteEndObject();
        json.WriteNumber("maxClockSkew", (long)policy.ClockSkew.TotalMilliseconds);
        json.WriteBoolean("trustClaims", Flag(given, false, "policy", "trustClaims"));
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, HttpContext context, IdentityProvider provider)
    {
        var self = $"{context.BaseUrl()}/api/v1/idps/{provider.Id}";
        if (provider.Type == IdentityProviderType.Saml2)
        {
            WriteXml(json, "metadata", $"{self}/metadata.xml", "GET");
            WriteXml(json, "acs", $"{context.BaseUrl()}/sso/saml2/{provider.Id}", "POST");
        }
        else
        {
            json.WriteStartObject("authorize");
            json.WriteString(
                "href",
                $"{context.BaseUrl()}/oauth2/v1/authorize?idp={provider.Id}&client_id={{clientId}}&response_type={{responseType}}"
                + "&response_mode={responseMode}&scope={scopes}&redirect_uri={redirectUri}&state={state}&nonce={nonce}");
            json.WriteBoolean("templated", true);
            json.WriteStartObject("hints");
            json.WriteList("allow", ["GET"]);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteLinkOf("clientRedirectUri", $"{context.BaseUrl()}{OidcSignIn.Callback}", "POST");
        }

        json.WriteLinkOf("users", $"{self}/users", "GET");
        json.WriteLifecycleLink(self, !provider.Inactive);
    }

    private static void WriteXml(Utf8JsonWriter json, string rel, string href, string method)
    {
        json.WriteStartObject(rel);
        json.WriteString("href", href);
        json.WriteString("type", "application/xml");
        json.WriteStartObject("hints");
        json.WriteList("allow", [method]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAlgorithm(Utf8JsonWriter json, string name, string algorithm, string scope)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("signature");
        json.WriteString("algorithm", algorithm);
        json.WriteString("scope", scope);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEndpoint(Utf8JsonWriter json, string name, string? url, string binding)
    {
        if (url is not null)
        {
            json.WriteStartObject(name);
            json.WriteString("url", url);
            json.WriteString("binding", binding);
            json.WriteEndObject();
        }
    }

    private static void WriteAction(Utf8JsonWriter json, string name, string action)
    {
        json.WriteStartObject(name);
        json.WriteString("action", action);
        json.WriteEndObject();
    }

    private static void WriteSome(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        if (!values.IsEmpty)
        {
            json.WriteList(name, values);
        }
    }

    private static JsonElement At(JsonElement element, params ReadOnlySpan<string> way)
    {
        foreach (var name in way)
        {
            element = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var below) ? below : default;
        }

        return element;
    }

    private static string Text(JsonElement element, string usual, params ReadOnlySpan<string> way) =>
        At(element, way) is { ValueKind: JsonValueKind.String } found ? found.GetString()! : usual;

    private static bool Flag(JsonElement element, bool usual, params ReadOnlySpan<string> way) =>
        At(element, way).ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => usual };
}
