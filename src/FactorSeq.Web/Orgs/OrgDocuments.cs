using FactorSeq.Core.Ports;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Orgs;

/// <summary>
/// An org's part of the store for one life of the org. A reset, a restore or a drop ends the life, in the same write that changes the documents: what
/// was decided in an earlier life is then written nowhere, whatever it wanted to write.
/// </summary>
/// <param name="key">The name the documents have in the store.</param>
internal sealed class OrgDocuments(IDocuments store, string key) : IDocuments
{
    /// <summary>The life's own name. A new life takes it with <see cref="Begin"/>, one that goes on with <see cref="Continue"/>.</summary>
    private string life = Tokens.Random(16);

    internal string Key => key;

    /// <summary>The name of the life that this is the documents of.</summary>
    internal string Life => life;

    /// <summary>Called with every work once it is written.</summary>
    internal Action<UnitOfWork>? Written { get; set; }

    /// <summary>Begins the life, as part of the work that fills or replaces what the org holds.</summary>
    internal UnitOfWork Begin(UnitOfWork work) => work.Insert(DocumentKinds.Lives, life, new OrgLife());

    /// <summary>Takes up the life that the store is in; a store of an earlier FactorSeq begins its first.</summary>
    internal async ValueTask Continue()
    {
        if (await store.List(key, DocumentKinds.Lives, 1) is [var kept])
        {
            life = kept.Id;
        }
        else
        {
            await store.Commit(Begin(new UnitOfWork(key)));
        }
    }

    public ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class => store.Find(key, kind, id);

    public ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class => store.FindByAlias(key, kind, alias);

    public ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class => store.FindByAliasPrefix(key, kind, prefix, limit);

    public ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class => store.List(key, kind, limit, after);

    public ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class => store.Recent(key, kind, subject, limit);

    public ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class => store.Following(key, kind, after, limit);

    public ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds) => store.Revisions(key, kinds);

    /// <exception cref="OrgLifeOverException">The org was reset, restored or dropped since.</exception>
    public async ValueTask<bool> Commit(UnitOfWork work)
    {
        if (await store.Commit(work.For(key).Expect(DocumentKinds.Lives, life)))
        {
            Written?.Invoke(work);
            return true;
        }

        return await store.Find(key, DocumentKinds.Lives, life) is null ? throw new OrgLifeOverException(key) : false;
    }

    public ValueTask Sweep(string org, DateTimeOffset before, int keep) => store.Sweep(key, before, keep);
}

/// <summary>Says that a life of an org goes on; its id is all it holds.</summary>
internal sealed record OrgLife;

/// <summary>A request met the end of the org's life: the org was reset, restored or dropped after the request had begun.</summary>
internal sealed class OrgLifeOverException(string org) : Exception($"The org {org} was reset, restored or dropped meanwhile.");

/// <summary>An org that was made while the server ran, and comes back with its store.</summary>
/// <param name="Source">As errors name its seed.</param>
/// <param name="Seed">The text it is reset to.</param>
internal sealed record AddedOrg(string Source, string Seed);

/// <summary>A named copy of an org.</summary>
/// <param name="Taken">By the org's clock.</param>
internal sealed record SnapshotMark(DateTimeOffset Taken);
