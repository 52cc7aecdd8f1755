using System.Globalization;
using System.Text.Json.Nodes;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Logs;

/// <summary>
/// <c>GET /api/v1/logs</c>. Who polls is given events in the order in which they were kept, and a link to go on even when there is nothing new;
/// who names an end is given them by the time they happened, to the end (System Log API, "List events").
/// </summary>
internal static class LogsApi
{
    private const int Batch = 1000;

    internal static readonly ApiRoute[] Table = [new("GET", "/api/v1/logs", List)];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadLogs) is null)
        {
            return;
        }

        var (query, error) = LogQuery.Read(context);
        if (query is null)
        {
            await error!.Write(context);
            return;
        }

        var events = query.IsPolling ? await Poll(context, query) : await Bounded(context, query);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var @event in events)
            {
                @event.WriteTo(json);
            }

            json.WriteEndArray();
        });
    }

    private static async ValueTask<List<JsonObject>> Poll(HttpContext context, LogQuery query)
    {
        var org = context.Org();
        var page = new List<JsonObject>();
        var resumes = long.TryParse(query.Paging.After, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor);

        // A reset begins to count anew: whoever is ahead of everything there is begins at the beginning.
        var newest = await org.Documents.Recent(org.Name, DocumentKinds.Log, null, 1) is [var last, ..] ? last.Sequence : 0;
        cursor = cursor > newest ? 0 : cursor;
        await foreach (var (record, @event) in Read(org, cursor))
        {
            if (page.Count == query.Paging.Limit)
            {
                break;
            }

            cursor = record.Sequence;
            if ((resumes || record.At >= query.Since) && query.Fits(@event))
            {
                page.Add(@event);
            }
        }

        query.Paging.Link(context, cursor.ToString(CultureInfo.InvariantCulture));
        return page;
    }

    private static async ValueTask<IEnumerable<JsonObject>> Bounded(HttpContext context, LogQuery query)
    {
        var found = new List<(Recorded<LogEntry> Record, JsonObject Event)>();
        await foreach (var read in Read(context.Org(), 0))
        {
            if (read.Record.At >= query.Since && read.Record.At < query.Until && query.Fits(read.Event))
            {
                found.Add(read);
            }
        }

        var sorted = found.OrderBy(f => f.Record.At).ThenBy(f => f.Record.Sequence).ToList();
        if (query.Descends)
        {
            sorted.Reverse();
        }

        var begin = query.Paging.After.Length == 0 ? 0 : sorted.FindIndex(f => Cursor(f.Record) == query.Paging.After) + 1;
        return query.Paging.Cut(context, sorted[begin..], f => Cursor(f.Record)).Select(f => f.Event);
    }

    private static string Cursor(Recorded<LogEntry> record) => record.Sequence.ToString(CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<(Recorded<LogEntry> Record, JsonObject Event)> Read(Org org, long after)
    {
        var names = new Dictionary<string, string>();
        while (true)
        {
            var batch = await org.Documents.Following(org.Name, DocumentKinds.Log, after, Batch);
            foreach (var record in batch)
            {
                await Learn(org, record.Value.UserId, names);
                yield return (record, LogEvent.Of(record, org, names));
            }

            if (batch.Count < Batch)
            {
                yield break;
            }

            after = batch[^1].Sequence;
        }
    }

    // Who is gone is called by their login.
    internal static async ValueTask Learn(Org org, string? userId, Dictionary<string, string> names)
    {
        if (userId is not null && !names.ContainsKey(userId) && await org.FindAccountById(userId) is { Value.User: var user }
            && $"{user.FirstName} {user.LastName}".Trim() is { Length: > 0 } name)
        {
            names[userId] = name;
        }
    }
}
