using Microsoft.Data.Sqlite;

namespace FactorSeq.Storage;

/// <summary>Runs statements, each prepared once, on one SQLite connection. Not for two threads at a time.</summary>
internal sealed class Statements(SqliteConnection connection) : IDisposable
{
    private const int ConstraintFailed = 19;

    private readonly Dictionary<string, SqliteCommand> prepared = [];

    /// <returns>false where a document was not there in the version the writer had read, or a name was taken.</returns>
    internal bool Apply(IReadOnlyList<Statement> work)
    {
        foreach (var statement in work)
        {
            if (statement.Rows is { } wanted && Met(statement) != wanted)
            {
                return false;
            }

            if (statement.Rows is null)
            {
                Execute(statement);
            }
        }

        return true;
    }

    internal void Sweep(string org, long before, int keep)
    {
        Execute(Sql.ExpiredBefore(org, before));
        foreach (var kind in Kinds(org))
        {
            Execute(Sql.RecordsBeyond(org, kind, keep));
        }
    }

    internal SqliteDataReader Read(Statement statement) => Bound(statement.Text, statement.Values).ExecuteReader();

    internal long Number(string sql)
    {
        using var row = Bound(sql, []).ExecuteReader();
        return row.Read() ? row.GetInt64(0) : 0;
    }

    internal void Execute(string sql) => Bound(sql, []).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }
    }

    private int Execute(Statement statement) => Bound(statement.Text, statement.Values).ExecuteNonQuery();

    // An alias that another has meets no row, as a version that has moved does.
    private int Met(Statement statement)
    {
        if (statement.Text.StartsWith("SELECT", StringComparison.Ordinal))
        {
            using var rows = Read(statement);
            return rows.Read() ? 1 : 0;
        }

        try
        {
            return Execute(statement);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == ConstraintFailed)
        {
            return 0;
        }
    }

    private List<string> Kinds(string org)
    {
        var kinds = new List<string>();
        using var rows = Read(Sql.RecordKinds(org));
        while (rows.Read())
        {
            kinds.Add(rows.GetString(0));
        }

        return kinds;
    }

    private SqliteCommand Bound(string sql, object?[] values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            }

            prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
