using System.Text;
using System.Text.Json;

namespace FactorSeq.Web.Wire;

/// <summary>The configuration a page reads from its JSON block. The default encoder writes &lt;, &gt; and &amp; as escapes, so no text can end the block.</summary>
internal static class PageConfig
{
    internal static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
