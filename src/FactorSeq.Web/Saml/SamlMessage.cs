using System.Security.Cryptography;
using System.Xml;

namespace FactorSeq.Web.Saml;

/// <summary>What all requests have in common (saml-core §3.2.1).</summary>
internal static class SamlMessage
{
    private const int LongestId = 256;

    /// <summary>What is wrong with a message's head, or null.</summary>
    /// <param name="issuer">Who may send it; null for anybody.</param>
    /// <param name="here">The address it must have been meant for.</param>
    internal static SamlError? Object(HttpContext context, XmlElement root, string name, string? issuer, string here, bool mustNameDestination)
    {
        if (root.LocalName != name || root.NamespaceURI != SamlNames.Protocol || root.GetAttribute("Version") != "2.0" || !IsId(root.GetAttribute("ID")))
        {
            return SamlErrors.WrongMessage;
        }

        if (issuer is not null && Issuer(root) != issuer)
        {
            return SamlErrors.UnknownIssuer;
        }

        return root.HasAttribute("Destination") || mustNameDestination
            ? root.GetAttribute("Destination") == here ? null : SamlErrors.WrongDestination
            : null;
    }

    internal static bool Flag(XmlElement root, string name) => root.GetAttribute(name) is "true" or "1";

    /// <summary>An id of a message or assertion: 128 bits of chance (saml-core §1.3.4).</summary>
    internal static string NewId() => "id" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The first child of a name, or null.</summary>
    internal static XmlElement? Child(XmlElement parent, string name, string space = SamlNames.Assertion) =>
        parent.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => child.LocalName == name && child.NamespaceURI == space);

    private static string? Issuer(XmlElement root) => Child(root, "Issuer")?.InnerText.Trim();

    private static bool IsId(string id)
    {
        try
        {
            return id.Length is > 0 and <= LongestId && XmlConvert.VerifyNCName(id) == id;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
