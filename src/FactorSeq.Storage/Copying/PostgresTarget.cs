using FactorSeq.Storage.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace FactorSeq.Storage.Copying;

/// <summary>A database, written in one transaction, in which no node starts before its end.</summary>
internal sealed class PostgresTarget : ICopyTarget
{
    private readonly NpgsqlDataSource database;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private PostgresTarget(NpgsqlDataSource database, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        this.database = database;
        this.connection = connection;
        this.transaction = transaction;
    }

    internal static async Task<ICopyTarget> Open(PostgresAddress address, CancellationToken cancellation)
    {
        var database = address.Direct();
        try
        {
            await PostgresSchema.Migrate(database);
            var connection = await database.OpenConnectionAsync(cancellation);
            var transaction = await connection.BeginTransactionAsync(cancellation);
            await PostgresSession.TakeTime(connection, cancellation);
            if (await PostgresSession.Scalar(connection, $"SELECT pg_try_advisory_xact_lock({PostgresLocks.Turn("open")})", cancellation) is not true)
            {
                throw new StoreUnusableException("a node is starting on it, or another copy is under way.");
            }

            await PostgresSession.Scalar(connection, "LOCK TABLE document, record IN EXCLUSIVE MODE", cancellation);
            if (await PostgresSession.Scalar(connection, CopySql.IsEmpty, cancellation) is not true)
            {
                throw new StoreUnusableException("it is not empty, and a copy goes only where nothing is. CREATE DATABASE makes one.");
            }

            return new PostgresTarget(database, connection, transaction);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task Write(IAsyncEnumerable<DocumentRow> rows, CancellationToken cancellation)
    {
        await using var copy = await Begin("document (org, kind, id, alias, version, expires, body)", cancellation);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await copy.StartRowAsync(cancellation);
            await Text(copy, row.Org, cancellation);
            await Text(copy, row.Kind, cancellation);
            await Text(copy, row.Id, cancellation);
            await Text(copy, row.Alias, cancellation);
            await copy.WriteAsync(row.Version, NpgsqlDbType.Bigint, cancellation);
            await (row.Expires is { } expires ? copy.WriteAsync(expires, NpgsqlDbType.Bigint, cancellation) : copy.WriteNullAsync(cancellation));
            await copy.WriteAsync(row.Body, NpgsqlDbType.Bytea, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    public async Task Write(IAsyncEnumerable<RecordRow> rows, CancellationToken cancellation)
    {
        await using var copy = await Begin("record (sequence, org, kind, subject, at, body)", cancellation);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(row.Sequence, NpgsqlDbType.Bigint, cancellation);
            await Text(copy, row.Org, cancellation);
            await Text(copy, row.Kind, cancellation);
            await Text(copy, row.Subject, cancellation);
            await copy.WriteAsync(row.At, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(row.Body, NpgsqlDbType.Bytea, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    public async Task Close(CancellationToken cancellation)
    {
        await PostgresSession.Scalar(connection, "SELECT setval(pg_get_serial_sequence('record', 'sequence'), max(sequence)) FROM record", cancellation);
        await PostgresSession.Scalar(connection, "ANALYZE document, record", cancellation);
    }

    public Task<StoreTally> Count(CancellationToken cancellation) => PostgresSession.Count(connection, cancellation);

    public Task Commit(CancellationToken cancellation)
    {
        // Once begun it is waited for: whoever presses Ctrl-C then would not know whether all of it is there.
        cancellation.ThrowIfCancellationRequested();
        return transaction.CommitAsync(CancellationToken.None);
    }

    // The session's end is its transaction's.
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await database.DisposeAsync();
    }

    private static Task Text(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellation) => text is null
        ? copy.WriteNullAsync(cancellation)
        : copy.WriteAsync(PostgresText.Write(text), NpgsqlDbType.Text, cancellation);

    private Task<NpgsqlBinaryImporter> Begin(string into, CancellationToken cancellation) =>
        connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN (FORMAT BINARY)", cancellation);
}
