using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Saml;

/// <summary>Approves XML, line by line, without what a key or chance makes different every time.</summary>
internal static partial class Approved
{
    internal static void Xml(string name, XmlDocument document)
    {
        var text = new System.Text.StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            document.Save(writer);
        }

        var scrubbed = Base64().Replace(Id().Replace(text.ToString(), "{id}"), ">{base64}<");
        Approve.Text(name, new JsonArray([.. scrubbed.Split('\n').Select(line => (JsonNode)line)]));
    }

    [GeneratedRegex("\\bid[0-9a-f]{32}\\b")]
    private static partial Regex Id();

    [GeneratedRegex(">[A-Za-z0-9+/=]{40,}<")]
    private static partial Regex Base64();
}
