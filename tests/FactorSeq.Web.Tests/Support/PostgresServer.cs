using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;

namespace FactorSeq.Web.Tests.Support;

/// <summary>Debian's PostgreSQL on a free port, one for all tests of a run; each test has a database of its own in it.</summary>
internal sealed class PostgresServer
{
    private static readonly Lazy<PostgresServer> Shared = new(() => new PostgresServer("-c fsync=off -c synchronous_commit=off -c full_page_writes=off"));

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"factorseq-pg-{Guid.NewGuid():N}");
    private readonly string settings;

    private int databases;

    internal PostgresServer(string settings)
    {
        this.settings = settings;
        Directory.CreateDirectory(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        if (IsRoot)
        {
            Run("chown", "postgres:", folder);
        }

        Server("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "-N");
        Start();
    }

    internal int Port { get; } = FreePort();

    private static bool IsRoot => Environment.UserName == "root";

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

    internal void Start() => Server(
        "pg_ctl", "-D", Data, "-w", "-s", "-l", Path.Combine(folder, "log"),
        "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200 -c max_wal_senders=0 -c wal_level=minimal {settings}", "start");

    /// <summary>Ends every session at once, as a crash does.</summary>
    internal void Stop() => Server("pg_ctl", "-D", Data, "-w", "-s", "-m", "immediate", "stop");

    private void End()
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

    // PostgreSQL does not run as root.
    private static void Server(string program, params string[] arguments)
    {
        var folder = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(Directory.Exists).Max()
            : null;
        Assert.True(folder is not null, "PostgreSQL is missing: apt-get install -y --no-install-recommends postgresql");
        var path = Path.Combine(folder!, program);
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
