using System.Security.Cryptography;
using System.Text;
using FactorSeq.Storage;
using Microsoft.Data.Sqlite;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>A file's rows as they lie there, past everything that reads and writes them otherwise.</summary>
internal static class RawStore
{
    /// <summary>Names that a database might trip over.</summary>
    internal static readonly string[] Names = ["", "plain", "a\0b", "\0", "a\u0001b", "\u0001\u0002", "\u0001\0", "é", "𝄞", "a'b\"\\;", "tab\tline\n"];

    /// <summary>A store with this many documents, and a third as many records, in three orgs.</summary>
    internal static void Fill(string file, int documents)
    {
        SqliteDocuments.InFile(file).Dispose();
        using var connection = Open(file);
        using var transaction = connection.BeginTransaction();
        using var document = Insert(connection, "INSERT INTO document (org, kind, id, alias, version, expires, body) VALUES ($1, $2, $3, $4, $5, $6, $7)", 7);
        using var record = Insert(connection, "INSERT INTO record (sequence, org, kind, subject, at, body) VALUES ($1, $2, $3, $4, $5, $6)", 6);
        var random = new Random(1);
        for (var i = 0; i < documents; i++)
        {
            var body = new byte[random.Next(0, 400)];
            random.NextBytes(body);
            Do(
                document, $"org{i % 3}", $"kind{i % 7}", i < Names.Length ? Names[i] : $"{Names[i % Names.Length]}{i}", i % 2 == 0 ? null : $"{Names[i % Names.Length]}@{i}",
                1L + (i % 5 == 0 ? random.NextInt64() - 1 : i % 5), i % 3 == 0 ? null : 1_900_000_000_000L + i, body);
            if (i % 3 == 0)
            {
                // Older ones have been swept, one here and one there.
                Do(record, 100L + (7 * i), $"org{i % 2}", $"kind{i % 4}", Names[i % Names.Length], (long)-i, body);
            }
        }

        transaction.Commit();
    }

    /// <summary>Every row, byte by byte, by how it reads and as one sum.</summary>
    internal static string Sum(string file)
    {
        var rows = new StringBuilder();
        using var connection = Open(file);
        foreach (var sql in new[]
        {
            "SELECT hex(CAST(org AS BLOB)), hex(CAST(kind AS BLOB)), hex(CAST(id AS BLOB)), hex(CAST(alias AS BLOB)), typeof(alias), version, expires, typeof(expires), hex(body), typeof(body) FROM document ORDER BY 1, 2, 3",
            "SELECT sequence, hex(CAST(org AS BLOB)), hex(CAST(kind AS BLOB)), hex(CAST(subject AS BLOB)), at, hex(body), typeof(body) FROM record ORDER BY 1",
        })
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                rows.AppendJoin('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)).Append('\n');
            }
        }

        return $"{rows.ToString().Count(c => c == '\n')} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(rows.ToString())))}";
    }

    internal static object? Ask(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static SqliteCommand Insert(SqliteConnection connection, string sql, int places)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= places; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        return command;
    }

    private static void Do(SqliteCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }
}
