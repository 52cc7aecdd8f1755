using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>Makes the orgs' RSA keys ahead of the first token, but not while the server is still starting.</summary>
internal sealed class SigningKeyMaker(IHostApplicationLifetime host, OrgRegistry orgs, SigningKeys keys) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await Task.Delay(Pause, stoppingToken);
        foreach (var org in orgs.All)
        {
            try
            {
                await keys.Of(org);
            }
            catch (OrgLifeOverException)
            {
                // Reset or dropped meanwhile: the key is made when it is wanted.
            }
        }
    }
}
