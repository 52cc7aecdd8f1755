using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.EventHooks;

/// <summary>An event hook as a request describes it.</summary>
internal static class EventHookForm
{
    private const int LongestName = 255;
    private const int MostTypes = 100;
    private const int MostHeaders = 20;

    internal static (EventHook? Hook, OktaError? Error) Read(JsonElement body, EventHook old)
    {
        var config = Part(Part(body, "channel"), "config");
        var scheme = Part(config, "authScheme");
        var name = JsonBody.Text(body, "name");
        var types = Types(Part(body, "events"));
        var uri = config is { } there ? JsonBody.Text(there, "uri") : null;
        var key = scheme is { } agreed ? JsonBody.Text(agreed, "key") : null;
        var value = scheme is { } said ? JsonBody.Text(said, "value") : null;
        var headers = Headers(config);
        var error = name is not { Length: > 0 and <= LongestName } ? RequestErrors.At("name", RequestErrors.Blank)
            : types is not { Length: > 0 and <= MostTypes } ? RequestErrors.At("events", "The field must list event types such as user.session.start")
            : !Uri.TryCreate(uri, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0
                ? RequestErrors.At("uri", "The field must be an http or https address")
            : key is not null && !IsToken(key) || value?.AsSpan().IndexOfAny('\r', '\n') >= 0 ? RequestErrors.At("authScheme", "The field must name a header and what stands in it")
            : headers is null ? RequestErrors.At("headers", "The field must list headers by key and value")
            : null;

        // The value is never shown, so whoever sends a hook back leaves it out.
        return error is not null ? (null, error) : (old with
        {
            Name = name!,
            Events = types!.Value,
            Uri = uri!,
            Headers = headers!.Value,
            Key = key,
            Value = key is null ? null : value ?? old.Value ?? "",
        }, null);
    }

    private static JsonElement? Part(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static ImmutableArray<string>? Types(JsonElement? events) =>
        events is { } whole && whole.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
        && items.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Contains('.', StringComparison.Ordinal))
            ? [.. items.EnumerateArray().Select(item => item.GetString()!).Distinct()]
            : null;

    private static ImmutableArray<HookHeader>? Headers(JsonElement? config)
    {
        if (config is not { } whole || !whole.TryGetProperty("headers", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostHeaders)
        {
            return null;
        }

        ImmutableArray<(string? Key, string? Value)> given = [.. list.EnumerateArray().Select(item => (JsonBody.Text(item, "key"), JsonBody.Text(item, "value")))];
        return given.All(header => header.Key is { } key && IsToken(key) && header.Value is { } value && value.AsSpan().IndexOfAny('\r', '\n') < 0)
            ? [.. given.Select(header => new HookHeader(header.Key!, header.Value!))]
            : null;
    }

    private static bool IsToken(string text) => text.Length is > 0 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
