using FactorSeq.Core.Ports;
using FactorSeq.Storage.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Support;

/// <summary>A store that breaks, or lets somebody else go first, when it is told to.</summary>
internal sealed class BrokenDocuments : IDocuments
{
    private readonly MemoryDocuments inner = new();

    internal bool Broken { get; set; }

    /// <summary>What somebody else does just before the next commit that has such a write.</summary>
    internal (Predicate<Write> Write, Func<Task> Rival)? Overtaken { get; set; }

    private MemoryDocuments Inner => Broken ? throw new InvalidOperationException("The disk is on fire; its secret is hunter2.") : inner;

    internal static void Put(IServiceCollection services)
    {
        services.AddSingleton<BrokenDocuments>();
        services.AddSingleton<IDocuments>(s => s.GetRequiredService<BrokenDocuments>());
    }

    public ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class => Inner.Find(org, kind, id);

    public ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class => Inner.FindByAlias(org, kind, alias);

    public ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class => Inner.FindByAliasPrefix(org, kind, prefix, limit);

    public ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class => Inner.List(org, kind, limit, after);

    public ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class => Inner.Recent(org, kind, subject, limit);

    public ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class => Inner.Following(org, kind, after, limit);

    public ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds) => Inner.Revisions(org, kinds);

    public async ValueTask<bool> Commit(UnitOfWork work)
    {
        if (Overtaken is var (write, rival) && work.Writes.Any(one => write(one)))
        {
            Overtaken = null;
            await rival();
        }

        return await Inner.Commit(work);
    }

    public ValueTask Sweep(string org, DateTimeOffset before, int keep) => Inner.Sweep(org, before, keep);
}
