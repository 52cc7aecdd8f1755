using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Directories;

namespace FactorSeq.Web.Orgs;

/// <summary>Makes orgs: a new one, or the next life of one that is there.</summary>
internal sealed class OrgLives(IDocuments documents, FactorCatalog catalog, IDirectories directories, TimeProvider machine, HookQueue hooks, INodes nodes)
{
    /// <param name="key">The name of its documents in the store, where that is not its own.</param>
    internal Org New(string name, string? key = null) => new(name, new OrgDocuments(documents, key ?? name), catalog, directories, machine, hooks, nodes);

    /// <summary>What follows when the org is reset or restored: everything new, but whoever listens goes on listening, and what was seen of the wire stays.</summary>
    internal Org After(Org before) =>
        new(before.Name, new OrgDocuments(documents, before.Name), catalog, directories, machine, hooks, nodes, before.Changes, before.Lab.Journal);
}
