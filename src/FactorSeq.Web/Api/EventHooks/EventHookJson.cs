using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.EventHooks;

/// <summary>An event hook in Okta's shape, without what stands in its header.</summary>
internal static class EventHookJson
{
    /// <summary>As the System Log names it.</summary>
    internal static LogTarget Target(string id, EventHook hook) => new(id, "EventHook", hook.Name, hook.Name);

    internal static void Write(Utf8JsonWriter json, string id, EventHook hook, string baseUrl)
    {
        var self = $"{baseUrl}/api/v1/eventHooks/{id}";
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteStatus(hook.Active);
        json.WriteString("verificationStatus", hook.Verified ? "VERIFIED" : "UNVERIFIED");
        json.WriteString("name", hook.Name);
        json.WriteStartObject("events");
        json.WriteString("type", "EVENT_TYPE");
        json.WriteList("items", hook.Events);
        json.WriteEndObject();
        json.WriteInstant("created", hook.Created);
        json.WriteString("createdBy", hook.CreatedBy);
        json.WriteInstant("lastUpdated", hook.LastUpdated);
        json.WriteStartObject("channel");
        json.WriteString("type", "HTTP");
        json.WriteString("version", "1.0.0");
        json.WriteStartObject("config");
        json.WriteString("uri", hook.Uri);
        json.WriteStartArray("headers");
        foreach (var header in hook.Headers)
        {
            json.WriteStartObject();
            json.WriteString("key", header.Key);
            json.WriteString("value", header.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("method", "POST");
        if (hook.Key is { } key)
        {
            json.WriteStartObject("authScheme");
            json.WriteString("type", "HEADER");
            json.WriteString("key", key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", self, "GET", "PUT", "DELETE");
        json.WriteLinkOf("verify", $"{self}/lifecycle/verify", "POST");
        json.WriteLifecycleLink(self, hook.Active);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
