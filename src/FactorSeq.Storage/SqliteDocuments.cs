using FactorSeq.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FactorSeq.Storage;

/// <summary>
/// Documents in an SQLite file. One connection writes and another reads, so that readers never wait for the disk.
/// </summary>
public sealed class SqliteDocuments : IDocuments, IDisposable
{
    private readonly Lock reading = new();
    private readonly Statements reader;
    private readonly GroupWriter writer;
    private readonly IEnumerable<IDisposable> opened;

    private SqliteDocuments(IEnumerable<IDisposable> opened, Statements reader, GroupWriter writer)
    {
        this.opened = opened;
        this.reader = reader;
        this.writer = writer;
    }

    /// <summary>A store in a file, made when it does not exist. What was acknowledged is on the disk.</summary>
    /// <exception cref="StoreUnusableException">The file is not a store, is damaged, belongs to a newer version, or is in use.</exception>
    public static SqliteDocuments InFile(string path)
    {
        var opened = new List<IDisposable>();
        try
        {
            opened.Add(Claim(path));
            KeepPrivate(path);
            var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString();
            var write = Open(connectionString);
            opened.Add(write);
            var statements = new Statements(write);
            CheckWhole(statements);
            Prepare(statements);
            statements.Execute("PRAGMA journal_mode = WAL");
            statements.Execute("PRAGMA synchronous = FULL");
            var read = Open(connectionString);
            opened.Add(read);
            opened.Reverse();
            return new SqliteDocuments(opened, new Statements(read), new GroupWriter(statements));
        }
        catch (Exception e) when (e is SqliteException or StoreUnusableException or IOException or UnauthorizedAccessException)
        {
            opened.Reverse();
            opened.ForEach(o => o.Dispose());
            throw new StoreUnusableException($"{path} cannot be used as a store: {e.Message} Name another file with --data, or move this one away.", e);
        }
    }

    public ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class
    {
        lock (reading)
        {
            return new(One(reader.Read(Sql.Find(org, kind.Name, id)), kind));
        }
    }

    public ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class
    {
        lock (reading)
        {
            return new(One(reader.Read(Sql.FindByAlias(org, kind.Name, alias)), kind));
        }
    }

    public ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class
    {
        lock (reading)
        {
            return new(All(reader.Read(Sql.FindByAliasPrefix(org, kind.Name, prefix, limit)), kind));
        }
    }

    public ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class
    {
        lock (reading)
        {
            return new(All(reader.Read(Sql.List(org, kind.Name, limit, after)), kind));
        }
    }

    public ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class
    {
        lock (reading)
        {
            return new(All(reader.Read(Sql.Recent(org, kind.Name, subject, limit)), kind));
        }
    }

    public ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class
    {
        lock (reading)
        {
            return new(All(reader.Read(Sql.Following(org, kind.Name, after, limit)), kind));
        }
    }

    public ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds)
    {
        lock (reading)
        {
            using var rows = reader.Read(Sql.Revisions(org, kinds));
            return new(All(rows, row => Rows.Revision(row)));
        }
    }

    public ValueTask<bool> Commit(UnitOfWork work)
    {
        var statements = Sql.Of(work);
        return writer.Do(writing => writing.Apply(statements));
    }

    public async ValueTask Sweep(string org, DateTimeOffset before, int keep) => await writer.Do(statements =>
    {
        statements.Sweep(org, before.ToUnixTimeMilliseconds(), keep);
        return true;
    });

    public void Dispose()
    {
        writer.Dispose();
        // Whoever reads yet is let finish.
        lock (reading)
        {
            reader.Dispose();
            foreach (var open in opened)
            {
                open.Dispose();
            }
        }
    }

    // A torn file would do for as long as nobody asks for what is on its missing pages.
    internal static void CheckWhole(Statements statements)
    {
        using var row = statements.Read(new Statement("PRAGMA quick_check(1)", []));
        if (row.Read() && row.GetString(0) is var found && found != "ok")
        {
            throw new StoreUnusableException($"it is torn or damaged ({found}).");
        }
    }

    // Two servers on one file would each believe the clock and the configuration they hold in memory. The lock dies with its process.
    internal static FileStream Claim(string path)
    {
        try
        {
            return new FileStream(path + "-lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new StoreUnusableException("another server has it in use.", e);
        }
    }

    // Keys are in it, and what people know: no other user of the machine reads a store that is made here. SQLite gives its other files the same mode.
    internal static void KeepPrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(path))
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
    }

    internal static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    internal static void Prepare(Statements statements)
    {
        if (statements.Number("PRAGMA user_version") is > Schema.Version and var newer)
        {
            throw new StoreUnusableException($"a newer FactorSeq wrote it (its tables are version {newer}, this one knows {Schema.Version}).");
        }

        statements.Execute(Schema.Create);
        statements.Execute($"PRAGMA user_version = {Schema.Version}");
    }

    private static Stored<T>? One<T>(SqliteDataReader rows, DocumentKind<T> kind)
        where T : class
    {
        using (rows)
        {
            return rows.Read() ? Rows.Document(rows, kind) : null;
        }
    }

    private static List<Stored<T>> All<T>(SqliteDataReader rows, DocumentKind<T> kind)
        where T : class
    {
        using (rows)
        {
            return All(rows, row => Rows.Document(row, kind));
        }
    }

    private static List<Recorded<T>> All<T>(SqliteDataReader rows, RecordKind<T> kind)
        where T : class
    {
        using (rows)
        {
            return All(rows, row => Rows.Record(row, kind));
        }
    }

    private static List<T> All<T>(SqliteDataReader rows, Func<SqliteDataReader, T> one)
    {
        var found = new List<T>();
        while (rows.Read())
        {
            found.Add(one(rows));
        }

        return found;
    }
}

/// <summary>The store cannot be opened; the text says why and what to do.</summary>
public sealed class StoreUnusableException(string message, Exception? inner = null) : Exception(message, inner);
