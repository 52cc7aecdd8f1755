using System.Text;
using System.Xml;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Saml;

/// <summary>Writes messages without a space between their elements, so that nothing has to be kept apart from what is signed.</summary>
internal static class SamlDocument
{
    private const string P = "saml2p";
    private const string A = "saml2";

    internal static XmlDocument Write(Action<XmlWriter> write)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            write(xml);
        }

        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(text.ToString());
        return document;
    }

    /// <summary>The head of a response: everything up to its status.</summary>
    internal static void WriteHead(
        this XmlWriter xml, string name, string issuer, string destination, string? inResponseTo, DateTimeOffset now, params string[] status)
    {
        xml.WriteStartElement(P, name, SamlNames.Protocol);
        xml.WriteAttributeString("Destination", destination);
        xml.WriteAttributeString("ID", SamlMessage.NewId());
        if (inResponseTo is not null)
        {
            xml.WriteAttributeString("InResponseTo", inResponseTo);
        }

        xml.WriteAttributeString("IssueInstant", OktaJson.Instant(now));
        xml.WriteAttributeString("Version", "2.0");
        xml.WriteIssuer(issuer);
        xml.WriteStartElement(P, "Status", SamlNames.Protocol);
        foreach (var code in status)
        {
            xml.WriteStartElement(P, "StatusCode", SamlNames.Protocol);
            xml.WriteAttributeString("Value", code);
        }

        foreach (var _ in status)
        {
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    internal static void WriteIssuer(this XmlWriter xml, string issuer)
    {
        xml.Start("Issuer");
        xml.WriteAttributeString("Format", SamlNames.Entity);
        xml.WriteString(issuer);
        xml.WriteEndElement();
    }

    /// <summary>Begins an element of an assertion.</summary>
    internal static void Start(this XmlWriter xml, string name) => xml.WriteStartElement(A, name, SamlNames.Assertion);

    internal static void Leaf(this XmlWriter xml, string name, string value)
    {
        xml.Start(name);
        xml.WriteString(value);
        xml.WriteEndElement();
    }
}
