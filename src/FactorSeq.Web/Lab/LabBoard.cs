using System.Collections.Immutable;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Lab;

/// <summary>What testers have arranged for an org.</summary>
internal sealed record LabState(ImmutableArray<Fault> Faults, ImmutableArray<PhoneRule> Phones)
{
    internal static LabState Nothing { get; } = new([], []);
}

/// <summary>Where it stands: in memory, or in the store, where every node of the org finds it. Of rivals each finds what the one before it left.</summary>
internal sealed class LabBoard(OrgDocuments? shared)
{
    private const string Only = "org";

    private readonly Lock taking = new();
    private LabState state = LabState.Nothing;
    private long version;

    internal LabState State => Volatile.Read(ref state);

    /// <summary>The version of the document that it stands by; 0 where there is none.</summary>
    internal long Version => Volatile.Read(ref version);

    /// <param name="change">Gives null where there is nothing to change.</param>
    /// <returns>Whether it was changed.</returns>
    internal async ValueTask<bool> Change(Func<LabState, LabState?> change)
    {
        while (true)
        {
            if (shared is null)
            {
                lock (taking)
                {
                    var changed = change(state);
                    Volatile.Write(ref state, changed ?? state);
                    return changed is not null;
                }
            }

            var stored = await Load();
            if (change(stored?.Value ?? LabState.Nothing) is not { } next)
            {
                return false;
            }

            var work = new UnitOfWork("");
            if (await shared.Commit(stored is null ? work.Insert(DocumentKinds.Labs, Only, next) : work.Update(DocumentKinds.Labs, stored, next)))
            {
                Take(next, (stored?.Version ?? 0) + 1);
                return true;
            }
        }
    }

    /// <summary>Takes up what the store holds, where other nodes write to it.</summary>
    internal async ValueTask<Stored<LabState>?> Load()
    {
        var stored = shared is null ? null : await shared.Find("", DocumentKinds.Labs, Only);
        if (stored is not null)
        {
            Take(stored.Value, stored.Version);
        }

        return stored;
    }

    private void Take(LabState to, long at)
    {
        lock (taking)
        {
            if (at > version)
            {
                version = at;
                Volatile.Write(ref state, to);
            }
        }
    }
}
