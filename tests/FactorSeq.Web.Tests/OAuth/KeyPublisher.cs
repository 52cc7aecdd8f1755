using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>A client's own server, which publishes its keys and counts who asks for them.</summary>
internal sealed class KeyPublisher : IAsyncDisposable
{
    private readonly WebApplication app;

    private KeyPublisher(WebApplication app) => this.app = app;

    internal string Address => app.Urls.Single() + "/keys";

    internal int Asked { get; private set; }

    internal JsonArray Keys { get; set; } = [];

    internal static async Task<KeyPublisher> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var publisher = new KeyPublisher(builder.Build());
        publisher.app.MapGet("/keys", (RequestDelegate)publisher.Answer);
        await publisher.app.StartAsync();
        return publisher;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task Answer(HttpContext context)
    {
        Asked++;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["keys"] = Keys.DeepClone() }.ToJsonString());
    }
}
