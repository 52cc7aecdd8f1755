using System.Xml;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Api;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>What an app must know of its identity provider (saml-metadata §2.4.3), public and by the API.</summary>
internal static class Metadata
{
    internal static Task Public(HttpContext context) => SamlAddresses.OfRequest(context) is { } app
        ? Write(context, app, "text/xml; charset=utf-8")
        : SamlApi.NoApp(context, (string)context.Request.RouteValues["key"]!);

    internal static async Task OfApi(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is null)
        {
            return;
        }

        var id = (string)context.Request.RouteValues["id"]!;
        await (context.Org().Current.Configuration.Apps.FirstOrDefault(app => app.Id == id && app.Saml is not null) is { } app
            ? Write(context, app, "application/xml; charset=utf-8")
            : SamlApi.NoApp(context, id));
    }

    private static async Task Write(HttpContext context, App app, string contentType)
    {
        var certificate = Convert.ToBase64String((await IdpCertificate.Of(context)).Certificate.RawData);
        var document = SamlDocument.Write(xml =>
        {
            xml.WriteStartElement("md", "EntityDescriptor", SamlNames.Metadata);
            xml.WriteAttributeString("entityID", app.Saml!.Issuer);
            xml.WriteStartElement("md", "IDPSSODescriptor", SamlNames.Metadata);
            xml.WriteAttributeString("WantAuthnRequestsSigned", app.Saml.RequestsSigned ? "true" : "false");
            xml.WriteAttributeString("protocolSupportEnumeration", SamlNames.Protocol);
            WriteKey(xml, certificate);
            if (app.Saml.Logout is not null)
            {
                WriteBindings(xml, "SingleLogoutService", SamlAddresses.Logout(context, app));
            }

            xml.WriteElementString("md", "NameIDFormat", SamlNames.Metadata, app.Saml.NameIdFormat);
            WriteBindings(xml, "SingleSignOnService", SamlAddresses.SignOn(context, app));
            xml.WriteEndElement();
            xml.WriteEndElement();
        });
        await Send(context, document, contentType);
    }

    internal static async Task Send(HttpContext context, XmlDocument document, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync($"""<?xml version="1.0" encoding="UTF-8"?>{document.OuterXml}""");
    }

    internal static void WriteKey(XmlWriter xml, string certificate)
    {
        xml.WriteStartElement("md", "KeyDescriptor", SamlNames.Metadata);
        xml.WriteAttributeString("use", "signing");
        foreach (var name in (ReadOnlySpan<string>)["KeyInfo", "X509Data", "X509Certificate"])
        {
            xml.WriteStartElement("ds", name, SamlNames.Signature);
        }

        xml.WriteString(certificate);
        for (var i = 0; i < 4; i++)
        {
            xml.WriteEndElement();
        }
    }

    private static void WriteBindings(XmlWriter xml, string name, string location)
    {
        foreach (var binding in (ReadOnlySpan<string>)[SamlNames.Post, SamlNames.Redirect])
        {
            xml.WriteStartElement("md", name, SamlNames.Metadata);
            xml.WriteAttributeString("Binding", binding);
            xml.WriteAttributeString("Location", location);
            xml.WriteEndElement();
        }
    }
}
