using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed.Export;

/// <summary>An app of type <c>saml</c>.</summary>
internal static class SamlExport
{
    private const string Formats = "urn:oasis:names:tc:SAML:";

    private static readonly string[] Encryptions = ["AES256_CBC", "AES128_CBC", "AES256_GCM", "AES128_GCM"];
    private static readonly string[] Filters = ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"];

    /// <param name="app">To be written on.</param>
    internal static void Write(JsonObject app, SamlSettings saml) => app
        .Put("ssoAcsUrl", saml.AcsUrl)
        .Put("acsEndpoints", Members.List(saml.AcsEndpoints.Select(endpoint => new JsonObject().Put("url", endpoint.Url).Put("index", endpoint.Index, -1))))
        .Put("recipient", saml.Recipient, saml.AcsUrl)
        .Put("destination", saml.Destination, saml.AcsUrl)
        .Put("audience", saml.Audience)
        .Put("idpIssuer", saml.Issuer, $"http://www.okta.com/{saml.ExternalKey}")
        .Put("spIssuer", saml.SpIssuer)
        .Put("defaultRelayState", saml.DefaultRelayState)
        .Put("subjectNameIdTemplate", saml.NameIdTemplate, "${user.userName}")
        .Put("subjectNameIdFormat", saml.NameIdFormat, Formats + "1.1:nameid-format:unspecified")
        .Put("responseSigned", saml.ResponseSigned, true)
        .Put("assertionSigned", saml.AssertionSigned, true)
        .Put("signatureAlgorithm", saml.Sha1Signatures ? "RSA_SHA1" : null)
        .Put("digestAlgorithm", saml.Sha1Digests ? "SHA1" : null)
        .Put("honorForceAuthn", saml.HonorForceAuthn, true)
        .Put("authnContextClassRef", saml.AuthnContextClassRef, Formats + "2.0:ac:classes:PasswordProtectedTransport")
        .Put("attributeStatements", Members.List(saml.Attributes.Select(Attribute)))
        .Put("spCertificate", saml.SpCertificate)
        .Put("samlSignedRequestEnabled", saml.RequestsSigned, saml.SpCertificate is not null)
        .Put("encryptionCertificate", saml.EncryptionCertificate)
        .Put("encryptionAlgorithm", Encryptions[(int)saml.Encryption], Encryptions[0])
        .Put("slo", saml.Logout is { } logout ? new JsonObject().Put("issuer", logout.Issuer).Put("logoutUrl", logout.Url) : null);

    private static JsonObject Attribute(SamlAttribute attribute) => new JsonObject()
        .Put("name", attribute.Name)
        .Put("namespace", attribute.Format, Formats + "2.0:attrname-format:unspecified")
        .Put("type", attribute.Filter is null ? null : "GROUP")
        .Put("values", attribute.Values)
        .Put("filterType", attribute.Filter is { } filter ? Filters[(int)filter.Type] : null)
        .Put("filterValue", attribute.Filter?.Text);
}
