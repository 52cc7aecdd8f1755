using System.Diagnostics;
using System.Net.Sockets;

namespace FactorSeq.Benchmarks.Load;

/// <summary>What a run came to.</summary>
/// <param name="PerSecond">Walks a second of time spent in them, over all connections.</param>
/// <param name="Errors">Walks that failed; the first failure is in <paramref name="FirstError"/>.</param>
internal sealed record LoadResult(int Count, double PerSecond, double P50Ms, double P99Ms, int Errors, string? FirstError)
{
    public override string ToString() =>
        $"{PerSecond,8:n0}/s   p50 {P50Ms,7:n2} ms   p99 {P99Ms,7:n2} ms   {Count} done, {Errors} errors{(FirstError is null ? "" : $": {FirstError}")}";
}

/// <summary>Walks on several connections at once, each on a thread of its own, until the time or the count is used up.</summary>
internal static class LoadRun
{
    private const int MostErrors = 100;

    // What a phase prepares for each connection.
    private const int Batch = 32;

    internal static LoadResult Run(Uri address, Walk walk, int connections, TimeSpan time, int count = int.MaxValue) =>
        Run([(address, walk)], connections, time, count);

    /// <param name="places">Where connections go to, in turn.</param>
    internal static LoadResult Run(IReadOnlyList<(Uri Address, Walk Walk)> places, int connections, TimeSpan time, int count = int.MaxValue)
    {
        var left = count;
        var errors = 0;
        string? firstError = null;
        var all = new List<long>[connections];
        var busy = new long[connections];
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        using var phase = new Barrier(connections);
        var threads = Enumerable.Range(0, connections).Select(i => new Thread(() => Loop(i)) { IsBackground = true }).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var times = all.SelectMany(t => t).ToArray();
        Array.Sort(times);
        // A connection's rate is over the time it spent in its walks: what is prepared between them does not count.
        var rate = all.Zip(busy, (t, b) => b == 0 ? 0 : t.Count * (double)Stopwatch.Frequency / b).Sum();
        return new LoadResult(times.Length, rate, At(times, 0.50), At(times, 0.99), errors, firstError);

        void Loop(int index)
        {
            var mine = all[index] = new List<long>(100_000);
            var ready = new Queue<string>();
            var (address, walk) = places[index % places.Count];
            using var connection = new Connection(address);
            while (Stopwatch.GetTimestamp() < until && Volatile.Read(ref left) > 0 && Volatile.Read(ref errors) < MostErrors)
            {
                if (walk.Prepare is { } prepare && ready.Count == 0)
                {
                    phase.SignalAndWait();
                    Try(() => Enumerable.Range(0, Batch).Select(_ => prepare(connection)).ToList().ForEach(ready.Enqueue));
                    phase.SignalAndWait();
                }
                else if (Interlocked.Decrement(ref left) >= 0)
                {
                    var prepared = walk.Prepare is null ? "" : ready.Dequeue();
                    var start = Stopwatch.GetTimestamp();
                    var done = Try(() => walk.Once(connection, prepared));
                    var took = Stopwatch.GetTimestamp() - start;
                    if (done)
                    {
                        mine.Add(took);
                        busy[index] += took;
                    }
                }
            }

            phase.RemoveParticipant();
        }

        bool Try(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                Interlocked.Increment(ref errors);
                Interlocked.CompareExchange(ref firstError, e.Message, null);
                return false;
            }
        }
    }

    private static double At(long[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * quantile)] * 1000.0 / Stopwatch.Frequency;
}
