using System.Globalization;
using System.Text.Json.Nodes;
using FactorSeq.Web.Api.Filters;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Logs;

/// <summary>What a request wants of the System Log (System Log API, "Request parameters").</summary>
/// <param name="Until">What is as late is not wanted any more; null for no end.</param>
/// <param name="IsPolling">Whether it goes on for ever: no end, and the oldest first.</param>
internal sealed record LogQuery(
    DateTimeOffset Since, DateTimeOffset? Until, bool IsPolling, bool Descends, Paging Paging, Filter<JsonObject>? Filter, string[] Keywords)
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;
    private const int MostKeywords = 10;
    private const int LongestKeyword = 40;

    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(180);

    private static readonly HashSet<string> Fields =
    [
        "actor.id", "actor.type", "actor.alternateId", "actor.displayName", "client.userAgent.rawUserAgent", "client.userAgent.os",
        "client.userAgent.browser", "client.zone", "client.device", "client.id", "client.ipAddress", "authenticationContext.authenticationProvider",
        "authenticationContext.credentialProvider", "authenticationContext.credentialType", "authenticationContext.issuer",
        "authenticationContext.interface", "authenticationContext.externalSessionId", "displayMessage", "eventType", "outcome.result", "outcome.reason",
        "securityContext.asNumber", "securityContext.asOrg", "securityContext.isp", "securityContext.domain", "securityContext.isProxy", "severity",
        "legacyEventType", "transaction.type", "transaction.id", "uuid", "version", "request.ipChain.ip", "request.ipChain.version",
        "request.ipChain.source", "target.id", "target.type", "target.alternateId", "target.displayName",
    ];

    /// <summary>What a client gets that goes on from where no page ended.</summary>
    internal static OktaError BadCursor { get; } = Invalid("after", "The cursor is not one of this list.");

    internal static (LogQuery? Query, OktaError? Error) Read(HttpContext context)
    {
        var query = context.Request.Query;
        var now = context.Org().Clock.Now;
        var (until, badUntil) = Instant(query["until"]);
        var (since, badSince) = Instant(query["since"]);
        var order = query["sortOrder"].ToString();
        var limit = query["limit"].ToString() is { Length: > 0 } asked
            ? int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1
            : UsualPage;
        var keywords = query["q"].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var filter = query["filter"].ToString() is { Length: > 0 } text ? FilterReader<JsonObject>.Read(text, Attribute) : null;
        var error = badUntil || badSince ? ErrorCodes.BadDate.Because()
            : since < now - Oldest && context.Org().Current.Configuration.Settings.StrictLogWindow ? ErrorCodes.BadScimFilter.With("'since': The start date cannot be more than 180 days in the past.")
            : order is not ("" or "ASCENDING" or "DESCENDING") ? Invalid("sortOrder", "The sort order must be ASCENDING or DESCENDING.")
            : limit is < 0 or > LargestPage ? Invalid("limit", $"The limit must be from 0 to {LargestPage}.")
            : keywords.Length > MostKeywords ? Invalid("q", $"Freeform search cannot contain more than {MostKeywords} items.")
            : keywords.Any(word => word.Length > LongestKeyword) ? Invalid("q", $"Freeform search cannot contain items longer than {LongestKeyword} characters. Please shorten the items in your search or use an advanced filter to query by specific fields.")
            : filter?.Fault is { } fault ? Error(fault)
            : null;
        return error is not null
            ? (null, error)
            : (new LogQuery(
                since ?? Before(until ?? now, Usual), until, until is null && order != "DESCENDING", order == "DESCENDING",
                new Paging(limit, query["after"].ToString()), filter?.Filter, keywords), null);
    }

    internal bool Covers(DateTimeOffset at) => at >= Since && !(at >= Until);

    internal bool Fits(JsonObject @event) =>
        Filter?.Matches(@event) != false
        && Keywords.All(word => Texts(@event).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static FilterAttribute<JsonObject>? Attribute(string name) =>
        Fields.Contains(name) || name.StartsWith("debugContext.debugData.", StringComparison.Ordinal)
            ? new FilterAttribute<JsonObject>(FilterType.Text, @event => Values(@event, name.Split('.')))
            : null;

    private static IEnumerable<string?> Values(JsonNode? node, ReadOnlyMemory<string> path) => node switch
    {
        JsonArray items => items.SelectMany(item => Values(item, path)),
        JsonObject members when path.Length > 0 => Values(members[path.Span[0]], path[1..]),
        JsonValue value when path.Length == 0 => [value.ToString()],
        _ => [],
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Texts),
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonValue value => [value.ToString()],
        _ => [],
    };

    private static OktaError Error(FilterFault fault) => fault.Kind == FilterFaultKind.UnknownAttribute
        ? ErrorCodes.BadScimFilter.With($"field is not valid: {fault.Subject}")
        : ErrorCodes.BadSearch.Because();

    private static OktaError Invalid(string parameter, string text) => ErrorCodes.ValidationFailed.With($"'{parameter}': {text}", $"{parameter}: {text}");

    private static (DateTimeOffset? At, bool IsBad) Instant(string? text) =>
        string.IsNullOrEmpty(text) ? (null, false)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (at, false)
        : (null, true);

    // Time has a beginning, and a client may ask for it.
    private static DateTimeOffset Before(DateTimeOffset at, TimeSpan span) => at - DateTimeOffset.MinValue > span ? at - span : DateTimeOffset.MinValue;
}
