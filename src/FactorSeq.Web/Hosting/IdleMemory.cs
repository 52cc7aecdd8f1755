namespace FactorSeq.Web.Hosting;

/// <summary>
/// Gives memory back to the machine once nobody has asked for anything for a while: the collector by itself keeps what it may need for the next rush,
/// on a machine with a large cache some two hundred megabytes.
/// </summary>
internal sealed class IdleMemory : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        var watch = new IdleWatch();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var info = GC.GetGCMemoryInfo();
                if (watch.IsTime(GC.GetTotalAllocatedBytes(), info.HeapSizeBytes))
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}

/// <summary>Tells from what a process has allocated, looked at again and again, when it has come to rest.</summary>
internal sealed class IdleWatch
{
    // Timers and health checks go on in a server at rest.
    private const long AtRest = 512 * 1024;

    private const long WorthIt = 16 * 1024 * 1024;

    // All wait while the heap is put together: half a second for one of this size.
    private const long TooMuchToMove = 256 * 1024 * 1024;

    private long before;
    private long given;

    /// <param name="allocated">Bytes that were ever allocated.</param>
    /// <param name="heap">Bytes that the last collection found or left.</param>
    internal bool IsTime(long allocated, long heap)
    {
        var isAtRest = allocated - before < AtRest;
        before = allocated;
        if (!isAtRest || allocated - given < WorthIt || heap > TooMuchToMove)
        {
            return false;
        }

        given = allocated;
        return true;
    }
}
