using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Api.Apps;

/// <summary><c>settings.signOn</c> of a SAML app (Apps API, "Custom SAML application").</summary>
internal static class SamlJson
{
    private static readonly ImmutableArray<string> Encryptions = ["AES256_CBC", "AES128_CBC", "AES256_GCM", "AES128_GCM"];
    private static readonly ImmutableArray<string> Filters = ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"];

    internal static void Write(Utf8JsonWriter json, SamlSettings saml)
    {
        json.WriteStartObject();
        json.WriteString("defaultRelayState", saml.DefaultRelayState ?? "");
        json.WriteString("ssoAcsUrl", saml.AcsUrl);
        json.WriteString("idpIssuer", saml.Issuer.Replace(saml.ExternalKey, "${org.externalKey}", StringComparison.Ordinal));
        json.WriteString("audience", saml.Audience);
        json.WriteString("recipient", saml.Recipient);
        json.WriteString("destination", saml.Destination);
        json.WriteString("subjectNameIdTemplate", saml.NameIdTemplate);
        json.WriteString("subjectNameIdFormat", saml.NameIdFormat);
        json.WriteBoolean("responseSigned", saml.ResponseSigned);
        json.WriteBoolean("assertionSigned", saml.AssertionSigned);
        json.WriteString("signatureAlgorithm", saml.Sha1Signatures ? "RSA_SHA1" : "RSA_SHA256");
        json.WriteString("digestAlgorithm", saml.Sha1Digests ? "SHA1" : "SHA256");
        json.WriteBoolean("honorForceAuthn", saml.HonorForceAuthn);
        json.WriteString("authnContextClassRef", saml.AuthnContextClassRef);
        json.WriteString("spIssuer", saml.SpIssuer);
        json.WriteBoolean("requestCompressed", false);
        WriteAttributes(json, saml.Attributes);
        json.WriteList("inlineHooks", []);
        json.WriteStartObject("assertionEncryption");
        json.WriteBoolean("enabled", saml.EncryptionCertificate is not null);
        if (saml.EncryptionCertificate is { } encryption)
        {
            json.WriteString("encryptionAlgorithm", Encryptions[(int)saml.Encryption]);
            json.WriteList("x5c", [encryption]);
        }

        json.WriteEndObject();
        json.WriteBoolean("allowMultipleAcsEndpoints", !saml.AcsEndpoints.IsEmpty);
        WriteEndpoints(json, saml.AcsEndpoints);
        json.WriteBoolean("samlSignedRequestEnabled", saml.RequestsSigned);
        if (saml.SpCertificate is { } certificate)
        {
            json.WriteStartObject("spCertificate");
            json.WriteList("x5c", [certificate]);
            json.WriteEndObject();
        }

        json.WriteStartObject("slo");
        json.WriteBoolean("enabled", saml.Logout is not null);
        if (saml.Logout is { } logout)
        {
            json.WriteString("issuer", logout.Issuer);
            json.WriteString("logoutUrl", logout.Url);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, ImmutableArray<SamlAttribute> attributes)
    {
        json.WriteStartArray("attributeStatements");
        foreach (var attribute in attributes)
        {
            json.WriteStartObject();
            json.WriteString("type", attribute.Filter is null ? "EXPRESSION" : "GROUP");
            json.WriteString("name", attribute.Name);
            json.WriteString("namespace", attribute.Format);
            if (attribute.Filter is { } filter)
            {
                json.WriteString("filterType", Filters[(int)filter.Type]);
                json.WriteString("filterValue", filter.Text);
            }
            else
            {
                json.WriteList("values", attribute.Values);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEndpoints(Utf8JsonWriter json, ImmutableArray<AcsEndpoint> endpoints)
    {
        json.WriteStartArray("acsEndpoints");
        foreach (var endpoint in endpoints)
        {
            json.WriteStartObject();
            json.WriteString("url", endpoint.Url);
            json.WriteNumber("index", endpoint.Index);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
