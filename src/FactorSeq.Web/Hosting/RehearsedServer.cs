using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// A server on a loopback port that only <see cref="Rehearsal"/> calls, once: the framework compiles the way of a request from the socket to an endpoint
/// and back anew in each process, and whoever calls first would wait for it.
/// </summary>
internal sealed class RehearsedServer(RequestDelegate pipeline) : IHttpApplication<HttpContext>
{
    private const int AnswerMilliseconds = 2000;

    /// <summary>Serves one request.</summary>
    /// <exception cref="InvalidOperationException">It was not answered as it should be: something was not rehearsed.</exception>
    internal static async Task Serve()
    {
        await using var services = Services();
        var options = new KestrelServerOptions { ApplicationServices = services };
        options.Listen(IPAddress.Loopback, 0);
        using var server = new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        await server.StartAsync(new RehearsedServer(Pipeline(services)), CancellationToken.None);
        Ask(new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).Port);
        await server.StopAsync(new CancellationToken(canceled: true));
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => pipeline(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    private static ServiceProvider Services() => new ServiceCollection()
        .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton(_ => new DiagnosticListener(nameof(RehearsedServer)))
        .AddRouting()
        .BuildServiceProvider();

    private static RequestDelegate Pipeline(ServiceProvider services) => new ApplicationBuilder(services)
        .UseRouting()
        .UseEndpoints(static routes =>
        {
            routes.MapGet("/a/{b}/c", Answer);
            routes.MapPost("/a/{b}", Answer);
        })
        .Build();

    private static Task Answer(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("{}");
    }

    private static void Ask(int port)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = AnswerMilliseconds };
        client.Connect(IPAddress.Loopback, port);
        client.Send("GET /a/b/c HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8);
        var answer = new byte[1024];
        if (!answer.AsSpan(0, client.Receive(answer)).StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException("The rehearsed request was not answered with 200.");
        }
    }
}
