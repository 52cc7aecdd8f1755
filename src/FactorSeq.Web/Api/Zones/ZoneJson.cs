using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Api.Zones;

/// <summary>A zone as the Zones API shows it.</summary>
internal static class ZoneJson
{
    internal static void Write(Utf8JsonWriter json, NetworkZone zone, string baseUrl)
    {
        var address = $"{baseUrl}/api/v1/zones/{zone.Id}";
        var system = BuiltInZones.Are(zone);
        json.WriteStartObject();
        json.WriteString("type", "IP");
        json.WriteString("id", zone.Id);
        json.WriteString("name", zone.Name);
        json.WriteStatus(!zone.Inactive);
        json.WriteString("usage", zone.Blocks ? "BLOCKLIST" : "POLICY");
        json.WriteTimes(zone.Created, zone.LastUpdated);
        json.WriteBoolean("system", system);
        WriteAddresses(json, "gateways", zone.WrittenGateways, zone.Gateways);
        WriteAddresses(json, "proxies", zone.WrittenProxies, zone.Proxies);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, system ? ["GET", "PUT"] : ["GET", "PUT", "DELETE"]);
        json.WriteLifecycleLink(address, !zone.Inactive);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <param name="written">null for a seed's zone, which keeps no more than the addresses.</param>
    private static void WriteAddresses(Utf8JsonWriter json, string name, ImmutableArray<string>? written, ImmutableArray<AddressRange> ranges)
    {
        if (ranges.IsEmpty)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in written ?? ranges.Select(range => $"{range.First}-{range.Last}"))
        {
            json.WriteStartObject();
            json.WriteString("type", text.Contains('/') ? "CIDR" : "RANGE");
            json.WriteString("value", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
