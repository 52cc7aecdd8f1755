using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Api.AuthorizationServers;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary>A rule of a policy that the API only shows.</summary>
internal sealed record FixedRule(string Id, string Type, string Name, int Priority, bool System, Action<Utf8JsonWriter> Conditions, Action<Utf8JsonWriter> Actions, bool Active = true);

/// <summary>A policy that the API only shows.</summary>
/// <param name="Conditions">null for none, which Okta writes as null.</param>
internal sealed record FixedPolicy(
    string Id, string Type, string Name, string Description, int Priority, bool System, Action<Utf8JsonWriter>? Conditions, ImmutableArray<FixedRule> Rules,
    bool Active = true);

/// <summary>
/// The policies of the types that are read here and edited in the seed: routing to identity providers (<c>IDP_DISCOVERY</c>) and the access
/// policies of authorization servers (<c>OAUTH_AUTHORIZATION_POLICY</c>).
/// </summary>
internal static class FixedPolicies
{
    private const string Discovery = "IDP_DISCOVERY";
    private const string Authorization = "OAUTH_AUTHORIZATION_POLICY";
    private const string DiscoveryPolicy = "Idp Discovery Policy";

    internal static readonly ImmutableArray<string> Types = [Discovery, Authorization];

    internal static IEnumerable<FixedPolicy> Of(OrgConfiguration org) =>
        [Routing(org), .. org.AuthorizationServers.SelectMany(server => server.Policies.Select((policy, place) => Access(org.Name, server, policy, place)))];

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

    private static FixedPolicy Routing(OrgConfiguration org)
    {
        var routed = org.IdentityProviders.Where(provider => !provider.Domains.IsEmpty).ToList();
        return new FixedPolicy(
            Ids.Policy(org.Name, Discovery, DiscoveryPolicy),
            Discovery,
            DiscoveryPolicy,
            "The default IdP Discovery Policy",
            1,
            System: true,
            null,
            [
                .. routed.Select((provider, place) => new FixedRule(
                    Ids.Rule(org.Name, Discovery, DiscoveryPolicy, provider.Name), Discovery, provider.Name, place + 1, System: false,
                    json => WriteRoute(json, provider.Domains), json => WriteProvider(json, provider))),
                new FixedRule(
                    Ids.Rule(org.Name, Discovery, DiscoveryPolicy, PolicyType.DefaultRule), Discovery, PolicyType.DefaultRule, routed.Count + 1, System: true,
                    WriteAnywhere, json => WriteProvider(json, null)),
            ]);
    }

    private static FixedPolicy Access(string org, CustomAuthorizationServer server, AccessPolicy policy, int place)
    {
        return new FixedPolicy(
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

    private static void WriteAnywhere(Utf8JsonWriter json)
    {
        json.WriteStartObject("network");
        json.WriteString("connection", "ANYWHERE");
        json.WriteEndObject();
    }

    private static void WriteRoute(Utf8JsonWriter json, ImmutableArray<string> domains)
    {
        WriteAnywhere(json);
        json.WriteStartObject("userIdentifier");
        json.WriteString("type", "IDENTIFIER");
        json.WriteStartArray("patterns");
        foreach (var domain in domains)
        {
            json.WriteStartObject();
            json.WriteString("matchType", "SUFFIX");
            json.WriteString("value", domain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <param name="provider">null for the org itself.</param>
    private static void WriteProvider(Utf8JsonWriter json, IdentityProvider? provider)
    {
        json.WriteStartObject("idp");
        json.WriteStartArray("providers");
        json.WriteStartObject();
        json.WriteString("type", provider is null ? "OKTA" : provider.Type == IdentityProviderType.Saml2 ? "SAML2" : "OIDC");
        if (provider is not null)
        {
            json.WriteString("id", provider.Id);
            json.WriteString("name", provider.Name);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("idpSelectionType", "SPECIFIC");
        json.WriteEndObject();
    }
}
