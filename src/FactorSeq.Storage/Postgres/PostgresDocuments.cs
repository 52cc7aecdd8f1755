using FactorSeq.Core.Ports;
using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>
/// Documents in PostgreSQL, for any number of nodes. Every work is one transaction and no session is left with anything in it, so that a pooler may
/// lie between. A database that restarts or fails over keeps callers waiting for a while; what it had acknowledged by then is never asked for twice.
/// </summary>
public sealed class PostgresDocuments : IDocuments, IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly PostgresReads reads;
    private readonly PostgresWrites writes;

    private PostgresDocuments(NpgsqlDataSource source)
    {
        this.source = source;
        reads = new PostgresReads(source);
        writes = new PostgresWrites(source);
    }

    internal NpgsqlDataSource Source => source;

    /// <summary>Opens the database and brings its tables up to this FactorSeq.</summary>
    /// <param name="pooled">Whether a pooler in transaction mode lies between.</param>
    /// <exception cref="StoreUnusableException">The database cannot be reached, is a newer FactorSeq's, another program's, or cannot be written.</exception>
    public static async Task<PostgresDocuments> Open(PostgresAddress address, bool pooled = false)
    {
        try
        {
            await using var starting = address.Start();
            await PostgresSchema.Migrate(starting);
            return new PostgresDocuments(address.Work(pooled));
        }
        catch (Exception e) when (e is NpgsqlException or StoreUnusableException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new StoreUnusableException(
                $"PostgreSQL at {address.Shown} cannot be used as a store: {PostgresFailure.Said(e)} Start it, or name another database with --postgres.", e);
        }
    }

    public async ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class => await One(Sql.Find(org, kind.Name, id), kind);

    public async ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class => await One(Sql.FindByAlias(org, kind.Name, alias), kind);

    public async ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class => await Documents(Sql.FindByAliasPrefix(org, kind.Name, prefix, limit), kind);

    public async ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class => await Documents(Sql.List(org, kind.Name, limit, after), kind);

    public async ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class => await Read([Sql.Recent(org, kind.Name, subject, limit)], row => Rows.Record(row, kind, PostgresText.Read));

    // A record gets its number before its transaction ends. Nobody may go on behind a number while a smaller one is still on its way.
    public async ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class => await Read([PostgresWrites.Alone(org), Sql.Following(org, kind.Name, after, limit)], row => Rows.Record(row, kind, PostgresText.Read));

    public async ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds) =>
        await reads.Read(Sql.Revisions(org, kinds), row => Rows.Revision(row, PostgresText.Read));

    public ValueTask<bool> Commit(UnitOfWork work) => writes.Commit(work);

    public async ValueTask Sweep(string org, DateTimeOffset before, int keep)
    {
        await Do(Sql.ExpiredBefore(org, before.ToUnixTimeMilliseconds()));
        foreach (var kind in await Read([Sql.RecordKinds(org)], row => row.GetString(0)))
        {
            await Do(Sql.RecordsBeyond(org, kind, keep));
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    // Nobody waits on a trip for somebody else's JSON to be read.
    private async ValueTask<Stored<T>?> One<T>(Statement statement, DocumentKind<T> kind)
        where T : class =>
        await reads.Read(statement, Rows.Written) is [var written] ? written.As(kind, PostgresText.Read) : null;

    private async ValueTask<List<Stored<T>>> Documents<T>(Statement statement, DocumentKind<T> kind)
        where T : class => await Read([statement], row => Rows.Document(row, kind, PostgresText.Read));

    private ValueTask<List<T>> Read<T>(Statement[] statements, Func<NpgsqlDataReader, T> one) => PostgresFailure.Persist(async () =>
    {
        await using var batch = source.CreateBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(PostgresCommand.Of(statement));
        }

        var found = new List<T>();
        await using var rows = await batch.ExecuteReaderAsync();
        for (var i = 1; i < statements.Length; i++)
        {
            await rows.NextResultAsync();
        }

        while (await rows.ReadAsync())
        {
            found.Add(one(rows));
        }

        return found;
    });

    private async ValueTask Do(Statement statement) => await PostgresFailure.Persist(async () =>
    {
        await using var batch = source.CreateBatch();
        batch.Timeout = PostgresWrites.WholeOrgSeconds;
        batch.BatchCommands.Add(PostgresCommand.Of(statement));
        return await batch.ExecuteNonQueryAsync();
    });
}
