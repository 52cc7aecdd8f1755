using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>Runs the imports that fall due as time goes by; when a tester moves the clock, the clock sees to them itself.</summary>
internal sealed partial class ImportSchedule(OrgRegistry orgs, OrgNews news, ILogger<ImportSchedule> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            do
            {
                // A directory that does not answer keeps nobody waiting but itself.
                await Task.WhenAll(orgs.All.Where(o => o.Current.Configuration.Directories.Length > 0).Select(org => Run(org, stoppingToken)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task Run(Org org, CancellationToken cancellation)
    {
        try
        {
            if (await news.Now(org) is { } now)
            {
                await now.Imports.RunDue(now.Clock.Now, _ => default, cancellation);
            }
        }
        catch (OrgLifeOverException)
        {
            // The org was reset meanwhile; its next life has imports of its own.
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Failed(log, org.Name, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An import of org {Org} failed")]
    private static partial void Failed(ILogger log, string org, Exception exception);
}
