using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FactorSeq.Benchmarks.Load;

namespace FactorSeq.Benchmarks.Compare;

/// <summary>A server that can be started: the command line and, once it answers, the path that says so.</summary>
/// <param name="Arguments"><c>{port}</c> stands for the port it is given.</param>
/// <param name="ReadyPath">Answers 200 when the server can serve.</param>
internal record Contestant(string Name, string File, string Arguments, string Folder, string ReadyPath)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Starts it and waits until it answers.</summary>
    internal Running Start()
    {
        var port = FreePort();
        var start = new ProcessStartInfo(File, Arguments.Replace("{port}", port.ToString()))
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var said = new StringBuilder();
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(said, line.Data);
        process.ErrorDataReceived += (_, line) => Note(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var address = new Uri($"http://localhost:{port}");
        while (!Answers(address))
        {
            if (process.HasExited || clock.Elapsed > Patience)
            {
                Kill(process);
                throw new IOException($"{Name} did not start: {said}");
            }

            Thread.Sleep(2);
        }

        return new Running(this, process, address, clock.Elapsed.TotalMilliseconds);
    }

    internal static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private bool Answers(Uri address)
    {
        try
        {
            using var connection = new Connection(address);
            return connection.Get(ReadyPath).Status == 200;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private static void Note(StringBuilder said, string? line)
    {
        lock (said)
        {
            if (line is not null && said.Length < 4000)
            {
                said.AppendLine(line);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A server that runs; it ends, by its process id, with this.</summary>
internal sealed class Running(Contestant what, Process process, Uri address, double startMs) : IDisposable
{
    internal string Name => what.Name;

    internal Uri Address => address;

    /// <summary>Process start to the first 200.</summary>
    internal double StartMs => startMs;

    /// <summary>Resident set, in MB.</summary>
    internal double Memory()
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    public void Dispose() => Contestant.Kill(process);
}
