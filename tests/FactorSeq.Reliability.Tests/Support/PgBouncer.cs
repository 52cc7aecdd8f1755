using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>Debian's PgBouncer in transaction mode: whoever connects has a session for the length of a transaction, and then another one.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("factorseq-pgbouncer-").FullName;
    private readonly Process process;

    private PgBouncer(int database)
    {
        Port = Node.FreePort();
        var configuration = Path.Combine(folder, "pgbouncer.ini");
        File.WriteAllText(configuration, $"""
            [databases]
            * = host=127.0.0.1 port={database} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 8
            max_client_conn = 200
            """);

        // Its user is another one, who must get in.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        string[] words = Environment.UserName == "root"
            ? ["runuser", "-u", "postgres", "--", "/usr/sbin/pgbouncer", "-q", configuration]
            : ["/usr/sbin/pgbouncer", "-q", configuration];
        process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, WorkingDirectory = folder })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    internal int Port { get; }

    internal static async Task<PgBouncer> Start(int database)
    {
        Assert.True(File.Exists("/usr/sbin/pgbouncer"), "PgBouncer is missing: apt-get install -y --no-install-recommends pgbouncer");
        var pooler = new PgBouncer(database);
        await Node.Until(async () =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, pooler.Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
