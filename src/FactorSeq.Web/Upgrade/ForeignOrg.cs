using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Upgrade;

/// <summary>
/// What was exported of an org that is not ours: objects as Okta's management API returns them, sorted by what they are. Where an object stood
/// says nothing but whose rule it may be.
/// </summary>
internal sealed class ForeignOrg(string name)
{
    // Of which an audit reads the first and the third; the others are recognized so that their rules are not taken for somebody else's.
    private static readonly string[] PolicyTypes = [PolicyType.SignOn, PolicyType.Password, PolicyType.Enrollment, "IDP_DISCOVERY", "ACCESS_POLICY", "PROFILE_ENROLLMENT", "OAUTH_AUTHORIZATION_POLICY"];

    private readonly List<(JsonObject Rule, string At)> loose = [];

    /// <summary>As the export says, or its source.</summary>
    internal string Name { get; private set; } = name;

    /// <summary>The org's features; null where the export does not say.</summary>
    internal IReadOnlyCollection<string>? Features { get; private set; }

    internal List<ForeignPolicy> Policies { get; } = [];

    /// <summary>Names of groups, by id.</summary>
    internal Dictionary<string, string> Groups { get; } = [];

    /// <summary>Names of zones, by id.</summary>
    internal Dictionary<string, string> Zones { get; } = [];

    /// <summary>Who vouches for each user; null where the export has no users.</summary>
    internal List<string>? Providers { get; set; }

    /// <summary>Whether the org has users that were not read.</summary>
    internal bool MoreUsers { get; set; }

    /// <summary>Whether each factor is active, by its key in policies; null where the export has none.</summary>
    internal Dictionary<string, bool>? Factors { get; private set; }

    /// <summary>What could not be had, a sentence each.</summary>
    internal List<string> NotGiven { get; } = [];

    /// <summary>Takes up a document: an object, or an array of them.</summary>
    /// <param name="at">Where it was read: a path or an address.</param>
    internal void Add(JsonNode? document, string at)
    {
        foreach (var item in document is JsonArray array ? [.. array] : new[] { document })
        {
            if (item is JsonArray inner)
            {
                Add(inner, at);
            }
            else if (item is JsonObject one)
            {
                AddObject(one, at);
            }
        }
    }

    /// <summary>Gives every rule that stood apart to its policy. To be called once, when everything is there.</summary>
    /// <exception cref="ForeignException">There are no sign-on policies, or a rule is nobody's.</exception>
    internal void Complete()
    {
        foreach (var (rule, at) in loose)
        {
            (Owner(rule, at) ?? throw new ForeignException(
                $"{at}: the rule {Text(rule, "name") ?? Text(rule, "id")} belongs to no policy of this export.",
                "Put it into rules/{id of its policy}.json, or into the policy, as ?expand=rules returns it.")).Rules.Add(rule);
        }

        loose.Clear();
        if (Policies.All(policy => policy.Type != PolicyType.SignOn))
        {
            throw new ForeignException(
                "There is no policy of the type OKTA_SIGN_ON in it.", "Export GET /api/v1/policies?type=OKTA_SIGN_ON, and the rules of each policy.");
        }
    }

    internal static string? Text(JsonNode? node, string member) =>
        node is JsonObject of && of[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;

    private void AddObject(JsonObject one, string at)
    {
        var profile = one["profile"] as JsonObject;
        if (one["actions"] is JsonObject)
        {
            loose.Add((one, at));
        }
        else if (Text(one, "type") is { } type && PolicyTypes.Contains(type) && Text(one, "id") is not null)
        {
            AddPolicy(one, type, at);
        }
        else if (Text(profile, "login") is not null)
        {
            (Providers ??= []).Add(Text((one["credentials"] as JsonObject)?["provider"], "type") ?? "");
        }
        else if (Text(profile, "name") is { } group && Text(one, "id") is { } groupId)
        {
            Groups[groupId] = group;
        }
        else if (Text(one, "factorType") is not null && Text(one, "id") is { } key)
        {
            (Factors ??= [])[key] = Text(one, "status") == "ACTIVE";
        }
        else if (one["gateways"] is not null || Text(one, "usage") is not null)
        {
            Zones[Text(one, "id") ?? ""] = Text(one, "name") ?? "";
        }
        else if (one["features"] is JsonArray features)
        {
            Name = Text(one, "name") ?? Name;
            Features = [.. features.Select(feature => feature?.ToString() ?? "")];
        }
    }

    private void AddPolicy(JsonObject policy, string type, string at)
    {
        var made = new ForeignPolicy(Text(policy, "id")!, type, policy, at);
        if (Policies.Any(known => known.Id == made.Id))
        {
            return;
        }

        foreach (var rules in new[] { (policy["_embedded"] as JsonObject)?["rules"], policy["rules"] })
        {
            made.Rules.AddRange(rules is JsonArray array ? array.OfType<JsonObject>() : []);
        }

        Policies.Add(made);
    }

    // By the rule's own link, or by the names of the file and the folders that it lies in.
    private ForeignPolicy? Owner(JsonObject rule, string at)
    {
        var self = Text((rule["_links"] as JsonObject)?["self"], "href") ?? "";
        var places = at.Split('/', '\\').SelectMany(part => part.Split('.'));
        return Policies.FirstOrDefault(policy => self.Contains($"/policies/{policy.Id}/", StringComparison.Ordinal))
            ?? Policies.FirstOrDefault(policy => places.Contains(policy.Id));
    }
}

/// <summary>A policy of an org that is not ours.</summary>
/// <param name="At">Where it was read.</param>
internal sealed record ForeignPolicy(string Id, string Type, JsonObject Json, string At)
{
    internal List<JsonObject> Rules { get; } = [];
}

/// <summary>An export that cannot be read, or cannot be had.</summary>
/// <param name="cure">What to do about it.</param>
internal sealed class ForeignException(string message, string cure) : Exception(message)
{
    internal string Cure => cure;

    /// <summary>Whether nothing answers at the address.</summary>
    internal bool NobodyThere { get; init; }
}
