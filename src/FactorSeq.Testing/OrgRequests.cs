using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;

namespace FactorSeq.Testing;

/// <summary>What the org was asked and what it answered, without secrets: the newest requests.</summary>
public sealed class OrgRequests
{
    private const string Path = "/emulator/requests";

    private readonly OrgWire wire;

    internal OrgRequests(OrgWire wire) => this.wire = wire;

    /// <summary>The requests that the org keeps, the oldest first.</summary>
    /// <param name="user">Of one user only; null for everybody's.</param>
    /// <param name="route">Of one route's template, or of paths that begin so; null for all.</param>
    /// <param name="status">With this answer only; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<JournalRequest>> ListAsync(
        string? user = null, string? route = null, int? status = null, CancellationToken cancellation = default)
    {
        var query = new (string Name, string? Value)[] { ("user", user), ("route", route), ("status", status?.ToString(CultureInfo.InvariantCulture)) }
            .Where(part => part.Value is not null)
            .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}");
        return [.. (await wire.Get($"{Path}?{string.Join('&', query)}", cancellation))!.AsArray().Select(Read)];
    }

    /// <summary>Forgets them.</summary>
    public Task ClearAsync(CancellationToken cancellation = default) => wire.Send(HttpMethod.Delete, Path, null, cancellation);

    private static JournalRequest Read(JsonNode? request) => new(
        (string)request!["method"]!,
        (string)request["path"]!,
        (string?)request["route"],
        (int?)request["status"],
        (string?)request["errorCode"],
        (string?)request["user"],
        XmlConvert.ToDateTimeOffset((string)request["at"]!),
        request["request"] as JsonObject,
        request["response"],
        request.AsObject());
}

/// <summary>A request and its answer.</summary>
/// <param name="Method">For example <c>POST</c>.</param>
/// <param name="Path">Under the org.</param>
/// <param name="Route">The template of the route that it came to; null for none.</param>
/// <param name="Status">Of the answer; null where there was none: a fault has dropped the connection.</param>
/// <param name="ErrorCode">Okta's, or OAuth's, of a refusal.</param>
/// <param name="User">Whose login it was about, as far as it says so.</param>
/// <param name="At">When, by the org's clock.</param>
/// <param name="Body">What was sent, without secrets; null for nothing.</param>
/// <param name="Answer">What was answered, without secrets; null for nothing, or no JSON.</param>
/// <param name="Json">All that the org says of it.</param>
public sealed record JournalRequest(
    string Method, string Path, string? Route, int? Status, string? ErrorCode, string? User, DateTimeOffset At, JsonObject? Body, JsonNode? Answer, JsonObject Json);
