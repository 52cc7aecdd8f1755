using System.Collections.Immutable;
using System.Threading.Channels;
using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Orgs;

/// <summary>Where an org tells of what happens in it (Okta, "Event hooks").</summary>
/// <param name="Events">Types of the System Log.</param>
/// <param name="Key">The header that proves to the far end who calls; null where none was agreed.</param>
/// <param name="Value">What stands in it.</param>
internal sealed record EventHook(
    string Name, ImmutableArray<string> Events, string Uri, ImmutableArray<HookHeader> Headers, string? Key, string? Value,
    bool Active, bool Verified, string CreatedBy, DateTimeOffset Created, DateTimeOffset LastUpdated);

/// <summary>A header that goes with every call.</summary>
internal sealed record HookHeader(string Key, string Value);

/// <summary>Entries of the log on their way to a hook.</summary>
internal sealed record HookDelivery(Org Org, string Id, EventHook Hook, ImmutableArray<Write.Append> Entries);

/// <summary>What waits to be delivered; of a queue that nobody empties the oldest goes.</summary>
internal sealed class HookQueue
{
    private readonly Channel<HookDelivery> waiting =
        Channel.CreateBounded<HookDelivery>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    internal void Add(HookDelivery delivery) => waiting.Writer.TryWrite(delivery);

    internal IAsyncEnumerable<HookDelivery> All(CancellationToken cancellation) => waiting.Reader.ReadAllAsync(cancellation);
}

/// <summary>The hooks of an org at work: whatever is written to the log is offered to each, after the write.</summary>
internal sealed class OrgHooks(Org org, HookQueue queue)
{
    /// <summary>How many an org has.</summary>
    internal const int Most = 25;

    private ImmutableArray<Stored<EventHook>> working = [];

    /// <summary>How far the documents of all hooks had come when they were taken up.</summary>
    internal string Revision { get; private set; } = "";

    /// <summary>Takes up which there are, after any change of them.</summary>
    internal async ValueTask Load()
    {
        var all = await org.Documents.List(org.Name, DocumentKinds.EventHooks, Most);
        Revision = OrgRevision.Joined(all.Select(hook => (hook.Id, hook.Version)));
        ImmutableInterlocked.InterlockedExchange(ref working, [.. all.Where(hook => hook.Value is { Active: true, Verified: true })]);
    }

    internal void Offer(UnitOfWork work)
    {
        if (working.IsEmpty)
        {
            return;
        }

        ImmutableArray<Write.Append> entries = [.. work.Writes.OfType<Write.Append>().Where(write => write.Kind == DocumentKinds.Log.Name)];
        if (entries.IsEmpty)
        {
            return;
        }

        foreach (var hook in working)
        {
            queue.Add(new HookDelivery(org, hook.Id, hook.Value, entries));
        }
    }
}
