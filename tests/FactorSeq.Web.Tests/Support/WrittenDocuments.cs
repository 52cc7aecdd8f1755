using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Storage.Memory;

namespace FactorSeq.Web.Tests.Support;

/// <summary>
/// A store in memory that gives what a file or a database would: every document and record is read from its JSON. What does not survive being written
/// down is so noticed by whatever test needs it.
/// </summary>
internal sealed class WrittenDocuments : IDocuments
{
    private readonly MemoryDocuments inner = new();

    public async ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class => Again(await inner.Find(org, kind, id), kind);

    public async ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class => Again(await inner.FindByAlias(org, kind, alias), kind);

    public async ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class => [.. (await inner.FindByAliasPrefix(org, kind, prefix, limit)).Select(document => Again(document, kind)!)];

    public async ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class => [.. (await inner.List(org, kind, limit, after)).Select(document => Again(document, kind)!)];

    public async ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class => [.. (await inner.Recent(org, kind, subject, limit)).Select(record => Again(record, kind))];

    public async ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class => [.. (await inner.Following(org, kind, after, limit)).Select(record => Again(record, kind))];

    public ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds) => inner.Revisions(org, kinds);

    public ValueTask<bool> Commit(UnitOfWork work) => inner.Commit(work);

    public ValueTask Sweep(string org, DateTimeOffset before, int keep) => inner.Sweep(org, before, keep);

    private static Stored<T>? Again<T>(Stored<T>? stored, DocumentKind<T> kind)
        where T : class =>
        stored is null ? null : stored with { Value = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(stored.Value, kind.Json), kind.Json)! };

    private static Recorded<T> Again<T>(Recorded<T> record, RecordKind<T> kind)
        where T : class =>
        record with { Value = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(record.Value, kind.Json), kind.Json)! };
}
