using System.Runtime.InteropServices;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// The end of a node that others can do without: when it is asked to end it says that it is no longer ready, goes on serving until whoever spreads the
/// requests has seen that, and only then lets go.
/// </summary>
internal sealed class Drain(ServerOptions options, IHostApplicationLifetime host, TimeProvider machine) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> signals = [];

    private int begun;

    /// <summary>Whether requests should go to other nodes.</summary>
    internal bool HasBegun => Volatile.Read(ref begun) != 0;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, options.Drain)));
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, TimeSpan.Zero)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => signals.ForEach(signal => signal.Dispose());

    /// <summary>Lets go of a connection that is kept once it has been answered: its next request might come too late.</summary>
    internal Task Part(HttpContext context, RequestDelegate next)
    {
        if (HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    }

    /// <summary>Says that it is no longer ready, and ends after a while.</summary>
    internal async Task Begin(TimeSpan after)
    {
        if (Interlocked.Exchange(ref begun, 1) == 0)
        {
            await Task.Delay(after, machine);
            host.StopApplication();
        }
    }

    private void End(PosixSignalContext signal, TimeSpan after)
    {
        signal.Cancel = true;
        _ = Begin(after);
    }
}
