using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;

namespace FactorSeq.Web.Tests.Support;

/// <summary>Debian's PostgreSQL on a free port, one for all tests of a run; each test has a database of its own in it.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string NoReplica = "-c max_wal_senders=0 -c wal_level=minimal";

    // The machine stays up whatever dies on it: nothing of what these tests ask for needs the disk.
    private const string NoDisk = "-c fsync=off -c full_page_writes=off";

    private static readonly Lazy<PostgresServer> Shared = new(() => new PostgresServer($"{NoDisk} -c synchronous_commit=off {NoReplica}"));

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"factorseq-pg-{Guid.NewGuid():N}");
    private readonly string settings;

    private int databases;

    private PostgresServer(string settings, Action<PostgresServer> fill)
    {
        this.settings = settings;
        Directory.CreateDirectory(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        if (IsRoot)
        {
            Run("chown", "postgres:", folder);
        }

        fill(this);
        Start();
    }

    private PostgresServer(string settings)
        : this(settings, Make)
    {
    }

    /// <summary>One of its own, for whoever does things to it.</summary>
    internal static PostgresServer Alone() => new($"{NoDisk} {NoReplica}");

    /// <summary>The same, which can be reached at another address of this machine too.</summary>
    internal static PostgresServer AloneOn(string address) => new($"{NoDisk} {NoReplica} -c listen_addresses=127.0.0.1,{address}", server =>
    {
        Make(server);
        File.AppendAllText(Path.Combine(server.Data, "pg_hba.conf"), "host all all samenet trust\n");
    });

    /// <summary>A primary whose every commit waits for its replica, and the replica.</summary>
    internal static (PostgresServer Primary, PostgresServer Replica) Pair()
    {
        var primary = new PostgresServer($"{NoDisk} -c synchronous_standby_names=*");
        var replica = new PostgresServer(NoDisk, copy => Server(
            "pg_basebackup", "-h", "127.0.0.1", "-p", $"{primary.Port}", "-U", "postgres", "-D", copy.Data, "-R", "-c", "fast", "-X", "stream", "-N"));
        return (primary, replica);
    }

    internal int Port { get; } = FreePort();

    private static bool IsRoot => Environment.UserName == "root";

    private static void Make(PostgresServer server) =>
        Server("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "-N", "--wal-segsize=1");

    private string Data => Path.Combine(folder, "data");

    /// <summary>A new database, as <c>--postgres</c> takes it.</summary>
    internal static string NewDatabase() => Shared.Value.New();

    internal string New()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        Sql(Address("postgres"), $"CREATE DATABASE {name}");
        return Address(name);
    }

    internal string Address(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    internal static void Sql(string address, string sql)
    {
        using var connection = new NpgsqlConnection(address + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    internal static object? Ask(string address, string sql)
    {
        using var connection = new NpgsqlConnection(address + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    private string[] Starting =>
    [
        Program("pg_ctl"), "-D", Data, "-w", "-s", "-l", Path.Combine(folder, "log"),
        "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200 {settings}", "start",
    ];

    internal void Start() => Server(Starting[0], Starting[1..]);

    /// <summary>Ends every session at once, as a crash does.</summary>
    internal void Stop() => Server("pg_ctl", "-D", Data, "-w", "-s", "-m", "immediate", "stop");

    /// <summary>From now on no file of its grows beyond two megabytes, as on a disk that is full.</summary>
    internal void LimitFiles()
    {
        Stop();
        Server("bash", "-c", $"trap '' XFSZ; ulimit -f 2048; exec {string.Join(' ', Starting.Select(word => $"'{word}'"))}");
    }

    /// <summary>Makes a primary of a replica.</summary>
    internal void Promote() => Server("pg_ctl", "-D", Data, "-w", "-s", "promote");

    public void Dispose()
    {
        try
        {
            Stop();
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // Not running any more.
        }
    }

    private static string Program(string name)
    {
        var folder = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(Directory.Exists).Max()
            : null;
        Assert.True(folder is not null, "PostgreSQL is missing: apt-get install -y --no-install-recommends postgresql");
        return Path.Combine(folder!, name);
    }

    // PostgreSQL does not run as root.
    private static void Server(string program, params string[] arguments)
    {
        var path = program == "bash" || program.Contains('/', StringComparison.Ordinal) ? program : Program(program);
        if (IsRoot)
        {
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/tmp" })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }

    internal static int FreePort([CallerMemberName] string _ = "")
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
