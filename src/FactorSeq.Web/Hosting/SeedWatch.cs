using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>Reads the seed again whenever it is saved (<c>--watch</c>). A seed with errors is reported and the org stays as it is.</summary>
internal sealed partial class SeedWatch(OrgRegistry orgs, Seeding seeding, ServerOptions options, ILogger<SeedWatch> log) : BackgroundService
{
    // Editors write a file in several goes.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Watch)
        {
            await Task.WhenAll(orgs.All.Where(org => seeding.SourceOf(org.Name).File is not null).Select(org => Watch(org, seeding.SourceOf(org.Name).File!, stoppingToken)));
        }
    }

    private async Task Watch(Org org, string file, CancellationToken stoppingToken)
    {
        var path = Path.GetFullPath(file);
        using var saved = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        watcher.Changed += (_, _) => saved.Release();
        watcher.Created += (_, _) => saved.Release();
        watcher.Renamed += (_, _) => saved.Release();
        watcher.EnableRaisingEvents = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            await saved.WaitAsync(stoppingToken);
            while (await saved.WaitAsync(Quiet, stoppingToken))
            {
            }

            try
            {
                // The org may have been reset since, or dropped.
                if (orgs.Find(org.Name) is { } now)
                {
                    await seeding.Reload(now);
                }

                Reloaded(log, file);
            }
            catch (UnusableException e)
            {
                Rejected(log, file, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was read again")]
    private static partial void Reloaded(ILogger log, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} has errors; the org stays as it was\n{Errors}")]
    private static partial void Rejected(ILogger log, string file, string errors);
}
