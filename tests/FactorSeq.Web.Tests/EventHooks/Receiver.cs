using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Web.Tests.EventHooks;

/// <summary>The far end of an event hook, over real HTTP.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly BlockingCollection<Call> calls = [];

    private Receiver(WebApplication app) => this.app = app;

    internal string Uri => app.Urls.First() + "/hook";

    /// <summary>What the next calls are answered, before all others with 200.</summary>
    internal ConcurrentQueue<int> Statuses { get; } = new();

    /// <summary>Whether it says challenges back.</summary>
    internal bool Verifies { get; set; } = true;

    internal int Waiting => calls.Count;

    internal static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    internal Call Next() => calls.TryTake(out var call, TimeSpan.FromSeconds(15)) ? call : throw new TimeoutException("Nobody has called.");

    /// <summary>Nobody is there any more.</summary>
    internal Task Close() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        calls.Dispose();
    }

    private async Task Take(HttpContext context)
    {
        if (context.Request.Method == "GET")
        {
            await context.Response.WriteAsJsonAsync(new JsonObject
            {
                ["verification"] = Verifies ? context.Request.Headers["X-Okta-Verification-Challenge"].ToString() : "something else",
            });
            return;
        }

        using var whole = new MemoryStream();
        await context.Request.Body.CopyToAsync(whole);
        calls.Add(new Call(whole.ToArray(), context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        context.Response.StatusCode = Statuses.TryDequeue(out var status) ? status : 200;
    }

    internal sealed record Call(byte[] Body, IReadOnlyDictionary<string, string> Headers)
    {
        internal JsonNode Json => JsonNode.Parse(Body)!;

        internal string[] Types => [.. Json["data"]!["events"]!.AsArray().Select(e => (string)e!["eventType"]!)];
    }
}
