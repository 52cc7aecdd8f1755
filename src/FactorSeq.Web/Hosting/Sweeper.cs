using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Hosting;

/// <summary>Drops what has expired, and records beyond the newest, so that a server that runs for months stays small.</summary>
internal sealed partial class Sweeper(OrgNews news, INodes nodes, ILogger<Sweeper> log) : BackgroundService
{
    private const int RecordsKept = 20_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await Sweep();
                }
                catch (StoreUnavailableException e)
                {
                    Failed(log, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task Sweep()
    {
        await using var turn = await nodes.TryTurn("sweep");
        if (turn is not null)
        {
            foreach (var org in await news.All())
            {
                await org.Documents.Sweep(org.Name, org.Clock.Now, RecordsKept);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing was swept: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
