using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>FactorSeq as a process on a port of its own, which can be asked to end, killed, and started again as it was.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Of every node here.</summary>
    internal const string AdminToken = "00test-admin-token";

    private readonly string app;
    private readonly string[] arguments;
    private readonly Func<string[], ProcessStartInfo> command;
    private readonly ConcurrentQueue<string> said = new();

    private Process? process;

    /// <param name="arguments">After <c>--urls</c>.</param>
    /// <param name="command">How a command is run where it is not run as it is.</param>
    /// <param name="host">Where it listens.</param>
    /// <param name="app">Where it lies, if it is not what these tests were built with.</param>
    internal Node(string[] arguments, Func<string[], ProcessStartInfo>? command = null, string host = "127.0.0.1", string? app = null)
    {
        this.app = app ?? Repository.Path("src", "FactorSeq.Web", "bin", "Release", "net10.0");
        Address = $"http://{host}:{FreePort()}";
        this.arguments = arguments;
        this.command = command ?? (words => new ProcessStartInfo(words[0], words[1..]));
        Client = new Client(Address);
    }

    internal string Address { get; }

    /// <summary>Straight to this node.</summary>
    internal Client Client { get; }

    internal int ProcessId => process!.Id;

    /// <summary>Everything it has written, for whoever wonders why.</summary>
    internal string Said => string.Join('\n', said);

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    internal async Task Start()
    {
        Launch();
        using var early = new Client(Address);
        await Until(async () =>
        {
            Assert.False(process!.HasExited, $"the node ended\n{Said}");
            return await early.Get("/emulator/health") is { Status: 200 };
        });
    }

    /// <summary>Starts it where it cannot start.</summary>
    /// <returns>What it ended with.</returns>
    internal Task<int> Fail()
    {
        Launch();
        return Ended();
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    internal async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process!.Id}"]);
        kill.WaitForExit();
    }

    /// <returns>What it ended with.</returns>
    internal async Task<int> Ended()
    {
        using var patience = new CancellationTokenSource(Deadline);
        await process!.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await Kill();
        }

        process?.Dispose();
        Client.Dispose();
    }

    private void Launch()
    {
        process?.Dispose();
        var start = command(["dotnet", Path.Combine(app, "FactorSeq.Web.dll"), "--urls", Address, .. arguments]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Asks again and again until it is so.</summary>
    internal static async Task Until(Func<Task<bool>> so, TimeSpan? deadline = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await so())
        {
            Assert.True(watch.Elapsed < (deadline ?? Deadline), "it did not come to be so");
            await Task.Delay(20);
        }
    }

    /// <summary>Out of the range that outgoing connections take theirs from.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }
}
