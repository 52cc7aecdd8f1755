using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Behaviors;

/// <summary>A behavior as an administrator sends it.</summary>
internal static class BehaviorForm
{
    private const int LongestName = 128;

    private static readonly Shape Body = new("behavior", ["name", "type", "settings"]);

    private static readonly Shape Settings = new(
        "settings", ["minEventsNeededForEvaluation", "maxEventsUsedForEvaluation", "granularity", "radiusKilometers", "velocityKph"]);

    private static readonly ImmutableArray<string> Types = ["ANOMALOUS_LOCATION", "ANOMALOUS_DEVICE", "ANOMALOUS_IP", "VELOCITY"];
    private static readonly ImmutableArray<string> Granularities = ["LAT_LONG", "CITY", "COUNTRY", "SUBDIVISION"];

    internal static (BehaviorRule? Behavior, OktaError? Error) Read(BehaviorRule old, IEnumerable<BehaviorRule> others, EditRequest request)
    {
        var errors = new SeedErrors("body");
        var fields = request.Fields(Body, errors);
        var name = RequestTree.Text(fields["name"])?.Trim();
        if (string.IsNullOrEmpty(name))
        {
            errors.Add(1, "name", RequestErrors.Blank, "");
        }
        else if (name.Length > LongestName)
        {
            errors.Add(1, "name", $"The field cannot exceed {LongestName} characters", "");
        }
        else if (others.Any(other => other.Name == name))
        {
            errors.Add(1, "name", RequestErrors.Taken, "");
        }

        if (fields["type"] is null)
        {
            errors.Add(1, "type", RequestErrors.Blank, "");
        }

        var type = Types[fields.Choice("type", 0, Types)];
        if (old.Type.Length > 0 && type != old.Type)
        {
            return (null, ErrorCodes.ReadOnlyAttribute.With("type"));
        }

        var settings = fields["settings"] is { } given ? Fields.Of(RequestTree.Pick(given, Settings.Members), Settings, errors) : null;
        var text = Text(type, settings, errors);
        return RequestErrors.Of(errors) is { } error ? (null, error) : (old with { Name = name!, Type = type, Settings = text, LastUpdated = request.Now }, null);
    }

    // What a type has no use for is passed over.
    private static string Text(string type, Fields? given, SeedErrors errors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (type == "VELOCITY")
            {
                json.WriteNumber("velocityKph", given?.Number("velocityKph", 805, 1, 100_000) ?? 805);
            }
            else
            {
                json.WriteNumber("minEventsNeededForEvaluation", given?.Number("minEventsNeededForEvaluation", 0, 0, 10) ?? 0);
                json.WriteNumber("maxEventsUsedForEvaluation", given?.Number("maxEventsUsedForEvaluation", 20, 1, 100) ?? 20);
            }

            if (type == "ANOMALOUS_LOCATION")
            {
                WriteLocation(json, given, errors);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteLocation(Utf8JsonWriter json, Fields? given, SeedErrors errors)
    {
        var granularity = Granularities[given?.Choice("granularity", 0, Granularities) ?? 0];
        if (given?["granularity"] is null)
        {
            errors.Add(1, "settings.granularity", RequestErrors.Blank, "");
        }

        json.WriteString("granularity", granularity);
        if (granularity == Granularities[0])
        {
            json.WriteNumber("radiusKilometers", given?.Number("radiusKilometers", 20, 1, 20_000) ?? 20);
        }
    }
}
