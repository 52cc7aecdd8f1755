using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary><c>factorseq log tail --follow</c>.</summary>
public sealed class FollowTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_is_logged_is_printed_once_as_it_comes()
    {
        await using var org = await OrgHost.Start();
        await org.InOkta("ben@demo.test", "SUSPENDED");
        using var hand = new CancellationTokenSource();
        using var lines = new Lines();
        var following = Shell.Run(lines, isTerminal: false, hand.Token, "log", "tail", "--follow", "--url", org.Address);

        Assert.Contains("user.lifecycle.suspend", await lines.Next(), StringComparison.Ordinal);
        await org.InOkta("ben@demo.test", "ACTIVE");
        Assert.Contains("user.lifecycle.unsuspend", await lines.Next(), StringComparison.Ordinal);
        await org.Run("lock", "ben");
        Assert.Contains("user.account.lock", await lines.Next(), StringComparison.Ordinal);
        await org.Run("unlock", "ben");
        Assert.Contains("user.account.unlock_by_admin", await lines.Next(), StringComparison.Ordinal);

        await hand.CancelAsync();
        Assert.Equal(130, (await following).Code);
    }

    [Fact]
    public async Task It_ends_with_3_when_the_server_does()
    {
        var org = await OrgHost.Start();
        await org.SignIn("ben@demo.test", "wrong");
        using var lines = new Lines();
        var following = Shell.Run(lines, isTerminal: false, default, "log", "tail", "-f", "--json", "--url", org.Address);
        Assert.StartsWith("{\"uuid\":", await lines.Next(), StringComparison.Ordinal);

        await org.DisposeAsync();
        Assert.Equal(3, (await following.WaitAsync(Patience)).Code);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_a_server_that_has_ended()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var following = Shell.Run("log", "tail", "-f", "--url", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using (var stream = await Answer(listener, "Content-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\nretry: 1000\n\n"))
        using (await Answer(listener, "Content-Length: 2\r\n\r\n[]"))
        {
            stream.Close();
        }

        Assert.StartsWith("Nothing answers at", (await following.WaitAsync(Patience)).Expect(3).Errors, StringComparison.Ordinal);
    }

    private static async Task<TcpClient> Answer(TcpListener listener, string rest)
    {
        var client = await listener.AcceptTcpClientAsync().WaitAsync(Patience);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + rest));
        return client;
    }

    /// <summary>Lines, each to be waited for.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly Channel<string> written = Channel.CreateUnbounded<string>();

        public override void WriteLine(string? value) => written.Writer.TryWrite(value ?? "");

        internal async Task<string> Next() => await written.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }
}
