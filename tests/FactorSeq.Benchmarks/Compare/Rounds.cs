using System.Diagnostics;
using System.Security.Cryptography;
using FactorSeq.Benchmarks.Load;

namespace FactorSeq.Benchmarks.Compare;

/// <summary>The measurements, part by part. Everything that is compared is measured in turn within a round, never one after all of the other.</summary>
internal sealed class Rounds(Field field, Plan plan, Report report)
{
    private const string EchoBody = """{"stateToken":"00abcdefghijklmnopqrstuvwxyz0123456789ABCD","passCode":"123456"}""";

    // Longer than FactorSeq waits before it gives memory back.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    /// <summary>Walks that failed, anywhere.</summary>
    internal int Errors { get; private set; }

    internal void Run()
    {
        report.Heading("Held to an aim");
        report.Columns("what", "FactorSeq", "against", "ratio", "aim", "");
        var beside = new Report();
        beside.Heading("Beside it");
        beside.Columns("what", "1 connection, per second", "p50 ms", "p99 ms", "16 connections, per second", "p50 ms", "p99 ms");
        Part("start", ColdStart);
        Part("memory", Memory);
        Part("speed", () => Speed(beside));
        Part("tokens", () => Tokens(beside));
        Part("stores", () => Stores(beside));
        Part("growth", () => Growth(beside));
        Part("password", () => Passwords(beside));
        report.Append(beside);
    }

    private void Part(string name, Action measure)
    {
        if (plan.Has(name))
        {
            Console.Error.WriteLine($"measuring {name}");
            measure();
        }
    }

    private void ColdStart()
    {
        Contestant[] all = [field.EmptyApp, field.FactorSeq("FactorSeq"), .. field.NodePeers];
        var times = all.ToDictionary(c => c.Name, _ => new Spread());
        for (var round = 0; round < plan.ColdStarts; round++)
        {
            foreach (var contestant in all)
            {
                using var running = contestant.Start();
                times[contestant.Name].Add(running.StartMs);
            }
        }

        report.Aim("cold start", times["FactorSeq"], "ms", "empty app", times["empty app"], 1.25, atMost: true);
        foreach (var peer in field.NodePeers)
        {
            report.Note($"Cold start of {peer.Name} to its discovery document: {times[peer.Name].Text("n0")} ms.");
        }
    }

    private void Memory()
    {
        var seed = BenchSeed.Write(Path.GetTempFileName(), plan.Users, 3);
        var (started, after, rested) = (new Spread(), new Spread(), new Spread());
        var (emptyStarted, emptyAfter, emptyRested) = (new Spread(), new Spread(), new Spread());
        for (var round = 0; round < plan.Rounds; round++)
        {
            using (var demo = field.FactorSeq("FactorSeq").Start())
            {
                started.Add(demo.Memory());
            }

            using var empty = field.EmptyApp.Start();
            emptyStarted.Add(empty.Memory());
            using var ours = field.FactorSeq("FactorSeq", $"--seed {seed}").Start();
            using var crowd = new Crowd(ours.Address, plan.Users);
            Take(LoadRun.Run(ours.Address, Walk.Sequence(crowd), 16, TimeSpan.FromMinutes(1), plan.SignIns));
            Take(LoadRun.Run(empty.Address, Walk.Post("/echo", EchoBody), 16, TimeSpan.FromMinutes(1), plan.SignIns * 3));
            after.Add(ours.Memory());
            emptyAfter.Add(empty.Memory());
            Thread.Sleep(Rest);
            rested.Add(ours.Memory());
            emptyRested.Add(empty.Memory());
        }

        File.Delete(seed);
        report.Aim("memory after start", started, "MB", "empty app", emptyStarted, 1.5, atMost: true);
        report.Aim($"memory after {plan.SignIns:n0} sign-ins", after, "MB", "empty app after as many requests", emptyAfter, 1.5, atMost: true);
        report.Aim($"the same, and {Rest.TotalSeconds:n0} seconds later", rested, "MB", "empty app", emptyRested, 1.5, atMost: true);
    }

    private void Speed(Report beside)
    {
        var seed = BenchSeed.Write(Path.GetTempFileName(), plan.Users, 3);
        using var ours = field.FactorSeq("FactorSeq", $"--seed {seed}").Start();
        using var empty = field.EmptyApp.Start();
        var peers = field.NodePeers.Select(p => (Peer: p, Running: p.Start())).ToList();
        using var crowd = new Crowd(ours.Address, plan.Users);
        var lanes = new List<Lane>
        {
            new("sequence: identify, verify TOTP, session", ours.Address, Walk.Sequence(crowd)),
            new("two factors: identify, question, TOTP, session", ours.Address, Walk.TwoFactors(crowd)),
            new("one accepted TOTP verify", ours.Address, Walk.VerifyOnly(crowd)),
            new("introspect", ours.Address, Walk.Introspect()),
            new("empty JSON POST", empty.Address, Walk.Post("/echo", EchoBody)),
        };
        var tokens = peers.Select(p => (p.Peer.Signs, Lane: new Lane($"{p.Peer.Name}: token", p.Running.Address, p.Peer.Self()))).ToList();
        lanes.AddRange(tokens.Select(t => t.Lane));
        Drive(lanes);
        peers.ForEach(p => p.Running.Dispose());
        File.Delete(seed);

        lanes.ForEach(lane => lane.Write(beside));
        if (tokens.Where(t => t.Signs).Select(t => t.Lane).MaxBy(l => l.Together.Rate.Median) is { } fastest)
        {
            report.Aim("sequences/s, 16 connections", lanes[0].Together.Rate, "/s", fastest.Name, fastest.Together.Rate, 5, atMost: false);
            report.Beside("two-factor sequences/s, 16 connections", lanes[1].Together.Rate, "/s", fastest.Name, fastest.Together.Rate);
        }

        foreach (var (_, opaque) in tokens.Where(t => !t.Signs))
        {
            report.Beside("sequences/s, 16 connections", lanes[0].Together.Rate, "/s", $"{opaque.Name} (opaque)", opaque.Together.Rate);
        }

        report.Aim("one verify, 16 connections", lanes[2].Together.Rate, "/s", "empty JSON POST", lanes[4].Together.Rate, 0.3, atMost: false);
        report.Aim("one verify, 1 connection", lanes[2].Alone.Rate, "/s", "empty JSON POST", lanes[4].Alone.Rate, 0.3, atMost: false);
    }

    // Peers whose users are signed in already, as ours are: what is compared is the flow, not the sign-in.
    private void Tokens(Report beside)
    {
        var seed = BenchSeed.Write(Path.GetTempFileName(), plan.Users, 3);
        using var ours = field.FactorSeq("FactorSeq", $"--seed {seed}").Start();
        var peers = field.NodePeers.Select(p => (Peer: p, Running: p.Start())).ToList();
        using var crowd = new Crowd(ours.Address, plan.Users);
        var token = new Lane("token request (code for RS256 tokens)", ours.Address, TokenWalks.CodeOnly(crowd));
        var self = new Lane("client credentials (one RS256 token)", ours.Address, TokenWalks.ClientCredentials("/oauth2/bench/v1/token"));
        var flow = new Lane("code flow: authorize, token (two RS256 tokens)", ours.Address, TokenWalks.CodeFlow(
            "/oauth2/default/v1/authorize", "/oauth2/default/v1/token", "sample-web", "sample-secret", connection => TokenWalks.SignInHere(connection, crowd)));
        var theirSelves = peers.Select(p => new Lane($"{p.Peer.Name}: client credentials", p.Running.Address, p.Peer.Self())).ToList();
        var theirFlows = peers.Select(p => new Lane($"{p.Peer.Name}: code flow", p.Running.Address, p.Peer.Flow())).ToList();
        List<Lane> lanes = [token, self, .. theirSelves, flow, .. theirFlows];
        Drive(lanes);
        peers.ForEach(p => p.Running.Dispose());
        File.Delete(seed);

        lanes.ForEach(lane => lane.Write(beside));
        var bare = new Spread();
        token.Together.Rate.Values.ToList().ForEach(_ => bare.Add(SignaturesPerSecond() / 2)); // an access token and an ID token
        report.Aim("token request (RS256), 16 connections", token.Together.Rate, "/s", "two bare RSA-2048 signatures", bare, 0.7, atMost: false);
        foreach (var theirs in theirSelves)
        {
            report.Beside("client credentials, 16 connections", self.Together.Rate, "/s", theirs.Name, theirs.Together.Rate);
        }

        foreach (var theirs in theirFlows)
        {
            report.Beside("code flow, 16 connections", flow.Together.Rate, "/s", theirs.Name, theirs.Together.Rate);
        }
    }

    // The same sign-ins with everything in memory, in a file, and in a database of their own.
    private void Stores(Report beside)
    {
        const int Users = 200;
        var seed = BenchSeed.Write(Path.GetTempFileName(), Users, 3);
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var stores = new List<(string Name, string Options)> { ("in memory", ""), ("in a file (SQLite)", $"--data {data}") };
        if (plan.Postgres is { } postgres)
        {
            stores.Add(("in PostgreSQL", $"--postgres {postgres} --drain 0"));
        }

        var running = stores.Select(store => (store.Name, Server: field.FactorSeq(store.Name, $"--seed {seed} {store.Options}").Start())).ToList();
        var peers = field.NodePeers.Select(p => (Peer: p, Running: p.Start())).ToList();
        var crowds = running.Select(store => new Crowd(store.Server.Address, Users)).ToList();
        var ours = running.Select((store, i) => new Lane($"sequence, {store.Name}", store.Server.Address, Walk.Sequence(crowds[i]))).ToList();
        var theirs = peers.Select(p => new Lane($"{p.Peer.Name}: token", p.Running.Address, p.Peer.Self())).ToList();
        Drive([.. ours, .. theirs]);
        ours.ForEach(lane => lane.Write(beside));
        foreach (var lane in ours)
        {
            theirs.ForEach(peer => report.Beside($"{lane.Name}, 16 connections", lane.Together.Rate, "/s", peer.Name, peer.Together.Rate));
        }

        crowds.ForEach(crowd => crowd.Dispose());
        running.ForEach(store => store.Server.Dispose());
        peers.ForEach(p => p.Running.Dispose());
        File.Delete(seed);
        Array.ForEach(["", "-wal", "-shm"], part => File.Delete(data + part));
    }

    private void Growth(Report beside)
    {
        var few = BenchSeed.Write(Path.GetTempFileName(), 100, 3);
        var many = BenchSeed.Write(Path.GetTempFileName(), plan.BigUsers, plan.BigRules);
        using var small = field.FactorSeq("small org", $"--seed {few}").Start();
        using var large = field.FactorSeq("large org", $"--seed {many}").Start();
        using var crowdOfFew = new Crowd(small.Address, 100);
        using var crowdOfMany = new Crowd(large.Address, plan.BigUsers);
        var lanes = new List<Lane>
        {
            new("sequence, 200 users, 3 rules", small.Address, Walk.Sequence(crowdOfFew)),
            new($"sequence, {2 * plan.BigUsers:n0} users, {plan.BigRules:n0} rules", large.Address, Walk.Sequence(crowdOfMany)),
        };
        Drive(lanes);
        File.Delete(few);
        File.Delete(many);
        lanes.ForEach(lane => lane.Write(beside));
        report.Aim("growth: p99 of a sequence, 1 connection", lanes[1].Alone.P99, "ms", lanes[0].Name, lanes[0].Alone.P99, 1.5, atMost: true);
        report.Aim("growth: p99 of a sequence, 16 connections", lanes[1].Together.P99, "ms", lanes[0].Name, lanes[0].Together.P99, 1.5, atMost: true);
        report.Note($"The large org was ready after {large.StartMs:n0} ms and holds {large.Memory():n0} MB.");
    }

    private void Passwords(Report beside)
    {
        var seed = BenchSeed.Write(Path.GetTempFileName(), 64, 3);
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var memory = field.FactorSeq("FactorSeq", $"--seed {seed}").Start();
        using (var kept = field.FactorSeq("FactorSeq", $"--seed {seed} --data {data}").Start())
        {
            var lanes = new List<Lane>
            {
                new("password sign-in, in memory (PBKDF2-SHA512 × 100)", memory.Address, Walk.ByPassword()),
                new("password sign-in, kept in a file (PBKDF2-SHA512 × 100,000)", kept.Address, Walk.ByPassword()),
            };
            Drive(lanes);
            lanes.ForEach(lane => lane.Write(beside));
        }

        File.Delete(seed);
        Array.ForEach(["", "-wal", "-shm"], part => File.Delete(data + part));
    }

    private void Drive(List<Lane> lanes)
    {
        lanes.ForEach(lane => Take(LoadRun.Run(lane.Address, lane.Walk, 16, plan.Warmup)));
        for (var round = 0; round < plan.Rounds; round++)
        {
            lanes.ForEach(lane => lane.Alone.Add(Take(LoadRun.Run(lane.Address, lane.Walk, 1, plan.Alone))));
            lanes.ForEach(lane => lane.Together.Add(Take(LoadRun.Run(lane.Address, lane.Walk, 16, plan.Together))));
        }
    }

    private LoadResult Take(LoadResult result)
    {
        if (result.Errors > 0)
        {
            Errors += result.Errors;
            report.Note($"{result.Errors} errors: {result.FirstError}");
        }

        return result;
    }

    // Both cores sign, as both serve: what a server that did nothing else could reach.
    private static double SignaturesPerSecond()
    {
        const double Seconds = 0.5;
        var data = new byte[500];
        var keys = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => RSA.Create(2048)).ToList();
        keys.ForEach(key => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)); // a key is made when it is first used
        var counts = new int[keys.Count];
        var threads = keys.Select((key, i) => new Thread(() =>
        {
            var clock = Stopwatch.StartNew();
            for (; clock.Elapsed.TotalSeconds < Seconds; counts[i]++)
            {
                key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        keys.ForEach(key => key.Dispose());
        return counts.Sum() / Seconds;
    }

    /// <summary>One walk against one server, at 1 connection and at 16.</summary>
    private sealed record Lane(string Name, Uri Address, Walk Walk)
    {
        internal Measured Alone { get; } = new();

        internal Measured Together { get; } = new();

        internal void Write(Report report) => report.Row(
            Name,
            Alone.Rate.Text("n0"), Alone.P50.Text("0.00"), Alone.P99.Text("0.00"),
            Together.Rate.Text("n0"), Together.P50.Text("0.00"), Together.P99.Text("0.00"));
    }

    private sealed class Measured
    {
        internal Spread Rate { get; } = new();

        internal Spread P50 { get; } = new();

        internal Spread P99 { get; } = new();

        internal void Add(LoadResult result)
        {
            Rate.Add(result.PerSecond);
            P50.Add(result.P50Ms);
            P99.Add(result.P99Ms);
        }
    }
}
