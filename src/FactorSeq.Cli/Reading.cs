using System.Text.Json;

namespace FactorSeq.Cli;

/// <summary>Members of answers.</summary>
internal static class Reading
{
    /// <summary>A text; empty where there is none.</summary>
    internal static string Text(this JsonElement element, string name) => element.TextOrNull(name) ?? "";

    internal static string? TextOrNull(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value.ToString()
            : null;

    internal static bool Flag(this JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A list; empty where there is none.</summary>
    internal static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    internal static IEnumerable<string> Texts(this JsonElement element, string name) => element.List(name).Select(item => item.ToString());

    /// <summary>An instant to the second, as people read it.</summary>
    internal static string Instant(this JsonElement element, string name) =>
        DateTimeOffset.TryParse(element.Text(name), System.Globalization.CultureInfo.InvariantCulture, out var at)
            ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)
            : "";

    /// <summary>Whether this is the person meant: by the whole login, or by the part before the @.</summary>
    internal static bool Means(this string user, string login) =>
        login.Equals(user, StringComparison.OrdinalIgnoreCase)
        || !user.Contains('@', StringComparison.Ordinal) && login.StartsWith(user + "@", StringComparison.OrdinalIgnoreCase);
}
