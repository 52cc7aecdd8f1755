using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Saml;

/// <summary>Vouches for a user to an app (saml-core §3.3.3, saml-profiles §4.1.4.2), as Okta writes it.</summary>
internal static class SamlResponse
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>The app's name for a user; null where its template comes to nothing.</summary>
    internal static string? NameId(Org org, App app, Caller caller) =>
        SamlAttributes.Writable(Template.Parse(app.Saml!.NameIdTemplate).Fill(Context(org, caller))) is { Length: > 0 } name ? name : null;

    internal static XmlDocument Write(Org org, AuthnRequest request, Caller caller, string nameId, IdpCertificate idp)
    {
        var app = request.Settings;
        var now = org.Clock.Now;
        var attributes = SamlAttributes.Of(app, Context(org, caller));
        var document = SamlDocument.Write(xml =>
        {
            xml.WriteHead("Response", app.Issuer, Destination(request), request.Id, now, SamlNames.Success);
            WriteAssertion(xml, request, caller, nameId, attributes, now);
            xml.WriteEndElement();
        });
        var response = document.DocumentElement!;
        var assertion = SamlMessage.Child(response, "Assertion")!;
        if (app.AssertionSigned)
        {
            SamlSignature.Sign(assertion, idp, app);
        }

        if (app.EncryptionCertificate is not null)
        {
            AssertionEncryption.Replace(assertion, app);
        }

        if (app.ResponseSigned)
        {
            SamlSignature.Sign(response, idp, app);
        }

        return document;
    }

    /// <summary>A response that vouches for nobody.</summary>
    internal static XmlDocument Failure(Org org, AuthnRequest request, IdpCertificate idp, params string[] status)
    {
        var document = SamlDocument.Write(xml =>
        {
            xml.WriteHead("Response", request.Settings.Issuer, Destination(request), request.Id, org.Clock.Now, status);
            xml.WriteEndElement();
        });
        SamlSignature.Sign(document.DocumentElement!, idp, request.Settings);
        return document;
    }

    private static ExpressionContext Context(Org org, Caller caller) => ExpressionContexts.For(org, caller.User, clientId: null, caller.Session.Amr);

    private static string Destination(AuthnRequest request) =>
        request.AcsUrl == request.Settings.AcsUrl ? request.Settings.Destination : request.AcsUrl;

    private static string Recipient(AuthnRequest request) =>
        request.AcsUrl == request.Settings.AcsUrl ? request.Settings.Recipient : request.AcsUrl;

    private static void WriteAssertion(
        XmlWriter xml, AuthnRequest request, Caller caller, string nameId, ImmutableArray<(SamlAttribute Attribute, ImmutableArray<string> Values)> attributes, DateTimeOffset now)
    {
        var app = request.Settings;
        var until = OktaJson.Instant(now + Life);
        xml.Start("Assertion");
        xml.WriteAttributeString("ID", SamlMessage.NewId());
        xml.WriteAttributeString("IssueInstant", OktaJson.Instant(now));
        xml.WriteAttributeString("Version", "2.0");
        xml.WriteIssuer(app.Issuer);

        xml.Start("Subject");
        xml.Start("NameID");
        xml.WriteAttributeString("Format", app.NameIdFormat);
        xml.WriteString(nameId);
        xml.WriteEndElement();
        xml.Start("SubjectConfirmation");
        xml.WriteAttributeString("Method", SamlNames.Bearer);
        xml.Start("SubjectConfirmationData");
        if (request.Id is not null)
        {
            xml.WriteAttributeString("InResponseTo", request.Id);
        }

        xml.WriteAttributeString("NotOnOrAfter", until);
        xml.WriteAttributeString("Recipient", Recipient(request));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();

        xml.Start("Conditions");
        xml.WriteAttributeString("NotBefore", OktaJson.Instant(now - Life));
        xml.WriteAttributeString("NotOnOrAfter", until);
        xml.Start("AudienceRestriction");
        xml.Leaf("Audience", app.Audience);
        xml.WriteEndElement();
        xml.WriteEndElement();

        xml.Start("AuthnStatement");
        xml.WriteAttributeString("AuthnInstant", OktaJson.Instant(caller.Session.Created));
        xml.WriteAttributeString("SessionIndex", SessionIndex(caller));
        xml.Start("AuthnContext");
        xml.Leaf("AuthnContextClassRef", app.AuthnContextClassRef);
        xml.WriteEndElement();
        xml.WriteEndElement();

        WriteAttributes(xml, attributes);
        xml.WriteEndElement();
    }

    private static void WriteAttributes(XmlWriter xml, ImmutableArray<(SamlAttribute Attribute, ImmutableArray<string> Values)> attributes)
    {
        if (attributes.IsEmpty)
        {
            return;
        }

        xml.Start("AttributeStatement");
        foreach (var (attribute, values) in attributes)
        {
            xml.Start("Attribute");
            xml.WriteAttributeString("Name", attribute.Name);
            xml.WriteAttributeString("NameFormat", attribute.Format);
            foreach (var value in values)
            {
                xml.Start("AttributeValue");
                xml.WriteAttributeString("xmlns", "xs", null, SamlNames.Schema);
                xml.WriteAttributeString("xmlns", "xsi", null, SamlNames.SchemaInstance);
                xml.WriteAttributeString("xsi", "type", SamlNames.SchemaInstance, "xs:string");
                xml.WriteString(value);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    // Names the session to the app without saying under what it is kept here.
    private static string SessionIndex(Caller caller) =>
        "id" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("saml:" + caller.Digest)).AsSpan(0, 16));
}
