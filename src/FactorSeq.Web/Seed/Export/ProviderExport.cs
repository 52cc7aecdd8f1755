using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>identityProviders</c>: one of them.</summary>
internal static class ProviderExport
{
    private const int StandardSkew = 120_000;

    private static readonly string[] Matches = ["USERNAME", "EMAIL", "USERNAME_OR_EMAIL", "CUSTOM_ATTRIBUTE"];
    private static readonly string[] Assignments = ["NONE", "ASSIGN", "APPEND", "SYNC"];

    internal static JsonObject Write(IdentityProvider provider, ExportScope scope)
    {
        var written = new JsonObject()
            .Put("name", provider.Name)
            .Put("type", provider.Type == IdentityProviderType.Oidc ? "OIDC" : null)
            .Put("domains", provider.Domains)
            .Put("users", provider.Users);
        if (provider.Oidc is { } oidc)
        {
            Oidc(written, oidc);
        }
        else if (provider.Saml is { } saml)
        {
            Saml(written, saml, provider.Id);
        }
        else
        {
            return written;
        }

        return Policy(written, provider.Policy, scope);
    }

    private static void Oidc(JsonObject written, OidcFarEnd oidc) => written
        .Put("issuer", oidc.Issuer)
        .Put("clientId", oidc.ClientId)
        .Put("clientSecret", oidc.ClientSecret)
        .Put("scopes", oidc.Scopes.AsSpan().SequenceEqual(["openid", "profile", "email"]) ? [] : oidc.Scopes)
        .Put("endpoints", oidc.Endpoints is { } at ? new JsonObject()
            .Put("authorization", at.Authorization).Put("token", at.Token).Put("jwks", at.Jwks).Put("userInfo", at.UserInfo) : null);

    private static void Saml(JsonObject written, SamlFarEnd saml, string id) => written
        .Put("issuer", saml.Issuer)
        .Put("ssoUrl", saml.SsoUrl)
        .Put("ssoBinding", saml.Posts ? "HTTP-POST" : null)
        .Put("destination", saml.Destination, saml.SsoUrl)
        .Put("certificate", saml.Certificate)
        .Put("audience", saml.Audience, $"https://www.okta.com/saml2/service-provider/sp{id[2..]}")
        .Put("responseSignatureScope", saml.SignatureScope.ToString().ToUpperInvariant(), "ANY")
        .Put("responseSignatureAlgorithm", saml.AllowsSha1 ? "SHA-1" : null)
        .Put("requestSignatureScope", saml.SignsRequests ? "REQUEST" : null)
        .Put("nameFormat", saml.NameFormat, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified")
        .Put("idpInitiated", saml.AllowsUnsolicited, true);

    private static JsonObject Policy(JsonObject written, ProviderPolicy policy, ExportScope scope) => written
        .Put("subject", new JsonObject()
            .Put("userNameTemplate", policy.UserNameTemplate)
            .Put("filter", policy.Filter)
            .Put("matchType", Matches[(int)policy.Match], Matches[0])
            .Put("matchAttribute", policy.MatchAttribute))
        .Put("provisioning", new JsonObject()
            .Put("action", policy.JustInTime ? null : "DISABLED")
            .Put("profileMaster", policy.ProfileMaster, false)
            .Put("groups", new JsonObject()
                .Put("action", Assignments[(int)policy.Groups], Assignments[0])
                .Put("assignments", scope.Groups(policy.AssignedGroups))
                .Put("sourceAttributeName", policy.GroupsAttribute)
                .Put("filter", scope.Groups(policy.GroupFilter)))
            .Put("deprovisioned", policy.Reactivates ? "REACTIVATE" : null)
            .Put("suspended", policy.Unsuspends ? "UNSUSPEND" : null))
        .Put("accountLink", new JsonObject()
            .Put("action", policy.LinksAccounts ? null : "DISABLED")
            .Put("groups", scope.Groups(policy.LinkGroups)))
        .Put("attributes", new JsonObject(policy.Attributes.Select(attribute => KeyValuePair.Create<string, JsonNode?>(attribute.Key, attribute.Value))))
        .Put("maxClockSkew", (int)policy.ClockSkew.TotalMilliseconds, StandardSkew);
}
