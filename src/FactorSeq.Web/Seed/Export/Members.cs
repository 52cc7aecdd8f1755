using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed.Export;

/// <summary>Members of a document that is put together: what says nothing is left out.</summary>
internal static class Members
{
    /// <summary>A text, or nothing: what is blank says nothing to a seed.</summary>
    internal static JsonObject Put(this JsonObject document, string name, string? value) =>
        document.Put(name, string.IsNullOrWhiteSpace(value) ? null : JsonValue.Create(value));

    /// <summary>A text where it is not what is meant without it.</summary>
    internal static JsonObject Put(this JsonObject document, string name, string? value, string? standard) =>
        value == standard ? document : document.Put(name, value);

    internal static JsonObject Put(this JsonObject document, string name, bool value, bool standard) =>
        value == standard ? document : document.Put(name, JsonValue.Create(value));

    internal static JsonObject Put(this JsonObject document, string name, int value, int standard) =>
        value == standard ? document : document.Put(name, JsonValue.Create(value));

    /// <summary>A list, where there is something in it.</summary>
    internal static JsonObject Put(this JsonObject document, string name, IEnumerable<string> values) => document.Put(name, List(values));

    /// <summary>A mapping or a list with something in it, or any other value.</summary>
    internal static JsonObject Put(this JsonObject document, string name, JsonNode? value)
    {
        if (value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 }))
        {
            document[name] = value;
        }

        return document;
    }

    internal static JsonArray List(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];

    internal static JsonArray List(IEnumerable<JsonNode?> values) => [.. values.Where(value => value is not null)];

    /// <summary>Addresses as a seed has them: a network where they are one.</summary>
    internal static IEnumerable<string> Addresses(ImmutableArray<AddressRange> ranges) => ranges.Select(range =>
        range.First == range.Last ? range.First
        : Enumerable.Range(1, range.First.Contains(':') ? 127 : 31).Select(bits => $"{range.First}/{bits}")
            .FirstOrDefault(network => AddressRange.TryParse(network) is { } same && (same.First, same.Last) == (range.First, range.Last))
            ?? $"{range.First}-{range.Last}");
}
