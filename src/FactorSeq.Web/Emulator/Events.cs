using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Logs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The newest entries of the System Log, in the members of Okta's LogEvent that a tester reads.</summary>
internal static class Events
{
    private const int MaxListed = 1000;

    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var limit = int.TryParse(context.Request.Query["limit"], out var asked) ? Math.Clamp(asked, 1, MaxListed) : 50;
        if (context.Request.Query["uuid"].ToString() is { Length: > 0 } uuid)
        {
            await One(context, uuid);
            return;
        }

        var login = context.Request.Query["user"].ToString();
        var subject = login.Length == 0 ? null : (await org.FindAccount(login))?.Id ?? "unknown";
        var events = await org.Documents.Recent(org.Name, DocumentKinds.Log, subject, limit);
        await OktaJson.Ok(context, json => WriteAll(json, events));
    }

    // In full, as Okta's API gives it.
    private static async Task One(HttpContext context, string uuid)
    {
        var org = context.Org();
        var found = !Guid.TryParseExact(uuid, "D", out var one) ? []
            : (await org.Documents.Recent(org.Name, DocumentKinds.Log, null, MaxListed)).Where(entry => entry.Value.Uuid == one).ToList();
        var names = new Dictionary<string, string>();
        foreach (var entry in found)
        {
            await LogsApi.Learn(org, entry.Value.UserId, names);
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            found.ForEach(entry => LogEvent.Of(entry, org, names).WriteTo(json));
            json.WriteEndArray();
        });
    }

    internal static void WriteAll(Utf8JsonWriter json, IEnumerable<Recorded<LogEntry>> events)
    {
        json.WriteStartArray();
        foreach (var entry in events)
        {
            Write(json, entry.At, entry.Value);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, DateTimeOffset at, LogEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("uuid", entry.Uuid);
        json.WriteInstant("published", at);
        json.WriteString("eventType", entry.Event.Type);
        json.WriteString("displayMessage", EventTypes.Find(entry.Event.Type)?.Text ?? entry.Event.Type);
        json.WriteString("severity", EventTypes.Severity(entry.Event));
        json.WriteStartObject("actor");
        json.WriteString("id", entry.UserId ?? "unknown");
        json.WriteString("alternateId", entry.Login);
        json.WriteEndObject();
        json.WriteStartObject("outcome");
        json.WriteString("result", entry.Event.Outcome.ToString().ToUpperInvariant());
        json.WriteString("reason", entry.Event.Reason);
        json.WriteEndObject();
        json.WriteStartObject("client");
        json.WriteString("ipAddress", entry.Address);
        json.WriteEndObject();
        json.WriteStartObject("debugContext");
        json.WriteStartObject("debugData");
        json.WriteString("requestId", entry.RequestId);
        json.WriteString("requestUri", entry.RequestUri);
        if (entry.Event.Factor is { } factor)
        {
            json.WriteString("factor", factor);
        }

        if (entry.Event.ErrorCode is { } code)
        {
            json.WriteString("ErrorCode", code);
        }

        if (entry.Event.Detail is { } detail)
        {
            json.WriteString("detail", detail);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
