using System.Text.Json;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api;

/// <summary>Habits of the Management API's JSON.</summary>
internal static class ManagementJson
{
    /// <summary>When everything that a seed describes was made, as far as the API says.</summary>
    internal static readonly DateTimeOffset SeedTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary><c>created</c> and <c>lastUpdated</c>.</summary>
    internal static void WriteTimes(this Utf8JsonWriter json, DateTimeOffset? created, DateTimeOffset? updated)
    {
        json.WriteInstant("created", created ?? SeedTime);
        json.WriteInstant("lastUpdated", updated ?? created ?? SeedTime);
    }

    internal static void WriteLinkOf(this Utf8JsonWriter json, string rel, string href, params ReadOnlySpan<string> methods)
    {
        json.WriteStartObject(rel);
        json.WriteString("href", href);
        json.WriteStartObject("hints");
        json.WriteStartArray("allow");
        foreach (var method in methods)
        {
            json.WriteStringValue(method);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A link without hints.</summary>
    internal static void WriteHref(this Utf8JsonWriter json, string rel, string href)
    {
        json.WriteStartObject(rel);
        json.WriteString("href", href);
        json.WriteEndObject();
    }

    /// <summary>A link as the Schemas API has it: with its name and its verb in it.</summary>
    internal static void WriteRel(this Utf8JsonWriter json, string rel, string href)
    {
        json.WriteStartObject(rel);
        json.WriteString("rel", rel);
        json.WriteString("href", href);
        json.WriteString("method", "GET");
        json.WriteEndObject();
    }

    /// <summary>The link to the lifecycle step that can be taken next.</summary>
    internal static void WriteLifecycleLink(this Utf8JsonWriter json, string address, bool active)
    {
        var step = active ? "deactivate" : "activate";
        json.WriteLinkOf(step, $"{address}/lifecycle/{step}", "POST");
    }

    internal static void WriteStatus(this Utf8JsonWriter json, bool active) => json.WriteString("status", active ? "ACTIVE" : "INACTIVE");

    internal static void WriteList(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Answers a list.</summary>
    internal static Task List<T>(HttpContext context, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => OktaJson.Ok(context, json =>
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    });
}
