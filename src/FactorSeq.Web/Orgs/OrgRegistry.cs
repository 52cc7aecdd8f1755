using System.Collections.Concurrent;
using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Orgs;

/// <summary>The orgs of this server, by name; one of them answers where a request names none.</summary>
internal sealed class OrgRegistry(INodes nodes)
{
    private readonly ConcurrentDictionary<string, Org> orgs = new(StringComparer.Ordinal);

    // Orgs are made and dropped a thousand to a second, each by a name of its own: a gate for each would never be thrown away.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    private string? standing;

    internal Org Default => orgs[standing!];

    internal void Add(Org org, bool isDefault = false)
    {
        orgs[org.Name] = org;
        if (isDefault)
        {
            standing = org.Name;
        }
    }

    /// <summary>Forgets an org; requests that name it from now on find none.</summary>
    internal void Remove(Org org) => orgs.TryRemove(org.Name, out _);

    internal bool IsDefault(string name) => name == standing;

    internal Org? Find(string name) => orgs.GetValueOrDefault(name);

    internal IReadOnlyCollection<Org> All => (IReadOnlyCollection<Org>)orgs.Values;

    /// <summary>Makes, resets, restores or drops an org of a name while nobody else does, here or on another node.</summary>
    internal ValueTask<T> Alone<T>(string name, Func<ValueTask<T>> act) => Here(name, async () =>
    {
        await using var turn = await nodes.Turn($"org {name}");
        return await act();
    });

    /// <summary>Takes up an org of a name, or its next life, while nobody else here does.</summary>
    internal async ValueTask<T> Here<T>(string name, Func<ValueTask<T>> act)
    {
        var gate = gates[(uint)name.GetHashCode(StringComparison.Ordinal) % gates.Length];
        await gate.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            gate.Release();
        }
    }
}
