using Microsoft.Data.Sqlite;

namespace FactorSeq.Storage.Copying;

/// <summary>A file that no server has in use.</summary>
internal sealed class SqliteSource : ICopySource
{
    private readonly FileStream claim;
    private readonly SqliteConnection connection;

    private SqliteSource(FileStream claim, SqliteConnection connection)
    {
        this.claim = claim;
        this.connection = connection;
        using var command = Command(CopySql.Tally);
        using var row = command.ExecuteReader();
        row.Read();
        Tally = CopySql.Counted(row);
    }

    public StoreTally Tally { get; }

    internal static ICopySource Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreUnusableException("there is no such file.");
        }

        var opened = new Stack<IDisposable>();
        try
        {
            var claim = SqliteDocuments.Claim(path);
            opened.Push(claim);
            var connection = SqliteDocuments.Open(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 5 }.ToString());
            opened.Push(connection);
            using var statements = new Statements(connection);
            switch (statements.Number("PRAGMA user_version"))
            {
                case 0:
                    throw new StoreUnusableException("it is no store of FactorSeq.");
                case > Schema.Version and var newer:
                    throw new StoreUnusableException($"a newer FactorSeq wrote it (its tables are version {newer}, this one knows {Schema.Version}): copy it with that one.");
            }

            SqliteDocuments.CheckWhole(statements);
            statements.Execute("BEGIN");
            return new SqliteSource(claim, connection);
        }
        catch
        {
            foreach (var one in opened)
            {
                one.Dispose();
            }

            throw;
        }
    }

    public IAsyncEnumerable<DocumentRow> Documents(CancellationToken cancellation) => All(
        CopySql.Documents,
        row => new DocumentRow(
            row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
            row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.GetFieldValue<byte[]>(6)),
        cancellation).ToAsyncEnumerable();

    public IAsyncEnumerable<RecordRow> Records(CancellationToken cancellation) => All(
        CopySql.Records,
        row => new RecordRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetFieldValue<byte[]>(5)),
        cancellation).ToAsyncEnumerable();

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        claim.Dispose();
        return default;
    }

    private IEnumerable<T> All<T>(string sql, Func<SqliteDataReader, T> one, CancellationToken cancellation)
    {
        using var command = Command(sql);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            yield return one(row);
        }
    }

    private SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
