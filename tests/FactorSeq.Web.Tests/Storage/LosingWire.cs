using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>A way to a database on which a question or an answer can be lost, and its connection with it.</summary>
internal sealed class LosingWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int to;
    private readonly Task listening;

    private Loss? next;

    private LosingWire(int to)
    {
        this.to = to;
        listener.Start();
        listening = Listen();
    }

    private enum Lost
    {
        Nothing,
        Question,
        Answer,
        Patience,
    }

    private sealed record Loss(string Text, Lost What);

    /// <param name="port">Of the database.</param>
    internal static LosingWire To(int port) => new(port);

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The database gets and does what it is asked next; its answer reaches nobody.</summary>
    /// <param name="text">What must stand in the question.</param>
    internal void LoseAnswer(string text = "") => Volatile.Write(ref next, new Loss(text, Lost.Answer));

    /// <summary>What the database is asked next reaches nobody.</summary>
    internal void LoseQuestion() => Volatile.Write(ref next, new Loss("", Lost.Question));

    /// <summary>What the database is asked next is answered never, and its connection stays.</summary>
    internal void KeepAnswer() => Volatile.Write(ref next, new Loss("", Lost.Patience));

    /// <summary>Once what was to be lost has come by.</summary>
    internal async Task Taken()
    {
        while (Volatile.Read(ref next) is not null)
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await listening;
    }

    private async Task Listen()
    {
        try
        {
            while (true)
            {
                _ = Carry(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            await far.ConnectAsync(IPAddress.Loopback, to);
            var lost = Lost.Nothing;
            await Task.WhenAny(
                Pass(near, far, question =>
                {
                    if (next is not { } loss || !Encoding.UTF8.GetString(question.Span).Contains(loss.Text, StringComparison.Ordinal)
                        || Interlocked.CompareExchange(ref next, null, loss) != loss)
                    {
                        return false;
                    }

                    lost = loss.What;
                    return lost == Lost.Question;
                }),
                Pass(far, near, _ => lost == Lost.Answer, _ => lost == Lost.Patience));
        }
    }

    private static async Task Pass(TcpClient from, TcpClient into, Predicate<ReadOnlyMemory<byte>> isLost, Predicate<ReadOnlyMemory<byte>>? isKept = null)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(bytes) is > 0 and var count && !isLost(bytes.AsMemory(0, count)))
            {
                if (isKept?.Invoke(bytes.AsMemory(0, count)) != true)
                {
                    await into.GetStream().WriteAsync(bytes.AsMemory(0, count));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // One end has gone.
        }
    }
}
