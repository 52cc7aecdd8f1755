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

        if ((query.IsPolling ? await Poll(context, query) : await Bounded(context, query)) is not { } events)
        {
            await LogQuery.BadCursor.Write(context);
            return;
        }

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
        await foreach (var (record, @event) in Read(org, cursor, _ => true))
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

    /// <returns>null where the cursor is none.</returns>
    private static async ValueTask<IEnumerable<JsonObject>?> Bounded(HttpContext context, LogQuery query)
    {
        if (!LogPlace.TryRead(query.Paging.After, out var after))
        {
            return null;
        }

        // The page and one more are held, however many there are.
        var found = new SortedList<LogPlace, JsonObject>(query.Descends ? LogPlace.NewestFirst : Comparer<LogPlace>.Default);
        await foreach (var (record, @event) in Read(context.Org(), 0, query.Covers))
        {
            var place = new LogPlace(record.At, record.Sequence);
            if ((after is null || found.Comparer.Compare(place, after) > 0) && query.Fits(@event))
            {
                found.Add(place, @event);
                if (found.Count > query.Paging.Limit + 1)
                {
                    found.RemoveAt(found.Count - 1);
                }
            }
        }

        return query.Paging.Cut(context, [.. found], one => one.Key.ToString()).Select(one => one.Value);
    }

    private static async IAsyncEnumerable<(Recorded<LogEntry> Record, JsonObject Event)> Read(Org org, long after, Func<DateTimeOffset, bool> covers)
    {
        var names = new Dictionary<string, string>();
        while (true)
        {
            var batch = await org.Documents.Following(org.Name, DocumentKinds.Log, after, Batch);
            foreach (var record in batch.Where(record => covers(record.At)))
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
    private static async ValueTask Learn(Org org, string? userId, Dictionary<string, string> names)
    {
        if (userId is not null && !names.ContainsKey(userId) && await org.FindAccountById(userId) is { Value.User: var user }
            && $"{user.FirstName} {user.LastName}".Trim() is { Length: > 0 } name)
        {
            names[userId] = name;
        }
    }
}
