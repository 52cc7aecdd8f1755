using System.Collections.Immutable;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api;

/// <summary>A behavior that rules may wait for.</summary>
/// <param name="Settings">As JSON.</param>
internal sealed record Behavior(string Id, string Name, string Type, string Settings);

/// <summary>The behaviors that every org has (Okta, "Behavior Rules"). Nobody's behavior is watched here, so there are no others.</summary>
internal static class StockBehaviors
{
    private const string Location = """{"maxEventsUsedForEvaluation":20,"minEventsNeededForEvaluation":0,"granularity":""";

    private static readonly ImmutableArray<(string Name, string Type, string Settings)> Rows =
    [
        ("New Geo-Location", "ANOMALOUS_LOCATION", Location + "\"LAT_LONG\",\"radiusKilometers\":20}"),
        ("New Device",       "ANOMALOUS_DEVICE",   """{"maxEventsUsedForEvaluation":20,"minEventsNeededForEvaluation":0}"""),
        ("New IP",           "ANOMALOUS_IP",       """{"maxEventsUsedForEvaluation":50,"minEventsNeededForEvaluation":0}"""),
        ("New State",        "ANOMALOUS_LOCATION", Location + "\"SUBDIVISION\"}"),
        ("New Country",      "ANOMALOUS_LOCATION", Location + "\"COUNTRY\"}"),
        ("Velocity",         "VELOCITY",           """{"velocityKph":805}"""),
        ("New City",         "ANOMALOUS_LOCATION", Location + "\"CITY\"}"),
    ];

    internal static ImmutableArray<Behavior> Of(string org) =>
        [.. Rows.Select(row => new Behavior(Ids.Behavior(org, row.Name), row.Name, row.Type, row.Settings))];
}
