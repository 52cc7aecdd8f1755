using System.Xml;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Saml;

namespace FactorSeq.Web.Inbound;

/// <summary><c>GET /api/v1/idps/{id}/metadata.xml</c>: what a SAML provider must know of the org (saml-metadata §2.4.4).</summary>
internal static class SpMetadata
{
    internal static async Task Get(HttpContext context)
    {
        if (InboundApi.OfRequest(context) is not { Saml: { } farEnd } provider)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {context.Request.RouteValues["id"]} (IdpAppInstance)").Write(context);
            return;
        }

        var certificate = Convert.ToBase64String((await IdpCertificate.Of(context)).Certificate.RawData);
        var document = SamlDocument.Write(xml =>
        {
            xml.WriteStartElement("md", "EntityDescriptor", SamlNames.Metadata);
            xml.WriteAttributeString("entityID", farEnd.Audience);
            xml.WriteStartElement("md", "SPSSODescriptor", SamlNames.Metadata);
            xml.WriteAttributeString("AuthnRequestsSigned", farEnd.SignsRequests ? "true" : "false");
            xml.WriteAttributeString("WantAssertionsSigned", farEnd.SignatureScope == SignatureScope.Response ? "false" : "true");
            xml.WriteAttributeString("protocolSupportEnumeration", SamlNames.Protocol);
            Metadata.WriteKey(xml, certificate);
            xml.WriteElementString("md", "NameIDFormat", SamlNames.Metadata, farEnd.NameFormat);
            xml.WriteStartElement("md", "AssertionConsumerService", SamlNames.Metadata);
            xml.WriteAttributeString("Binding", SamlNames.Post);
            xml.WriteAttributeString("Location", SamlSignIn.Acs(context, provider));
            xml.WriteAttributeString("index", "0");
            xml.WriteAttributeString("isDefault", "true");
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        });
        await Metadata.Send(context, document, "application/xml; charset=utf-8");
    }
}
