using Npgsql;

namespace FactorSeq.Storage.Copying;

/// <summary>What both ends of a copy ask of a session.</summary>
internal static class PostgresSession
{
    // Whatever the database holds its ordinary sessions to: a copy may take its time.
    private const string Patience = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

    internal static Task TakeTime(NpgsqlConnection connection, CancellationToken cancellation) => Scalar(connection, Patience, cancellation);

    internal static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }

    internal static async Task<StoreTally> Count(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(CopySql.Tally, connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return CopySql.Counted(row);
    }
}
