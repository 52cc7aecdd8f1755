using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Api.AuthorizationServers;

namespace FactorSeq.Web.Api.Policies;

/// <summary>A rule of a policy that the API only shows.</summary>
internal sealed record FixedRule(string Id, string Type, string Name, int Priority, bool System, Action<Utf8JsonWriter> Conditions, Action<Utf8JsonWriter> Actions, bool Active = true);

/// <summary>A policy that the API only shows.</summary>
/// <param name="Conditions">null for none, which Okta writes as null.</param>
internal sealed record FixedPolicy(
    string Id, string Type, string Name, string Description, int Priority, bool System, Action<Utf8JsonWriter>? Conditions, ImmutableArray<FixedRule> Rules,
    bool Active = true);

/// <summary>
/// The policies of the type that is read here and edited elsewhere: the access policies of authorization servers
/// (<c>OAUTH_AUTHORIZATION_POLICY</c>).
/// </summary>
internal static class FixedPolicies
{
    private const string Authorization = "OAUTH_AUTHORIZATION_POLICY";

    internal static readonly ImmutableArray<string> Types = [Authorization];

    internal static IEnumerable<FixedPolicy> Of(OrgConfiguration org) =>
        org.AuthorizationServers.SelectMany(server => server.Policies.Select((policy, place) => Access(org.Name, server, policy, place)));

    internal static FixedPolicy? Find(OrgConfiguration org, string id) => Of(org).FirstOrDefault(policy => policy.Id == id);

    internal static void Write(Utf8JsonWriter json, FixedPolicy policy, string baseUrl)
    {
        var address = $"{baseUrl}/api/v1/policies/{policy.Id}";
        json.WriteStartObject();
        json.WriteString("id", policy.Id);
        json.WriteStatus(policy.Active);
        json.WriteString("name", policy.Name);
        json.WriteString("description", policy.Description);
        json.WriteNumber("priority", policy.Priority);
        json.WriteBoolean("system", policy.System);
        if (policy.Conditions is { } conditions)
        {
            json.WriteStartObject("conditions");
            conditions(json);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("conditions");
        }

        json.WriteTimes(null, null);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, "GET");
        json.WriteLinkOf("rules", $"{address}/rules", "GET");
        json.WriteEndObject();
        json.WriteString("type", policy.Type);
        json.WriteEndObject();
    }

    internal static void WriteRule(Utf8JsonWriter json, FixedPolicy policy, FixedRule rule, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteStatus(rule.Active);
        json.WriteString("name", rule.Name);
        json.WriteNumber("priority", rule.Priority);
        json.WriteTimes(null, null);
        json.WriteBoolean("system", rule.System);
        json.WriteStartObject("conditions");
        rule.Conditions(json);
        json.WriteEndObject();
        json.WriteStartObject("actions");
        rule.Actions(json);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", $"{baseUrl}/api/v1/policies/{policy.Id}/rules/{rule.Id}", "GET");
        json.WriteEndObject();
        json.WriteString("type", rule.Type);
        json.WriteEndObject();
    }

    private static FixedPolicy Access(string org, CustomAuthorizationServer server, AccessPolicy policy, int place) => new(
        ServerEditing.IdOf(org, server, policy),
        Authorization,
        policy.Name,
        policy.Description ?? policy.Name,
        place + 1,
        System: false,
        json => AccessJson.WriteClients(json, policy),
        [
            .. policy.Rules.Select((rule, at) => new FixedRule(
                ServerEditing.IdOf(org, server, policy, rule), "RESOURCE_ACCESS", rule.Name, at + 1, System: false,
                json => AccessJson.WriteConditions(json, rule), json => AccessJson.WriteLifetimes(json, rule.Lifetimes), !rule.Inactive)),
        ],
        !policy.Inactive);
}
