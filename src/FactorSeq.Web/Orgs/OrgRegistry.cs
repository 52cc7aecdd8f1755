using System.Collections.Concurrent;

namespace FactorSeq.Web.Orgs;

/// <summary>The orgs of this server, by name; one of them answers where a request names none.</summary>
internal sealed class OrgRegistry
{
    private readonly ConcurrentDictionary<string, Org> orgs = new(StringComparer.Ordinal);

    internal Org Default { get; private set; } = null!;

    internal void Add(Org org, bool isDefault = false)
    {
        orgs[org.Name] = org;
        if (isDefault)
        {
            Default = org;
        }
    }

    internal Org? Find(string name) => orgs.GetValueOrDefault(name);

    internal IReadOnlyCollection<Org> All => (IReadOnlyCollection<Org>)orgs.Values;
}
