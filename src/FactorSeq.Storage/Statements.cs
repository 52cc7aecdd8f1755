using FactorSeq.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FactorSeq.Storage;

/// <summary>Every SQL statement, prepared once for one connection. Not for two threads at a time.</summary>
internal sealed class Statements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = [];

    internal SqliteDataReader Find(string org, string kind, string id) => Read(
        "SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND id = $3", org, kind, id);

    internal SqliteDataReader FindByAlias(string org, string kind, string alias) => Read(
        "SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND alias = $3", org, kind, alias);

    internal SqliteDataReader FindByAliasPrefix(string org, string kind, string prefix, int limit) => Read(
        "SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND alias >= $3 AND alias < $4 ORDER BY alias LIMIT $5",
        org, kind, prefix, prefix + "\U0010FFFF", limit);

    // The empty id comes first, and no id comes before it: a list from the beginning cannot ask for what is greater.
    internal SqliteDataReader List(string org, string kind, int limit, string after) => after.Length == 0
        ? Read("SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 ORDER BY id LIMIT $3", org, kind, limit)
        : Read("SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4", org, kind, after, limit);

    internal SqliteDataReader Recent(string org, string kind, int limit) => Read(
        "SELECT sequence, subject, at, body FROM record WHERE org = $1 AND kind = $2 ORDER BY sequence DESC LIMIT $3", org, kind, limit);

    internal SqliteDataReader Recent(string org, string kind, string subject, int limit) => Read(
        "SELECT sequence, subject, at, body FROM record WHERE org = $1 AND kind = $2 AND subject = $3 ORDER BY sequence DESC LIMIT $4",
        org, kind, subject, limit);

    internal SqliteDataReader Following(string org, string kind, long after, int limit) => Read(
        "SELECT sequence, subject, at, body FROM record WHERE org = $1 AND kind = $2 AND sequence > $3 ORDER BY sequence LIMIT $4",
        org, kind, after, limit);

    /// <returns>false where the document was not there in the version the writer had read.</returns>
    internal bool Apply(string org, Write write) => write switch
    {
        Write.Put { Version: 0 } put => Execute(
            "INSERT INTO document (org, kind, id, alias, version, expires, body) VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT DO NOTHING",
            org, put.Kind, put.Id, put.Alias, put.Expires?.ToUnixTimeMilliseconds(), put.Body) == 1,
        Write.Put put => Execute(
            """
            UPDATE OR IGNORE document SET version = version + 1, expires = $4, body = $5, alias = COALESCE($7, alias)
            WHERE org = $1 AND kind = $2 AND id = $3 AND version = $6
            """,
            org, put.Kind, put.Id, put.Expires?.ToUnixTimeMilliseconds(), put.Body, put.Version, put.Alias) == 1,
        Write.Replace replace => Execute(
            """
            INSERT INTO document (org, kind, id, version, expires, body) VALUES ($1, $2, $3, 1, $4, $5)
            ON CONFLICT (org, kind, id) DO UPDATE SET version = version + 1, expires = $4, body = $5
            """,
            org, replace.Kind, replace.Id, replace.Expires?.ToUnixTimeMilliseconds(), replace.Body) == 1,
        Write.Delete delete => Execute(
            "DELETE FROM document WHERE org = $1 AND kind = $2 AND id = $3 AND version = $4",
            org, delete.Kind, delete.Id, delete.Version) == 1,
        Write.Append append => Execute(
            "INSERT INTO record (org, kind, subject, at, body) VALUES ($1, $2, $3, $4, $5)",
            org, append.Kind, append.Subject, append.At.ToUnixTimeMilliseconds(), append.Body) == 1,
        Write.Clear clear => Clear(org, clear.Except),
        Write.Copy copy => Copy(org, copy),
        Write.Expect expect => Number("SELECT 1 FROM document WHERE org = $1 AND kind = $2 AND id = $3", org, expect.Kind, expect.Id) == 1,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal void Sweep(string org, long before, int keep)
    {
        Execute("DELETE FROM document WHERE org = $1 AND expires < $2", org, before);
        foreach (var kind in Kinds(org))
        {
            Execute(
                """
                DELETE FROM record WHERE org = $1 AND kind = $2 AND sequence <=
                    (SELECT sequence FROM record WHERE org = $1 AND kind = $2 ORDER BY sequence DESC LIMIT 1 OFFSET $3)
                """,
                org, kind, keep);
        }
    }

    internal long Number(string sql, params ReadOnlySpan<object?> values)
    {
        using var row = Read(sql, values);
        return row.Read() ? row.GetInt64(0) : 0;
    }

    internal int Execute(string sql, params ReadOnlySpan<object?> values) => Bound(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }
    }

    private List<string> Kinds(string org)
    {
        var kinds = new List<string>();
        using var rows = Read("SELECT DISTINCT kind FROM record WHERE org = $1", org);
        while (rows.Read())
        {
            kinds.Add(rows.GetString(0));
        }

        return kinds;
    }

    private bool Clear(string org, string? except)
    {
        Execute("DELETE FROM document WHERE org = $1", org);
        Execute("DELETE FROM record WHERE org = $1 AND kind IS NOT $2", org, except);
        return true;
    }

    private bool Copy(string org, Write.Copy copy)
    {
        var without = $",{string.Join(',', copy.Without)},";
        Execute(
            """
            INSERT INTO document (org, kind, id, alias, version, expires, body)
            SELECT $1, kind, id, alias, 1, expires, body FROM document WHERE org = $2 AND instr($3, ',' || kind || ',') = 0
            """,
            org, copy.From, without);
        Execute(
            """
            INSERT INTO record (org, kind, subject, at, body)
            SELECT $1, kind, subject, at, body FROM record WHERE org = $2 AND instr($3, ',' || kind || ',') = 0 ORDER BY sequence
            """,
            org, copy.From, without);
        return true;
    }

    private SqliteDataReader Read(string sql, params ReadOnlySpan<object?> values) => Bound(sql, values).ExecuteReader();

    private SqliteCommand Bound(string sql, ReadOnlySpan<object?> values)
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
