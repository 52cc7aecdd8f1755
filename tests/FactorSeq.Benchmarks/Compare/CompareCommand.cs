using System.Diagnostics;

namespace FactorSeq.Benchmarks.Compare;

/// <summary><c>compare</c>: every contestant in interleaved rounds, and the ratios that the project holds itself to. Called by peers/run.sh.</summary>
internal static class CompareCommand
{
    internal static readonly string[] Names = ["app", "empty", "peers", "node", "out", "rounds", "users", "big-users", "quick", "only", "postgres"];

    internal static Task<int> Run(Arguments args)
    {
        var plan = args.Has("quick") ? Plan.Quick : Plan.Whole;
        plan = plan with
        {
            Rounds = args.Number("rounds", plan.Rounds, 1, 50),
            Users = args.Number("users", plan.Users, 64, 100_000),
            BigUsers = args.Number("big-users", plan.BigUsers, 64, 1_000_000),
            Only = args.Text("only", ""),
            Postgres = args.Text("postgres"),
        };
        var field = new Field(
            Path.GetFullPath(args.Text("app") ?? throw new ArgumentException("--app wants the folder of the published FactorSeq.")),
            Path.GetFullPath(args.Text("empty") ?? throw new ArgumentException("--empty wants the folder of the published empty app.")),
            args.Text("peers") is { } peers ? Path.GetFullPath(peers) : null,
            args.Text("node", "node"));
        var clock = Stopwatch.StartNew();
        var report = new Report();
        var rounds = new Rounds(field, plan, report);
        rounds.Run();
        report.Note($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load average {Load()} at the end.");
        report.Note($"Median (lowest–highest) of {plan.Rounds} interleaved rounds; ratios are taken round by round; the whole took {clock.Elapsed.TotalSeconds:n0} s.");
        var text = report.ToString();
        Console.WriteLine(text);
        if (args.Text("out") is { } file)
        {
            File.WriteAllText(file, text);
        }

        return Task.FromResult(rounds.Errors == 0 ? 0 : 1);
    }

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
}

/// <summary>How long to measure what.</summary>
/// <param name="Users">Of each chain in the org that is driven.</param>
/// <param name="BigUsers">Of each chain in the org that growth is measured on.</param>
/// <param name="SignIns">After which memory is read.</param>
/// <param name="Only">Names of parts, or nothing for all.</param>
/// <param name="Postgres">An empty database, as --postgres of the server takes it and without spaces; null to leave it out.</param>
internal sealed record Plan(
    int ColdStarts, int Rounds, TimeSpan Warmup, TimeSpan Alone, TimeSpan Together, int Users, int BigUsers, int BigRules, int SignIns, string Only = "", string? Postgres = null)
{
    internal static Plan Whole { get; } = new(
        7, 3, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2.5), 2000, 40_000, 1000, 10_000);

    internal static Plan Quick { get; } = new(
        3, 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(1), 1000, 10_000, 1000, 2000);

    internal bool Has(string part) => Only.Length == 0 || Only.Split(',').Contains(part);
}

/// <summary>Who takes part.</summary>
/// <param name="Peers">The folder of the npm peers, or null without them.</param>
internal sealed record Field(string App, string Empty, string? Peers, string Node)
{
    internal Contestant FactorSeq(string name, string more = "") =>
        new(name, "dotnet", $"FactorSeq.Web.dll --urls http://127.0.0.1:{{port}} {more}", App, "/emulator/health");

    internal Contestant EmptyApp { get; } = new("empty app", "dotnet", "EmptyApp.dll --urls http://127.0.0.1:{port}", Empty, "/ready");

    internal IReadOnlyList<Peer> NodePeers => Peers is null ? [] : Peer.All(Peers, Node);
}
