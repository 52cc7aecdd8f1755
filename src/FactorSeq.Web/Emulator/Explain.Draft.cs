using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Emulator;

/// <summary>The same for rules that nobody has saved yet.</summary>
internal static partial class Explain
{
    /// <param name="facts">By the configuration that is being tried.</param>
    internal static JsonObject OfDraft(Org org, Facts facts, string login, Client client)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            new Picture(json, org, facts, login, null, org.Clock.Now).Write(null, null, client, []);
        }

        return (JsonObject)JsonNode.Parse(buffer.ToArray())!;
    }
}
