using System.Net;
using System.Net.Sockets;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>
/// The network between a node and its database: a port that passes bytes on, late if so wished, or, as a cable that is pulled, not at all and
/// without a word to either end.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Task listening;

    private TaskCompletionSource whole = Whole();

    internal Wire(int to)
    {
        listener.Start();
        listening = Listen(to);
    }

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How long everything takes on its way, either way.</summary>
    internal TimeSpan Delay { get; set; }

    internal void Cut() => whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Heal() => whole.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Heal();
        await ending.CancelAsync();
        listener.Stop();
        await listening;
        ending.Dispose();
    }

    private static TaskCompletionSource Whole()
    {
        var whole = new TaskCompletionSource();
        whole.SetResult();
        return whole;
    }

    private async Task Listen(int to)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync(ending.Token);
                _ = Carry(near, to);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(TcpClient near, int to)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await whole.Task.WaitAsync(ending.Token);
                await far.ConnectAsync(IPAddress.Loopback, to, ending.Token);
                near.NoDelay = far.NoDelay = true;
                await Task.WhenAny(Pass(near.GetStream(), far.GetStream()), Pass(far.GetStream(), near.GetStream()));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // Nobody listens at the other end.
            }
        }
    }

    private async Task Pass(NetworkStream from, NetworkStream into)
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(bytes, ending.Token) is > 0 and var count)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, ending.Token);
                }

                await whole.Task.WaitAsync(ending.Token);
                await into.WriteAsync(bytes.AsMemory(0, count), ending.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One end has gone.
        }
    }
}
