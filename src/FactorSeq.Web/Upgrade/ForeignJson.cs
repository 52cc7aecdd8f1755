using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Web.Upgrade;

/// <summary>Policies and rules of real orgs, as our own readers take them.</summary>
internal static class ForeignJson
{
    /// <summary>What the retired words ON_NETWORK and OFF_NETWORK mean.</summary>
    internal const string LegacyZone = "LegacyIpZone";

    private static readonly string[] RuleConditions = ["people", "network", "authContext", "risk"];

    // Without a meaning under Factor Sequence.
    private static readonly string[] PromptMembers = ["requireFactor", "factorPromptMode", "factorLifetime", "rememberDeviceByDefault"];

    /// <returns>The policy, and whether it is for fewer people than can be seen in it.</returns>
    internal static (JsonObject Json, bool Narrows) Policy(JsonObject policy, FactorCatalog catalog)
    {
        var read = Pick(policy, ["type", "name", "description", "conditions", "settings"]);
        var narrows = Narrow(read, ["people"]);
        if (read["settings"] is JsonObject settings && settings["factors"] is JsonObject factors)
        {
            foreach (var unknown in factors.Select(factor => factor.Key).Where(key => catalog.All.All(known => known.Type.PolicyKey != key)).ToList())
            {
                factors.Remove(unknown);
            }
        }

        return (read, narrows);
    }

    /// <returns>The rule, whether it is for fewer sign-ins than can be seen in it, and how many chains it has without asking for them.</returns>
    internal static (JsonObject Json, bool Narrows, int Leftover) Rule(JsonObject rule)
    {
        var read = Pick(rule, ["type", "name", "conditions", "actions"]);
        var narrows = Narrow(read, RuleConditions);
        Network((read["conditions"] as JsonObject)?["network"] as JsonObject);
        return (read, narrows, SignOn((read["actions"] as JsonObject)?["signon"] as JsonObject));
    }

    internal static bool Flag(JsonObject json, string member) => json[member] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    /// <summary>The texts of a list; none where the way ends before.</summary>
    internal static IEnumerable<string> Texts(JsonNode? json, params ReadOnlySpan<string> way)
    {
        foreach (var member in way)
        {
            json = (json as JsonObject)?[member];
        }

        return (json as JsonArray)?.Select(item => item?.ToString() ?? "") ?? [];
    }

    private static JsonObject Pick(JsonObject from, string[] members) =>
        new(members.Where(from.ContainsKey).Select(member => KeyValuePair.Create(member, from[member]?.DeepClone())));

    // Takes away the conditions that are not understood.
    private static bool Narrow(JsonObject read, string[] known)
    {
        var narrows = false;
        if (read["conditions"] is JsonObject conditions)
        {
            foreach (var (name, value) in conditions.Where(condition => !known.Contains(condition.Key)).ToList())
            {
                narrows |= !SaysNothing(value);
                conditions.Remove(name);
            }
        }

        return narrows;
    }

    private static bool SaysNothing(JsonNode? value) => value switch
    {
        null              => true,
        JsonObject members => members.All(member => SaysNothing(member.Value)),
        JsonArray items    => items.Count == 0,
        _                  => value.ToString() is "ANY" or "ANYWHERE" or "",
    };

    private static void Network(JsonObject? network)
    {
        if (network is null)
        {
            return;
        }

        switch (ForeignOrg.Text(network, "connection"))
        {
            case "ON_NETWORK":
                (network["connection"], network["include"]) = ("ZONE", new JsonArray(LegacyZone));
                break;
            case "OFF_NETWORK":
                (network["connection"], network["exclude"]) = ("ZONE", new JsonArray(LegacyZone));
                break;
            case "ANYWHERE" or null:
                network.Remove("include");
                network.Remove("exclude");
                break;
        }
    }

    private static int SignOn(JsonObject? signon)
    {
        if (signon is null)
        {
            return 0;
        }

        var chains = ((signon["challenge"] as JsonObject)?["chain"] as JsonArray)?.Count ?? 0;
        if (ForeignOrg.Text(signon, "access") == "CHALLENGE")
        {
            foreach (var member in PromptMembers)
            {
                signon.Remove(member);
            }

            return 0;
        }

        signon.Remove("challenge");
        if (ForeignOrg.Text(signon, "factorPromptMode") != "DEVICE")
        {
            signon.Remove("rememberDeviceByDefault");
        }

        return chains;
    }
}
