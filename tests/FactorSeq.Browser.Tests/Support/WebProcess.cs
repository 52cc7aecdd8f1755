using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FactorSeq.Browser.Tests.Support;

/// <summary>A built web application, run as a process of its own until it is disposed of.</summary>
internal sealed class WebProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder said = new();

    private WebProcess(string baseUrl, ProcessStartInfo start)
    {
        BaseUrl = baseUrl;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
    }

    internal string BaseUrl { get; }

    /// <summary>Starts <paramref name="assembly"/> and waits until <paramref name="ready"/> answers 200.</summary>
    internal static async Task<WebProcess> Start(
        string assembly, int port, string ready, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var url = $"http://localhost:{port}";
        var start = new ProcessStartInfo("dotnet", [assembly, "--urls", url, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var web = new WebProcess(url, start);
        web.process.Start();
        web.process.BeginOutputReadLine();
        web.process.BeginErrorReadLine();
        try
        {
            await web.Wait(ready);
            return web;
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port that nobody listens on, out of the range that outgoing connections take theirs from.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task Wait(string ready)
    {
        using var http = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if ((await http.GetAsync(BaseUrl + ready)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (process.HasExited || waited.Elapsed > Patience)
            {
                throw new InvalidOperationException($"{BaseUrl} did not become ready.\n{Said()}");
            }

            await Task.Delay(50);
        }
    }

    private string Said()
    {
        lock (said)
        {
            return said.ToString();
        }
    }

    private void Hear(string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }
}
