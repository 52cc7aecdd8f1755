using System.Collections.Immutable;
using System.Diagnostics;
using FactorSeq.Web.Console.Access;
using FactorSeq.Web.Orgs;
using Microsoft.AspNetCore.Http.Features;

namespace FactorSeq.Web.Lab;

/// <summary>The newest requests of an org, in memory. Bodies are kept as they came and shown without their secrets.</summary>
internal sealed class Journal
{
    /// <summary>How many requests are kept.</summary>
    internal const int Kept = 200;

    private readonly Lock writing = new();
    private JournalEntry[]? ring;
    private long count;

    internal void Add(JournalEntry entry)
    {
        lock (writing)
        {
            ring ??= new JournalEntry[Kept];
            entry.Number = ++count;
            ring[count % Kept] = entry;
        }
    }

    /// <summary>Those that are kept, the oldest first.</summary>
    internal ImmutableArray<JournalEntry> All
    {
        get
        {
            lock (writing)
            {
                return ring is null ? [] : [.. ring.Where(entry => entry is not null).OrderBy(entry => entry.Number)];
            }
        }
    }

    /// <summary>Forgets what is kept; numbers go on.</summary>
    internal void Clear()
    {
        lock (writing)
        {
            ring = null;
        }
    }
}

/// <summary>One request as it went over the wire.</summary>
internal sealed class JournalEntry
{
    internal long Number { get; set; }

    internal required DateTimeOffset At { get; init; }

    internal required string RequestId { get; init; }

    internal required string Method { get; init; }

    internal required string Path { get; init; }

    internal required string Query { get; init; }

    /// <summary>The route's template; null where no route was met.</summary>
    internal string? Route { get; set; }

    /// <summary>Null where the connection was dropped.</summary>
    internal int? Status { get; set; }

    internal bool IsDropped { get; set; }

    internal TimeSpan Duration { get; set; }

    /// <summary>A JSON body as it was read; nothing of a large one.</summary>
    internal ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>A form as it was read.</summary>
    internal IFormCollection? Form { get; private set; }

    /// <summary>The beginning of a JSON answer.</summary>
    internal ReadOnlyMemory<byte> Answer { get; set; }

    internal void Take(byte[] body) => Body = body.Length <= AnswerTee.Most ? body : default;

    internal void Take(IFormCollection form) => Form = form.Sum(field => field.Value.Sum(value => value?.Length ?? 0)) <= AnswerTee.Most ? form : null;
}

/// <summary>Writes requests down as they pass.</summary>
internal static class Journaling
{
    internal static Task Note(HttpContext context, RequestDelegate next) =>
        context.Request.Path.StartsWithSegments("/emulator") || context.Request.Path.StartsWithSegments(ConsoleGate.Root)
            ? next(context)
            : Noted(context, next);

    private static async Task Noted(HttpContext context, RequestDelegate next)
    {
        var org = context.Org();
        var began = Stopwatch.GetTimestamp();
        var entry = new JournalEntry
        {
            At = org.Clock.Now,
            RequestId = context.TraceIdentifier,
            Method = context.Request.Method,
            Path = context.Request.Path.Value ?? "/",
            Query = context.Request.QueryString.Value ?? "",
        };
        context.Features.Set(entry);
        var answer = new AnswerTee(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), context.Response);
        context.Features.Set<IHttpResponseBodyFeature>(answer);
        try
        {
            await next(context);
            entry.Status = entry.IsDropped ? null : context.Response.StatusCode;
        }
        catch (OrgLifeOverException)
        {
            entry.Status = StatusCodes.Status503ServiceUnavailable;
            throw;
        }
        catch (Exception)
        {
            // What nobody caught becomes an answer further out, when this is written down already.
            entry.Status = StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            entry.Duration = Stopwatch.GetElapsedTime(began);
            entry.Route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            entry.Answer = answer.Seen;
            org.Lab.Journal.Add(entry);
        }
    }
}
