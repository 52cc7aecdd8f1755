using System.Data;
using System.Runtime.CompilerServices;
using FactorSeq.Storage.Postgres;
using Npgsql;

namespace FactorSeq.Storage.Copying;

/// <summary>A database as one transaction sees it, whatever nodes write meanwhile; a replica will do.</summary>
internal sealed class PostgresSource : ICopySource
{
    private readonly NpgsqlDataSource database;
    private readonly NpgsqlConnection connection;

    private PostgresSource(NpgsqlDataSource database, NpgsqlConnection connection, StoreTally tally)
    {
        this.database = database;
        this.connection = connection;
        Tally = tally;
    }

    public StoreTally Tally { get; }

    internal static async Task<ICopySource> Open(PostgresAddress address, CancellationToken cancellation)
    {
        var database = address.Direct();
        try
        {
            var connection = await database.OpenConnectionAsync(cancellation);
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await PostgresSession.Scalar(connection, "SET TRANSACTION READ ONLY", cancellation);
            await PostgresSession.TakeTime(connection, cancellation);
            await PostgresSchema.CheckKnown(connection);
            return new PostgresSource(database, connection, await PostgresSession.Count(connection, cancellation));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    // In the order of the key, in which SQLite writes faster.
    public IAsyncEnumerable<DocumentRow> Documents(CancellationToken cancellation) => Read(
        $"{CopySql.Documents} ORDER BY org, kind, id",
        row => new DocumentRow(
            Text(row, 0), Text(row, 1), Text(row, 2), row.IsDBNull(3) ? null : Text(row, 3),
            row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.GetFieldValue<byte[]>(6)),
        cancellation);

    public IAsyncEnumerable<RecordRow> Records(CancellationToken cancellation) => Read(
        CopySql.Records,
        row => new RecordRow(row.GetInt64(0), Text(row, 1), Text(row, 2), Text(row, 3), row.GetInt64(4), row.GetFieldValue<byte[]>(5)),
        cancellation);

    // The session's end is its transaction's.
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await database.DisposeAsync();
    }

    private static string Text(NpgsqlDataReader row, int column) => PostgresText.Read(row.GetString(column));

    private async IAsyncEnumerable<T> Read<T>(string sql, Func<NpgsqlDataReader, T> one, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var isDone = false;
        try
        {
            while (await row.ReadAsync(cancellation))
            {
                yield return one(row);
            }

            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                // Else the reader would wait for all that is left.
                command.Cancel();
            }
        }
    }
}
