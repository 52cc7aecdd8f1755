using System.Globalization;
using System.Net;
using System.Text;
using FactorSeq.Benchmarks.Load;
using FactorSeq.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Benchmarks.Inside;

/// <summary>
/// FactorSeq's own pipeline without a socket beneath it: what a request costs here is ours alone, and neither the kernel nor a client that shares
/// the cores blurs it.
/// </summary>
internal sealed class InsideServer : IServer
{
    private Func<IFeatureCollection, Task> process = _ => throw new InvalidOperationException("The server has not started.");
    private WebApplication app = null!;
    private string seed = "";

    public IFeatureCollection Features { get; } = new FeatureCollection();

    internal static async Task<InsideServer> Start(int users)
    {
        var server = new InsideServer { seed = BenchSeed.Write(Path.GetTempFileName(), users, rules: 3) };
        server.app = Server.Build(["--seed", server.seed], services => services.AddSingleton<IServer>(server));
        await server.app.OpenOrgs();
        await server.app.StartAsync();
        return server;
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        process = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
            application.DisposeContext(context, null);
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Posts JSON as a client on this machine.</summary>
    internal Answer Post(string path, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var answer = new MemoryStream(2048);
        var response = new Response();
        var features = new FeatureCollection(16);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = "POST",
            Path = path,
            RawTarget = path,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            Body = new MemoryStream(bytes),
            Headers = new HeaderDictionary
            {
                ["Host"] = "127.0.0.1:5000",
                ["Accept"] = "application/json",
                ["User-Agent"] = "factorseq-load",
                ["Content-Type"] = "application/json",
                ["Content-Length"] = bytes.Length.ToString(CultureInfo.InvariantCulture),
            },
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
        {
            RemoteIpAddress = IPAddress.Loopback,
            LocalIpAddress = IPAddress.Loopback,
            LocalPort = 5000,
            RemotePort = 40000,
        });
        process(features).GetAwaiter().GetResult();
        return new Answer(response.StatusCode, default, answer.GetBuffer().AsMemory(0, (int)answer.Length));
    }

    public void Dispose() => File.Delete(seed);

    private sealed class Response : HttpResponseFeature
    {
        public override void OnStarting(Func<object, Task> callback, object state) => callback(state).GetAwaiter().GetResult();
    }
}
