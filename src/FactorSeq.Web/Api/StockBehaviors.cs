using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api;

/// <summary>The behaviors that every org has (Okta, "Behavior Rules"), as this one has changed them, and those that it has besides.</summary>
internal static class StockBehaviors
{
    private const string Location = """{"minEventsNeededForEvaluation":0,"maxEventsUsedForEvaluation":20,"granularity":""";

    private static readonly ImmutableArray<(string Name, string Type, string Settings)> Rows =
    [
        ("New Geo-Location", "ANOMALOUS_LOCATION", Location + "\"LAT_LONG\",\"radiusKilometers\":20}"),
        ("New Device",       "ANOMALOUS_DEVICE",   """{"minEventsNeededForEvaluation":0,"maxEventsUsedForEvaluation":20}"""),
        ("New IP",           "ANOMALOUS_IP",       """{"minEventsNeededForEvaluation":0,"maxEventsUsedForEvaluation":50}"""),
        ("New State",        "ANOMALOUS_LOCATION", Location + "\"SUBDIVISION\"}"),
        ("New Country",      "ANOMALOUS_LOCATION", Location + "\"COUNTRY\"}"),
        ("Velocity",         "VELOCITY",           """{"velocityKph":805}"""),
        ("New City",         "ANOMALOUS_LOCATION", Location + "\"CITY\"}"),
    ];

    internal static ImmutableArray<BehaviorRule> Of(OrgConfiguration org)
    {
        var own = org.Administration.Behaviors;
        var stock = Rows.Select(row => new BehaviorRule(Ids.Behavior(org.Name, row.Name), row.Name, row.Type, row.Settings))
            .Where(behavior => !org.Administration.DeletedBehaviors.Contains(behavior.Id))
            .Select(behavior => own.FirstOrDefault(changed => changed.Id == behavior.Id) ?? behavior)
            .ToList();
        return [.. stock, .. own.Where(behavior => stock.All(other => other.Id != behavior.Id))];
    }

    /// <summary>Whether every org has it.</summary>
    internal static bool Are(OrgConfiguration org, string id) => Rows.Any(row => Ids.Behavior(org.Name, row.Name) == id);
}
