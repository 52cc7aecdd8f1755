using FactorSeq.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Benchmarks.Load;

/// <summary>FactorSeq's own pipeline on a loopback port of this process, or an empty application to hold it against.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string seed;

    private BenchServer(WebApplication app, string seed)
    {
        this.app = app;
        this.seed = seed;
    }

    internal Uri Address => AddressOf(app);

    internal static async Task<BenchServer> Start(int users, int rules)
    {
        var seed = BenchSeed.Write(Path.GetTempFileName(), users, rules);
        var app = Server.Build(["--seed", seed, "--urls", "http://127.0.0.1:0"]);
        await app.OpenOrgs();
        await app.StartAsync();
        return new BenchServer(app, seed);
    }

    /// <summary>An empty application that reads and writes as much JSON as a verify request has: the floor.</summary>
    internal static async Task<WebApplication> StartEmpty()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/echo", (Dictionary<string, string> posted) => Results.Json(posted));
        await app.StartAsync();
        return app;
    }

    internal static Uri AddressOf(WebApplication app) => new($"http://localhost:{new Uri(app.Urls.First()).Port}");

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        File.Delete(seed);
    }
}
