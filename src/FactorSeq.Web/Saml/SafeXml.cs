using System.Xml;

namespace FactorSeq.Web.Saml;

/// <summary>Reads XML of strangers: no document type, no entity but the five, nothing fetched, and limits on size, depth and number.</summary>
internal static class SafeXml
{
    internal const int MostCharacters = 64 * 1024;

    internal const int Deepest = 32;
    internal const int MostElements = 2000;

    /// <returns>null where it is no XML, or more of it than is read.</returns>
    internal static XmlDocument? Read(string text)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
            MaxCharactersFromEntities = 1,
            // A comment inside a name must not cut it in two for a reader that takes the first piece; a signature without comments does not cover them.
            IgnoreComments = true,
        };
        try
        {
            if (!IsModest(text, settings))
            {
                return null;
            }

            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(text), settings);
            document.Load(reader);
            return document;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // Before a tree is built of it.
    private static bool IsModest(string text, XmlReaderSettings settings)
    {
        var elements = 0;
        using var reader = XmlReader.Create(new StringReader(text), settings);
        while (reader.Read())
        {
            if (reader.Depth > Deepest
                || reader.NodeType == XmlNodeType.ProcessingInstruction
                || reader.NodeType == XmlNodeType.Element && ++elements > MostElements)
            {
                return false;
            }
        }

        return true;
    }
}
