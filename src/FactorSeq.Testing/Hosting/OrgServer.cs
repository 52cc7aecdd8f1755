using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactorSeq.Testing.Hosting;

/// <summary>Serves an org inside the process, and on a loopback port as well once somebody asks for one.</summary>
internal sealed class OrgServer(IServiceProvider services, ILoggerFactory logs) : IServer
{
    private readonly TestServer inside = new(services);
    private readonly SemaphoreSlim opening = new(1);
    private Func<KestrelServer, CancellationToken, Task>? serve;
    private KestrelServer? outside;

    public IFeatureCollection Features => inside.Features;

    internal HttpMessageHandler CreateHandler() => inside.CreateHandler();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        serve = (server, cancellation) => server.StartAsync(application, cancellation);
        return ((IServer)inside).StartAsync(application, cancellationToken);
    }

    /// <summary>Opens the port, once.</summary>
    internal async Task<Uri> Listen(CancellationToken cancellation)
    {
        await opening.WaitAsync(cancellation);
        try
        {
            if (outside is null)
            {
                var server = Kestrel();
                await serve!(server, cancellation);
                outside = server;
            }

            return new Uri(outside.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        }
        finally
        {
            opening.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (outside is not null)
        {
            await outside.StopAsync(cancellationToken);
        }

        await ((IServer)inside).StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        outside?.Dispose();
        inside.Dispose();
        opening.Dispose();
    }

    private KestrelServer Kestrel()
    {
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        return new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logs), logs);
    }
}
