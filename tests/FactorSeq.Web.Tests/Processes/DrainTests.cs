using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FactorSeq.Web.Tests.Processes;

/// <summary>A node that ends while requests go on coming, as behind a load balancer that learns of it by a refused connection.</summary>
[Collection("processes")]
public sealed class DrainTests
{
    private const int Callers = 8;

    [Fact]
    public async Task Whoever_has_reached_a_node_that_ends_is_answered()
    {
        await using var host = await HostProcess.StartAsIs(("FACTORSEQ_DRAIN", "1"));
        var end = new IPEndPoint(IPAddress.Loopback, new Uri(host.Address).Port);
        var (answered, lost) = (0, 0);
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Factory.StartNew(() => Call(end, ref answered, ref lost), TaskCreationOptions.LongRunning)).ToArray();
        host.Signal("TERM");
        await Task.WhenAll(callers);
        await host.Ended();
        Assert.True(answered > 100, $"{answered} were answered");
        Assert.Equal(0, lost);
    }

    [Fact]
    public async Task A_connection_that_is_kept_ends_with_the_next_answer()
    {
        await using var host = await HostProcess.StartAsIs(("FACTORSEQ_DRAIN", "1"));
        using (var before = await host.Http.GetAsync("/emulator/health"))
        {
            Assert.Null(before.Headers.ConnectionClose);
        }

        host.Signal("TERM");
        while ((await host.Http.GetAsync("/emulator/health")).StatusCode == HttpStatusCode.OK)
        {
        }

        using var after = await host.Http.GetAsync("/emulator/health");
        Assert.True(after.Headers.ConnectionClose);
    }

    // Each request on a connection of its own, until none is taken any more.
    private static void Call(IPEndPoint end, ref int answered, ref int lost)
    {
        var request = Encoding.ASCII.GetBytes($"GET /emulator/health/live HTTP/1.1\r\nHost: {end}\r\n\r\n");
        var answer = new byte[4096];
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(end);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return;
            }

            try
            {
                socket.Send(request);
                Interlocked.Increment(ref socket.Receive(answer) > 0 ? ref answered : ref lost);
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref lost);
            }
        }
    }
}
