using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>Statements as Npgsql takes them.</summary>
internal static class PostgresCommand
{
    /// <summary>What PostgreSQL says when a <see cref="Demanding"/> statement has met no row: it was asked to divide by their number.</summary>
    internal const string MetNothing = PostgresErrorCodes.DivisionByZero;

    private static readonly ConcurrentDictionary<string, string> Demands = new();

    internal static NpgsqlBatchCommand Of(Statement statement) => Of(statement.Text, statement.Values);

    /// <summary>The statement as one that fails, and all of its transaction with it, where it does not meet the row it must meet.</summary>
    internal static NpgsqlBatchCommand Demanding(Statement statement) =>
        Of(statement.Rows is null ? statement.Text : Demands.GetOrAdd(statement.Text, Demand), statement.Values);

    private static string Demand(string text) => text.StartsWith("SELECT 1 ", StringComparison.Ordinal)
        ? $"SELECT 1 / count(*){text["SELECT 1".Length..]}"
        : $"WITH met AS ({text} RETURNING 1) SELECT 1 / count(*) FROM met";

    private static NpgsqlBatchCommand Of(string text, object?[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                string name => new NpgsqlParameter<string> { TypedValue = PostgresText.Write(name) },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
                null => new NpgsqlParameter { Value = DBNull.Value },
                _ => throw new UnreachableException(),
            });
        }

        return command;
    }
}
