using System.Net;
using System.Net.Sockets;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>A way to a database on which a question or an answer can be lost, and its connection with it.</summary>
internal sealed class LosingWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int to;
    private readonly Task listening;

    private int answersUntilLoss;
    private int questionsUntilLoss;

    private LosingWire(int to)
    {
        this.to = to;
        listener.Start();
        listening = Listen();
    }

    /// <param name="port">Of the database.</param>
    internal static LosingWire To(int port) => new(port);

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The database gets and does what it is asked; the answer with this number, from now on, reaches nobody.</summary>
    internal void LoseAnswer(int number) => Volatile.Write(ref answersUntilLoss, number);

    /// <summary>The question with this number, from now on, reaches nobody.</summary>
    internal void LoseQuestion(int number) => Volatile.Write(ref questionsUntilLoss, number);

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
            await Task.WhenAny(
                Pass(near, far, () => Interlocked.Decrement(ref questionsUntilLoss) == 0),
                Pass(far, near, () => Interlocked.Decrement(ref answersUntilLoss) == 0));
        }
    }

    private static async Task Pass(TcpClient from, TcpClient into, Func<bool> isLost)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(bytes) is > 0 and var count && !isLost())
            {
                await into.GetStream().WriteAsync(bytes.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // One end has gone.
        }
    }
}
