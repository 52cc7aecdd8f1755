using System.Buffers;
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
    private Place[]? ring;
    private long count;

    /// <summary>Writes a request down in the place of the oldest.</summary>
    /// <param name="answer">The beginning of its answer, in room of <see cref="ArrayPool{T}.Shared"/>, which the journal takes over.</param>
    internal void Add(JournalEntry entry, ArraySegment<byte> answer)
    {
        lock (writing)
        {
            ring ??= new Place[Kept];
            ref var place = ref ring[++count % Kept];
            entry.Number = count;
            // Answers kept for two hundred requests each would outlive the collector's youngest generation, and be moved by it.
            if (place.Answer.Array is { } room)
            {
                ArrayPool<byte>.Shared.Return(room);
            }

            place = new Place(entry, answer);
        }
    }

    /// <summary>Those that are kept, the oldest first, each with the beginning of its JSON answer.</summary>
    internal ImmutableArray<(JournalEntry Entry, ReadOnlyMemory<byte> Answer)> All
    {
        get
        {
            lock (writing)
            {
                return ring is null
                    ? []
                    : [.. ring.Where(place => place.Entry is not null).OrderBy(place => place.Entry.Number).Select(place => (place.Entry, new ReadOnlyMemory<byte>([.. place.Answer])))];
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

    private readonly record struct Place(JournalEntry Entry, ArraySegment<byte> Answer);
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
            org.Lab.Journal.Add(entry, answer.Release());
        }
    }
}
