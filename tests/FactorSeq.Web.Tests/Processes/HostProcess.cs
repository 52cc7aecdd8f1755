using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Processes;

/// <summary>The host as a process of its own, which can be stopped, killed and started again on the same file and port.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFile file = new();
    private readonly string seed = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.yaml");
    private readonly int port = FreePort();
    private readonly string[] options;
    private readonly Dictionary<string, string> environment = [];
    private Process? process;

    private HostProcess(bool isAsIs)
    {
        options = isAsIs ? [] : ["--data", file.Path, "--seed", seed];
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(Address) };
    }

    internal string Address => $"http://127.0.0.1:{port}";

    internal HttpClient Http { get; }

    internal int Id => process!.Id;

    /// <summary>The built-in org in memory, from a folder that holds no seed.</summary>
    internal static async Task<HostProcess> StartAsIs(params (string Name, string Value)[] environment)
    {
        var host = new HostProcess(isAsIs: true);
        Array.ForEach(environment, variable => host.environment[variable.Name] = variable.Value);
        await host.Start();
        return host;
    }

    internal static async Task<HostProcess> Start(string seedText)
    {
        var host = new HostProcess(isAsIs: false);
        await File.WriteAllTextAsync(host.seed, seedText);
        await host.Start();
        return host;
    }

    internal async Task Start()
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(Hosting.Server).Assembly.Location, "--urls", Address, .. options, "--admin-token", "00test-admin-token"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Deadline)
        {
            Assert.False(process.HasExited, $"the host ended with {(process.HasExited ? process.ExitCode : 0)}");
            try
            {
                using var ready = await Http.GetAsync("/emulator/health");
                if (ready.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20);
            }
        }

        Assert.Fail("the host did not become ready");
    }

    /// <summary>Asks it to end, and begins again.</summary>
    internal async Task Restart()
    {
        Signal("TERM");
        await Ended();
        await Start();
    }

    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process!.Id}"]);
        kill.WaitForExit();
    }

    internal Task Ended() => process!.WaitForExitAsync();

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    internal async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    internal async Task<Reply> Post(string path, object body)
    {
        using var content = OrgHost.Body(body);
        using var response = await Http.PostAsync(path, content);
        return await Read(response);
    }

    internal async Task<Reply> Get(string path, string? sid = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (sid is not null)
        {
            request.Headers.Add("Cookie", $"sid={sid}");
        }

        using var response = await Http.SendAsync(request);
        return await Read(response);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await Kill();
        }

        process?.Dispose();
        Http.Dispose();
        file.Dispose();
        File.Delete(seed);
    }

    private static async Task<Reply> Read(HttpResponseMessage response) => new(
        (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
