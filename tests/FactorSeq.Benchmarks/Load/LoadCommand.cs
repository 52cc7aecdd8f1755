namespace FactorSeq.Benchmarks.Load;

/// <summary>
/// <c>load</c>: drives one server and says what came of it. Without <c>--url</c> it starts FactorSeq in this process, which shares its
/// threads and its heap with the client: good for a look, not for a comparison. <c>--url</c> may name several orgs, which share the connections.
/// </summary>
internal static class LoadCommand
{
    internal static readonly string[] Names =
        ["url", "scenario", "users", "rules", "connections", "seconds", "count", "warmup", "seed-out", "path", "body", "type", "header"];

    internal static async Task<int> Run(Arguments args)
    {
        var users = args.Number("users", 1000, 64, 1_000_000);
        var rules = args.Number("rules", 3, 3, 100_000);
        if (args.Text("seed-out") is { } path)
        {
            BenchSeed.Write(path, users, rules);
            return 0;
        }

        await using var own = args.Has("url") ? null : await BenchServer.Start(users, rules);
        Uri[] addresses = own is null ? [.. args.Text("url")!.Split(',').Select(url => new Uri(url))] : [own.Address];
        var scenarios = args.Text("scenario", "sequence,two-factors,verify,introspect,password").Split(',');
        var seconds = args.Number("seconds", 3, 1, 600);
        var warmup = args.Number("warmup", 2, 0, 60);
        var count = args.Number("count", int.MaxValue, 1, int.MaxValue);
        var failed = 0;
        foreach (var scenario in scenarios)
        {
            var crowds = scenario is "post" ? [] : addresses.Select(address => new Crowd(address, users)).ToList();
            var places = addresses.Select((address, i) => (address, WalkOf(scenario, crowds.ElementAtOrDefault(i), args))).ToList();
            foreach (var connections in args.Text("connections", "1,16").Split(',').Select(int.Parse))
            {
                LoadRun.Run(places, connections, TimeSpan.FromSeconds(warmup));
                var result = LoadRun.Run(places, connections, TimeSpan.FromSeconds(seconds), count);
                Console.WriteLine($"{scenario,-12} {connections,3} connections   {result}");
                failed += result.Errors;
            }

            crowds.ForEach(crowd => crowd.Dispose());
        }

        return failed == 0 ? 0 : 1;
    }

    private static Walk WalkOf(string scenario, Crowd? crowd, Arguments args) => scenario switch
    {
        "sequence" => Walk.Sequence(crowd!),
        "two-factors" => Walk.TwoFactors(crowd!),
        "verify" => Walk.VerifyOnly(crowd!),
        "introspect" => Walk.Introspect(),
        "password" => Walk.ByPassword(),
        "token" => TokenWalks.CodeOnly(crowd!),
        "post" => Walk.Post(
            args.Text("path", "/echo"), args.Text("body", "{}"), args.Text("type", Walk.Json), args.Text("header") is { } header ? $"{header}\r\n" : ""),
        _ => throw new ArgumentException($"--scenario {scenario}: there are sequence, two-factors, verify, introspect, password, token, post."),
    };
}
