using System.Collections.Immutable;
using System.Threading.Channels;

namespace FactorSeq.Web.Orgs;

/// <summary>Tells live pages that something changed; what, they ask for themselves.</summary>
/// <param name="further">Tells those that other nodes serve; null where there are none.</param>
internal sealed class Changes(Action<string>? further = null)
{
    private ImmutableArray<Channel<string>> listeners = [];

    internal void Tell(string kind)
    {
        Hear(kind);
        further?.Invoke(kind);
    }

    /// <summary>Takes up what another node has told.</summary>
    internal void Hear(string kind)
    {
        foreach (var listener in listeners)
        {
            listener.Writer.TryWrite(kind);
        }
    }

    /// <summary>Nothing will change any more: every listener has heard all there is.</summary>
    internal void End()
    {
        foreach (var listener in listeners)
        {
            listener.Writer.TryComplete();
        }
    }

    /// <summary>Kinds of changes from now on, until the listener goes, or there are none any more.</summary>
    internal async IAsyncEnumerable<string> Listen([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        // A page that reads slowly misses repeats, never kinds that matter: it refetches whatever it is told of.
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
        ImmutableInterlocked.Update(ref listeners, all => all.Add(channel));
        try
        {
            await foreach (var kind in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return kind;
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref listeners, all => all.Remove(channel));
        }
    }
}
