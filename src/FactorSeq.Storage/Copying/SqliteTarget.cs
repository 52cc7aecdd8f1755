using Microsoft.Data.Sqlite;

namespace FactorSeq.Storage.Copying;

/// <summary>A file, written in one transaction; one that was not there before is gone again when that is not committed.</summary>
internal sealed class SqliteTarget : ICopyTarget
{
    // Indexes are written all over the place: of what is in memory, no page is written twice.
    private const string Cache = "PRAGMA cache_size = -16384";

    private readonly string path;
    private readonly Stack<IDisposable> opened = new();

    private SqliteConnection connection = null!;
    private bool isNew;
    private bool committed;

    private SqliteTarget(string path) => this.path = path;

    internal static ICopyTarget Open(string path)
    {
        var target = new SqliteTarget(path);
        try
        {
            target.Begin();
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    public async Task Write(IAsyncEnumerable<DocumentRow> rows, CancellationToken cancellation)
    {
        using var insert = Command("INSERT INTO document (org, kind, id, alias, version, expires, body) VALUES ($1, $2, $3, $4, $5, $6, $7)", 7);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            Insert(insert, row.Org, row.Kind, row.Id, row.Alias, row.Version, row.Expires, row.Body);
        }
    }

    public async Task Write(IAsyncEnumerable<RecordRow> rows, CancellationToken cancellation)
    {
        using var insert = Command("INSERT INTO record (sequence, org, kind, subject, at, body) VALUES ($1, $2, $3, $4, $5, $6)", 6);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            Insert(insert, row.Sequence, row.Org, row.Kind, row.Subject, row.At, row.Body);
        }
    }

    // SQLite counts on from the highest by itself.
    public Task Close(CancellationToken cancellation) => Task.CompletedTask;

    public Task<StoreTally> Count(CancellationToken cancellation)
    {
        using var command = Command(CopySql.Tally, 0);
        using var row = command.ExecuteReader();
        row.Read();
        return Task.FromResult(CopySql.Counted(row));
    }

    public Task Commit(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Execute("COMMIT");
        committed = true;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private void Begin()
    {
        opened.Push(SqliteDocuments.Claim(path));
        isNew = !File.Exists(path);
        SqliteDocuments.KeepPrivate(path);
        connection = SqliteDocuments.Open(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        opened.Push(connection);
        Execute(Cache);

        // The tables too: of a file that is refused nothing is changed.
        Execute("BEGIN IMMEDIATE");
        using var statements = new Statements(connection);
        if (statements.Number("PRAGMA user_version") == 0 && statements.Number("SELECT count(*) FROM sqlite_master") > 0)
        {
            throw new StoreUnusableException("it is another program's.");
        }

        SqliteDocuments.Prepare(statements);
        if (statements.Number(CopySql.IsEmpty) == 0)
        {
            throw new StoreUnusableException("it is not empty, and a copy goes only where nothing is. Move it away, or copy into a new file.");
        }
    }

    // What is not committed SQLite takes back as the connection ends.
    private void Dispose()
    {
        foreach (var one in opened)
        {
            if (one is FileStream && isNew && !committed)
            {
                File.Delete(path);
            }

            one.Dispose();
        }

        opened.Clear();
    }

    private static void Insert(SqliteCommand insert, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        insert.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var command = Command(sql, 0);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, int places)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= places; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        return command;
    }
}
