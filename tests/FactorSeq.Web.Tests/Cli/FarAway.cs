using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Web.Tests.Cli;

/// <summary>A proxy that says of everybody that they are far away.</summary>
internal sealed class FarAway(WebApplication app, HttpClient http) : IAsyncDisposable
{
    internal string Address => app.Urls.First();

    internal static async Task<FarAway> Begin(string server)
    {
        var http = new HttpClient { BaseAddress = new Uri(server) };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(async context =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "192.0.2.1");
            request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
            using var response = await http.SendAsync(request);
            context.Response.StatusCode = (int)response.StatusCode;
            await context.Response.WriteAsync(await response.Content.ReadAsStringAsync());
        });
        await app.StartAsync();
        return new FarAway(app, http);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }
}
