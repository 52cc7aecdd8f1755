using System.Diagnostics;
using FactorSeq.Benchmarks.Compare;
using FactorSeq.Benchmarks.Load;

namespace FactorSeq.Benchmarks.Soak;

/// <summary>
/// <c>soak</c>: a published server, and so many sign-ins a second for an hour: what it holds then, beside what it held when all that expires had begun to.
/// The org's clock is moved on each time all its users have signed in, so that hours of its life pass in minutes of ours.
/// </summary>
internal static class SoakCommand
{
    internal static readonly string[] Names = ["app", "minutes", "rate", "users", "rules", "connections", "data", "postgres"];

    private const int RequestsEach = 3;

    internal static Task<int> Run(Arguments args)
    {
        var app = Path.GetFullPath(args.Text("app") ?? throw new ArgumentException("--app wants the folder of the published FactorSeq."));
        var minutes = args.Number("minutes", 60, 2, 24 * 60);
        var rate = args.Number("rate", 100, 1, 10_000);
        var users = args.Number("users", 100, 64, 100_000);
        var connections = args.Number("connections", 4, 1, 256);
        var seed = BenchSeed.Write(Path.Combine(Path.GetTempPath(), $"factorseq-soak-{Environment.ProcessId}.yaml"), users, args.Number("rules", 3, 3, 100_000));
        var store = args.Text("data") is { } file ? $"--data {file}" : args.Text("postgres") is { } address ? $"--postgres {address}" : "";
        try
        {
            using var server = new Contestant(
                "FactorSeq", "dotnet", $"FactorSeq.Web.dll --urls http://127.0.0.1:{{port}} --seed {seed} {store}", app, "/emulator/health").Start();
            return Task.FromResult(Drive(server, minutes, rate, users, connections));
        }
        finally
        {
            File.Delete(seed);
        }
    }

    private static int Drive(Running server, int minutes, int rate, int users, int connections)
    {
        using var crowd = new Crowd(server.Address, users);
        var walk = Walk.Sequence(crowd);
        var held = new List<double>();
        var (done, errors) = (0, 0);
        Console.WriteLine("| minute | requests so far | p50 ms | p99 ms, the worst second | MB held | errors |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        for (var minute = 1; minute <= minutes; minute++)
        {
            var seconds = new List<LoadResult>();
            for (var second = 0; second < 60; second++)
            {
                var began = Stopwatch.GetTimestamp();
                seconds.Add(LoadRun.Run(server.Address, walk, connections, TimeSpan.FromSeconds(30), rate));
                var left = TimeSpan.FromSeconds(1) - Stopwatch.GetElapsedTime(began);
                Thread.Sleep(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }

            done += seconds.Sum(one => one.Count);
            errors += seconds.Sum(one => one.Errors);
            held.Add(server.Memory());
            var p50 = seconds.Select(one => one.P50Ms).Order().ElementAt(30);
            Console.WriteLine($"| {minute} | {done * RequestsEach:n0} | {p50:n2} | {seconds.Max(one => one.P99Ms):n1} | {held[^1]:n0} | {errors} |");
        }

        // In the first quarter the org fills with what it has to keep.
        var settled = held.Skip(minutes / 4).ToList();
        Console.WriteLine(
            $"After a quarter of the time {settled[0]:n0} MB, at the end {settled[^1]:n0} MB; between them {settled.Min():n0} to {settled.Max():n0} MB. {done * RequestsEach:n0} requests, {errors} errors.");
        return errors == 0 ? 0 : 1;
    }
}
