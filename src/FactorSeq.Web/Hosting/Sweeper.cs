using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>Drops what has expired, and records beyond the newest, so that a server that runs for months stays small.</summary>
internal sealed class Sweeper(OrgRegistry orgs) : BackgroundService
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
                foreach (var org in orgs.All)
                {
                    await org.Documents.Sweep(org.Name, org.Clock.Now, RecordsKept);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
