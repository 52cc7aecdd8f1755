using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api;

/// <summary>The zones that every org has, empty until somebody fills them.</summary>
internal static class BuiltInZones
{
    private const string LegacyName = "LegacyIpZone";

    private static readonly ImmutableArray<(string Name, bool Blocks)> Rows = [(LegacyName, false), ("BlockedIpZone", true)];

    /// <summary>The id of the org's own network.</summary>
    internal static string Legacy(string org) => Ids.Zone(org, LegacyName);

    /// <summary>All the org's zones.</summary>
    internal static ImmutableArray<NetworkZone> With(OrgConfiguration configuration) =>
    [
        .. Rows.Where(row => configuration.Zones.All(zone => zone.Name != row.Name))
            .Select(row => new NetworkZone(Ids.Zone(configuration.Name, row.Name), row.Name, [], []) { Blocks = row.Blocks }),
        .. configuration.Zones,
    ];

    internal static bool Are(NetworkZone zone) => Rows.Any(row => row.Name == zone.Name);
}
