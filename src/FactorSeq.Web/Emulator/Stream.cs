using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Emulator;

/// <summary>Tells a live page what changed, as server-sent events; the page fetches what it shows.</summary>
internal static class Stream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    internal static async Task Get(HttpContext context)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";

        // Listening begins before the page hears that it is connected: what changes from then on is not lost.
        var changes = context.Org().Changes.Listen(ending.Token).GetAsyncEnumerator(ending.Token);
        var next = changes.MoveNextAsync().AsTask();
        try
        {
            await context.Response.WriteAsync("retry: 1000\n\n", ending.Token);
            await context.Response.Body.FlushAsync(ending.Token);
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(Heartbeat, ending.Token)) != next)
                {
                    ending.Token.ThrowIfCancellationRequested();
                    await context.Response.WriteAsync(": alive\n\n", ending.Token);
                }
                else if (await next)
                {
                    await context.Response.WriteAsync($"event: change\ndata: {{\"kind\":\"{changes.Current}\"}}\n\n", ending.Token);
                    next = changes.MoveNextAsync().AsTask();
                }
                else
                {
                    // The org was dropped.
                    return;
                }

                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server stops.
        }
        finally
        {
            // Who waits for a change cannot be disposed of before the waiting is over.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await changes.DisposeAsync();
        }
    }
}
