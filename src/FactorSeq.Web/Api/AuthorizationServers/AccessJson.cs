using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Authorization;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>Access policies and their rules as the API shows them (Authorization Servers API, "Policy object", "Policy Rule object").</summary>
internal static class AccessJson
{
    private const string AllClients = "ALL_CLIENTS";

    internal static void Write(Utf8JsonWriter json, AccessPolicy policy, string id, int priority, string policies)
    {
        var self = $"{policies}/{id}";
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteStatus(!policy.Inactive);
        json.WriteString("name", policy.Name);
        json.WriteString("description", policy.Description ?? policy.Name);
        json.WriteNumber("priority", priority);
        json.WriteBoolean("system", false);
        json.WriteStartObject("conditions");
        WriteClients(json, policy);
        json.WriteEndObject();
        json.WriteTimes(policy.Created, policy.LastUpdated);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", self, "GET", "PUT", "DELETE");
        json.WriteLinkOf("rules", $"{self}/rules", "GET");
        json.WriteLifecycleLink(self, !policy.Inactive);
        json.WriteEndObject();
        json.WriteString("type", "OAUTH_AUTHORIZATION_POLICY");
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, AccessRule rule, string id, int priority, string rules)
    {
        var self = $"{rules}/{id}";
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteStatus(!rule.Inactive);
        json.WriteString("name", rule.Name);
        json.WriteNumber("priority", priority);
        json.WriteTimes(rule.Created, rule.LastUpdated);
        json.WriteBoolean("system", false);
        json.WriteStartObject("conditions");
        WriteConditions(json, rule);
        json.WriteEndObject();
        json.WriteStartObject("actions");
        WriteLifetimes(json, rule.Lifetimes);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", self, "GET", "PUT", "DELETE");
        json.WriteLifecycleLink(self, !rule.Inactive);
        json.WriteEndObject();
        json.WriteString("type", "RESOURCE_ACCESS");
        json.WriteEndObject();
    }

    internal static void WriteClients(Utf8JsonWriter json, AccessPolicy policy) =>
        WriteIncluded(json, "clients", policy.Clients.IsEmpty ? [AllClients] : policy.Clients);

    internal static void WriteConditions(Utf8JsonWriter json, AccessRule rule)
    {
        json.WriteStartObject("people");
        json.WriteStartObject("users");
        json.WriteList("include", rule.Users);
        json.WriteList("exclude", rule.ExcludedUsers);
        json.WriteEndObject();
        WriteIncluded(json, "groups", rule.Groups.IsEmpty && rule.Users.IsEmpty ? ["EVERYONE"] : rule.Groups);
        json.WriteEndObject();
        WriteIncluded(json, "grantTypes", rule.Grants);
        WriteIncluded(json, "scopes", rule.Scopes.IsEmpty && !rule.GrantsNoOwnScope ? ["*"] : rule.Scopes);
    }

    internal static void WriteLifetimes(Utf8JsonWriter json, TokenLifetimes lifetimes)
    {
        json.WriteStartObject("token");
        json.WriteNumber("accessTokenLifetimeMinutes", lifetimes.AccessMinutes);
        json.WriteNumber("refreshTokenLifetimeMinutes", lifetimes.RefreshMinutes);
        json.WriteNumber("refreshTokenWindowMinutes", lifetimes.RefreshWindowMinutes);
        json.WriteEndObject();
    }

    private static void WriteIncluded(Utf8JsonWriter json, string name, ImmutableArray<string> included)
    {
        json.WriteStartObject(name);
        json.WriteList("include", included);
        json.WriteEndObject();
    }
}
