using System.Runtime.InteropServices;

namespace FactorSeq.Storage.Memory;

/// <summary>
/// The documents that end, by the minute in which somebody has to look: what is deleted before its end, as most tokens are, is let go at once.
/// Not for two threads at a time.
/// </summary>
internal sealed class Ends
{
    private const long Minute = 60_000;

    private readonly Dictionary<long, HashSet<Document>> minutes = [];
    private readonly PriorityQueue<long, long> order = new();

    /// <summary>Sees to it that a document's end is noticed. One that ends later and later is looked at once for each time it was waited for.</summary>
    internal void Watch(Document document)
    {
        var now = document.Now;
        if (now.Stored is null)
        {
            Forget(document);
        }
        else if (now.Expires != Document.Never && now.Expires / Minute is var minute && minute < document.Watched)
        {
            Forget(document);
            document.Watched = minute;
            Of(minute).Add(document);
        }
    }

    /// <summary>Deletes what has ended before an instant, in Unix milliseconds.</summary>
    internal void Sweep(long before)
    {
        while (order.TryPeek(out var minute, out _) && minute <= before / Minute)
        {
            order.Dequeue();
            minutes.Remove(minute, out var watched);
            foreach (var document in watched!)
            {
                document.Watched = Document.Never;
                if (document.Now.Expires < before)
                {
                    document.Shelf.Set(document, default);
                }
                else
                {
                    Watch(document);
                }
            }

            // What ends later in this very minute is looked at with the next sweep.
            if (minutes.ContainsKey(minute))
            {
                return;
            }
        }
    }

    private void Forget(Document document)
    {
        if (document.Watched != Document.Never)
        {
            minutes[document.Watched].Remove(document);
            document.Watched = Document.Never;
        }
    }

    private HashSet<Document> Of(long minute)
    {
        ref var watched = ref CollectionsMarshal.GetValueRefOrAddDefault(minutes, minute, out var there);
        if (!there)
        {
            order.Enqueue(minute, minute);
        }

        return watched ??= [];
    }
}
