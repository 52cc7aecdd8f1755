using System.Collections.Concurrent;
using System.Diagnostics;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Processes;

/// <summary>What was acknowledged survives the process that acknowledged it.</summary>
[Collection("processes")]
public sealed class RestartTests
{
    private const string Ana = "ana@demo.test";

    [Fact]
    public async Task A_restart_between_every_two_steps_loses_nothing()
    {
        await using var host = await HostProcess.Start(Seeds.WithChains("push -> question"));
        var named = (await host.Post("/api/v1/authn", new { username = Ana })).Expect("UNAUTHENTICATED");
        await host.Restart();
        var verify = $"/api/v1/authn/factors/{named.FactorId("push")}/verify";
        var waiting = (await host.Post(verify, new { stateToken = named.StateToken })).Expect("MFA_CHALLENGE");
        await host.Restart();
        Assert.Equal("WAITING", (await host.Post(verify, new { stateToken = waiting.StateToken })).Expect("MFA_CHALLENGE").FactorResult);
        var push = Assert.Single((await host.Get("/emulator/pushes")).Json!.AsArray())!;
        (await host.Post($"/emulator/pushes/{push["id"]}", new { decision = "approve" })).Expect(200);
        await host.Restart();
        var second = (await host.Post(verify, new { stateToken = named.StateToken })).Expect("MFA_REQUIRED");
        await host.Restart();
        var answered = $"/api/v1/authn/factors/{second.FactorId("question")}/verify";
        (await host.Post(answered, new { stateToken = named.StateToken, answer = "wrong" })).Expect(403, "E0000068");
        var done = (await host.Post(answered, new { stateToken = named.StateToken, answer = "mushrooms" })).Expect("SUCCESS");
        await host.Restart();
        var session = (await host.Post("/api/v1/sessions", new { sessionToken = done.SessionToken })).Expect(200);
        await host.Restart();
        (await host.Get("/api/v1/sessions/me", session.Text("id"))).Expect(200);
        Assert.Equal(401, (await host.Post("/api/v1/sessions", new { sessionToken = done.SessionToken })).Status);
        (await host.Post(verify, new { stateToken = named.StateToken })).Expect(401, "E0000011");
    }

    [Fact]
    public async Task A_kill_under_load_takes_back_nothing_that_was_acknowledged()
    {
        const int Users = 6;
        await using var host = await HostProcess.Start(Seeds.WithRule(
            Seeds.Chains("question", "password"),
            policies: "  password: [ { name: Patient, groups: [ Everyone ], lockout: { maxAttempts: 0 } } ]",
            users: string.Join('\n', Enumerable.Range(0, Users).Select(i =>
                $"  - {{ login: u{i}@demo.test, firstName: U, lastName: U, password: Passw0rd-u, factors: {{ question: {{ question: disliked_food, answer: figs }} }} }}"))));
        var sessions = new ConcurrentBag<string>();
        var spent = new ConcurrentBag<string>();
        var finished = new ConcurrentBag<string>();
        var struck = new int[Users];
        using var killed = new CancellationTokenSource();

        // Half of them sign in and open sessions; the others miss four times, and never more, so that the fifth miss afterwards must lock.
        async Task SignIns(int user)
        {
            while (true)
            {
                var named = await host.Post("/api/v1/authn", new { username = $"u{user}@demo.test" });
                var done = await host.Post(
                    $"/api/v1/authn/factors/{named.FactorId("question")}/verify", new { stateToken = named.StateToken, answer = "figs" });
                if (done.State != "SUCCESS")
                {
                    continue;
                }

                finished.Add(named.StateToken!);
                var session = await host.Post("/api/v1/sessions", new { sessionToken = done.SessionToken });
                if (session.Status == 200)
                {
                    spent.Add(done.SessionToken!);
                    sessions.Add(session.Text("id")!);
                }
            }
        }

        async Task Strikes(int user)
        {
            var named = await host.Post("/api/v1/authn", new { username = $"u{user}@demo.test" });
            for (var i = 0; i < 4; i++)
            {
                var missed = await host.Post(
                    $"/api/v1/authn/factors/{named.FactorId("question")}/verify", new { stateToken = named.StateToken, answer = "wrong" });
                if (missed.ErrorCode == "E0000068")
                {
                    Interlocked.Increment(ref struck[user]);
                }
            }
        }

        static async Task UntilKilled(Task work)
        {
            try
            {
                await work;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
            }
        }

        var load = Enumerable.Range(0, Users / 2).SelectMany(u => new[] { SignIns(u), SignIns(u) })
            .Concat(Enumerable.Range(Users / 2, Users / 2).Select(Strikes))
            .Select(UntilKilled).ToArray();
        var watch = Stopwatch.StartNew();
        while (sessions.Count < 60 && watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            await Task.WhenAny(Task.WhenAll(load), Task.Delay(5));
        }

        await host.Kill();
        await Task.WhenAll(load);
        await host.Start();

        Assert.True(sessions.Count >= 60, $"{sessions.Count} sessions in {watch.Elapsed}");
        foreach (var sid in sessions)
        {
            (await host.Get("/api/v1/sessions/me", sid)).Expect(200);
        }

        foreach (var token in spent)
        {
            Assert.Equal(401, (await host.Post("/api/v1/sessions", new { sessionToken = token })).Status);
        }

        foreach (var token in finished)
        {
            (await host.Post("/api/v1/authn", new { stateToken = token })).Expect(401, "E0000011");
        }

        for (var user = Users / 2; user < Users; user++)
        {
            // A strike that was counted but never answered is possible; one that was answered and not counted is not.
            var named = (await host.Post("/api/v1/authn", new { username = $"u{user}@demo.test" })).Expect("UNAUTHENTICATED");
            Reply missed;
            var more = 0;
            do
            {
                missed = await host.Post(
                    $"/api/v1/authn/factors/{named.FactorId("question")}/verify", new { stateToken = named.StateToken, answer = "wrong" });
                more++;
            }
            while (missed.ErrorCode == "E0000068");
            missed.Expect(403, "E0000069");
            Assert.InRange(more, 1, 5 - struck[user]);
        }
    }

    [Fact]
    public async Task A_store_in_use_and_a_bad_option_end_the_program_with_words()
    {
        using var file = new TemporaryFile();
        await using var org = await OrgHost.Start(data: file.Path);
        foreach (var (args, word) in new[]
        {
            (new[] { "--data", file.Path, "--urls", "http://127.0.0.1:0" }, "in use"),
            (["--data", "/no/such/folder/x.db", "--urls", "http://127.0.0.1:0"], "/no/such/folder/x.db"),
            (["--dta", "x"], "--dta"),
        })
        {
            using var process = Process.Start(new ProcessStartInfo(
                "dotnet", [typeof(Hosting.Server).Assembly.Location, .. args]) { RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["FACTORSEQ_SEED"] = SeedFile() } })!;
            var said = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(1, process.ExitCode);
            Assert.Contains(word, said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        }
    }

    private static string SeedFile()
    {
        var path = Path.Combine(Path.GetTempPath(), "factorseq-restart-tests.yaml");
        File.WriteAllText(path, Seeds.Ana);
        return path;
    }
}
