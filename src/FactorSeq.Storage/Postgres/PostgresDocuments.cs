using System.Diagnostics;
using FactorSeq.Core.Ports;
using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>
/// Documents in PostgreSQL, for any number of nodes. Every work is one transaction and no session is left with anything in it, so that a pooler may
/// lie between. A database that restarts or fails over keeps callers waiting for a while; what it had acknowledged by then is never asked for twice.
/// </summary>
public sealed class PostgresDocuments : IDocuments, IAsyncDisposable
{
    // What touches everything an org has may take its time.
    private const int WholeOrgSeconds = 600;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly NpgsqlDataSource source;

    private PostgresDocuments(NpgsqlDataSource source) => this.source = source;

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
                $"PostgreSQL at {address.Shown} cannot be used as a store: {Said(e)} Start it, or name another database with --postgres.", e);
        }
    }

    public async ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class => (await Documents(Sql.Find(org, kind.Name, id), kind)).FirstOrDefault();

    public async ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class => (await Documents(Sql.FindByAlias(org, kind.Name, alias), kind)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class => await Documents(Sql.FindByAliasPrefix(org, kind.Name, prefix, limit), kind);

    public async ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class => await Documents(Sql.List(org, kind.Name, limit, after), kind);

    public async ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class => await Read([Sql.Recent(org, kind.Name, subject, limit)], row => Rows.Record(row, kind, PostgresText.Read));

    // A record gets its number before its transaction ends. Nobody may go on behind a number while a smaller one is still on its way.
    public async ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class => await Read([Alone(org), Sql.Following(org, kind.Name, after, limit)], row => Rows.Record(row, kind, PostgresText.Read));

    public async ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds) =>
        await Read([Sql.Revisions(org, kinds)], row => Rows.Revision(row, PostgresText.Read));

    public async ValueTask<bool> Commit(UnitOfWork work)
    {
        Statement[] statements = [.. Locks(work), .. Sql.Of(work)];
        return await Persist(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            if (!await Won(connection, statements, work.Writes.Any(write => write is Write.Clear or Write.Copy)))
            {
                await transaction.RollbackAsync();
                return false;
            }

            try
            {
                await transaction.CommitAsync();
                return true;
            }
            catch (Exception e) when (IsPassing(e))
            {
                throw new StoreUnavailableException("The database went away while it wrote; whether it has written is not known.", e);
            }
        });
    }

    public async ValueTask Sweep(string org, DateTimeOffset before, int keep)
    {
        await Do(Sql.ExpiredBefore(org, before.ToUnixTimeMilliseconds()));
        foreach (var kind in await Read([Sql.RecordKinds(org)], row => row.GetString(0)))
        {
            await Do(Sql.RecordsBeyond(org, kind, keep));
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Puts a statement and its values into a batch.</summary>
    internal static NpgsqlBatchCommand Command(Statement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (var value in statement.Values)
        {
            command.Parameters.Add(value switch
            {
                string text => new NpgsqlParameter<string> { TypedValue = PostgresText.Write(text) },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
                null => new NpgsqlParameter { Value = DBNull.Value },
                _ => throw new UnreachableException(),
            });
        }

        return command;
    }

    /// <summary>Why the database cannot be had, in words for the person who named it.</summary>
    internal static string Said(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing => $"{missing.MessageText}; CREATE DATABASE makes it.",
        PostgresException refused => refused.MessageText + ".",
        { InnerException: { } inner } => inner.Message.TrimEnd('.') + ".",
        _ => e.Message.TrimEnd('.') + ".",
    };

    private static async ValueTask<bool> Won(NpgsqlConnection connection, Statement[] statements, bool isWholeOrg)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Timeout = isWholeOrg ? WholeOrgSeconds : batch.Timeout;
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(Command(statement));
        }

        try
        {
            await batch.ExecuteNonQueryAsync();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }

        for (var i = 0; i < statements.Length; i++)
        {
            if (statements[i].Rows is { } wanted && batch.BatchCommands[i].Rows != (ulong)wanted)
            {
                return false;
            }
        }

        return true;
    }

    // Whoever clears or copies an org must meet it between two works, and never in the middle of one: in the order of numbers, so that nobody waits
    // for somebody who waits for them.
    private static IEnumerable<Statement> Locks(UnitOfWork work)
    {
        var alone = work.Writes.OfType<Write.Copy>().Select(copy => copy.From).ToHashSet();
        if (work.Writes.Any(write => write is Write.Clear or Write.Copy))
        {
            alone.Add(work.Org);
        }

        return alone.Append(work.Org).Distinct().OrderBy(PostgresLocks.Org).Select(org => alone.Contains(org) ? Alone(org) : Shared(org));
    }

    private static Statement Alone(string org) => new("SELECT pg_advisory_xact_lock($1)", [PostgresLocks.Org(org)]);

    private static Statement Shared(string org) => new("SELECT pg_advisory_xact_lock_shared($1)", [PostgresLocks.Org(org)]);

    private static bool IsPassing(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => true,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
        PostgresException postgres => postgres.IsTransient || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException => true,
        System.Net.Sockets.SocketException or IOException => true,
        _ => false,
    };

    private async ValueTask<List<Stored<T>>> Documents<T>(Statement statement, DocumentKind<T> kind)
        where T : class => await Read([statement], row => Rows.Document(row, kind, PostgresText.Read));

    private ValueTask<List<T>> Read<T>(Statement[] statements, Func<NpgsqlDataReader, T> one) => Persist(async () =>
    {
        await using var batch = source.CreateBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(Command(statement));
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

    private async ValueTask Do(Statement statement) => await Persist(async () =>
    {
        await using var batch = source.CreateBatch();
        batch.Timeout = WholeOrgSeconds;
        batch.BatchCommands.Add(Command(statement));
        return await batch.ExecuteNonQueryAsync();
    });

    // What is tried again here has written nothing yet: a commit whose answer was lost is no such thing.
    private static async ValueTask<T> Persist<T>(Func<ValueTask<T>> attempt)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = Pause; ; pause *= 1.5)
        {
            try
            {
                return await attempt();
            }
            catch (Exception e) when (IsPassing(e) && Stopwatch.GetElapsedTime(began) + pause < Patience)
            {
                await Task.Delay(pause);
            }
            catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException)
            {
                throw new StoreUnavailableException($"The database cannot be had: {Said(e)}", e);
            }
        }
    }
}
