using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>What waits for the tester: pushes, QR codes, visits to far ends. Each is listed while it waits, and answered once.</summary>
internal static class Awaited
{
    private const int MaxListed = 500;

    internal static bool IsWaiting(this IAwaited awaited, DateTimeOffset now) => 
        !(awaited is Push push ? push.At(now) : awaited).IsAnswered && now < awaited.Expires;

    /// <summary>Those that wait now, oldest first.</summary>
    internal static async ValueTask<IReadOnlyList<Stored<T>>> Waiting<T>(Org org, DocumentKind<T> kind)
        where T : class, IAwaited
    {
        var now = org.Clock.Now;
        return [.. (await org.Documents.List(org.Name, kind, MaxListed)).Where(a => a.Value.IsWaiting(now)).OrderBy(a => a.Value.Created)];
    }

    /// <returns>null where nothing of that id waits.</returns>
    internal static async ValueTask<Stored<T>?> Find<T>(Org org, DocumentKind<T> kind, string id)
        where T : class, IAwaited =>
        await org.Documents.Find(org.Name, kind, id) is { } stored && stored.Value.IsWaiting(org.Clock.Now) ? stored : null;

    /// <summary>Answers one: of any number of rivals the first.</summary>
    /// <param name="changed">What live pages are told has changed.</param>
    /// <returns>It as it was answered; null where it waits no longer.</returns>
    internal static async ValueTask<T?> Answer<T>(Org org, DocumentKind<T> kind, string changed, string id, Func<T, T> answer)
        where T : class, IAwaited
    {
        while (await Find(org, kind, id) is { } stored)
        {
            var answered = answer(stored.Value);
            if (await org.Documents.Commit(new UnitOfWork(org.Name).Update(kind, stored, answered, answered.Expires.AddHours(1))))
            {
                org.Changes.Tell(changed);
                return answered;
            }
        }

        return null;
    }

    /// <summary><c>decision</c> of a request; null where it is neither of the two.</summary>
    internal static PhoneDecision? Decision(JsonBody body) => body.Text("decision") switch
    {
        "approve" => PhoneDecision.Approved,
        "deny" => PhoneDecision.Denied,
        _ => null,
    };

    /// <summary>Answers with a list.</summary>
    internal static Task Write<T>(HttpContext context, IEnumerable<Stored<T>> awaited, Action<Utf8JsonWriter, string, T> write)
        where T : class => OktaJson.Ok(context, json =>
    {
        json.WriteStartArray();
        foreach (var one in awaited)
        {
            write(json, one.Id, one.Value);
        }

        json.WriteEndArray();
    });
}
