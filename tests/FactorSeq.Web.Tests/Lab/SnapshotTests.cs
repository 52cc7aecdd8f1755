using System.Collections.Concurrent;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>Named copies of an org, and the way back to them and to the seed.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_restored_org_is_what_it_was_with_its_sessions_settings_clock_and_sign_ins_under_way()
    {
        await org.Clock.StopAt(Approve.Noon);
        await org.Set(new { stateTokenMinutes = 7 });
        var session = (await org.OpenSession(await OrgsTests.SignIn(org, ""))).Text("id")!;
        var named = (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        var taken = (await org.Post("/emulator/snapshot", new { name = "signed in" })).Expect(201);
        Assert.Equal("2031-02-03T12:00:00.000Z", taken.Text("taken"));

        await org.Clock.Advance("PT1H");
        await org.Set(new { stateTokenMinutes = 3 });
        (await org.Send(HttpMethod.Delete, $"/api/v1/sessions/me", null, ("Cookie", $"sid={session}"))).Expect(204);
        (await org.Post("/emulator/restore", new { name = "signed in" })).Expect(204);

        Assert.Equal(Approve.Noon, org.Clock.Now);
        Assert.Equal(7, (int)(await org.Get("/emulator/settings")).Json!["stateTokenMinutes"]!);
        (await org.Me(session)).Expect(200);
        (await org.Look(named)).Expect("UNAUTHENTICATED");
        Assert.Equal(["signed in"], (await org.Get("/emulator/snapshots")).Json!.AsArray().Select(s => (string)s!["name"]!));
    }

    [Fact]
    public async Task A_snapshot_outlives_a_reset_is_replaced_by_its_name_and_is_dropped()
    {
        (await org.Post("/emulator/snapshot", new { name = "a/b" })).Expect(201);
        await org.Set(new { stateTokenMinutes = 7 });
        (await org.Post("/emulator/snapshot", new { name = "a/b" })).Expect(201);
        (await org.Send(HttpMethod.Post, "/emulator/reset", null)).Expect(204);
        (await org.Post("/emulator/restore", new { name = "a/b" })).Expect(204);
        Assert.Equal(7, (int)(await org.Get("/emulator/settings")).Json!["stateTokenMinutes"]!);

        (await org.Send(HttpMethod.Delete, "/emulator/snapshots/a%2Fb", null)).Expect(404);
        (await org.Post("/emulator/snapshot", new { name = "b" })).Expect(201);
        (await org.Send(HttpMethod.Delete, "/emulator/snapshots/b", null)).Expect(204);
        (await org.Send(HttpMethod.Delete, "/emulator/snapshots/b", null)).Expect(404, "E0000007");
        (await org.Post("/emulator/restore", new { name = "b" })).Expect(404, "E0000007");
    }

    [Fact]
    public async Task Names_that_are_none_and_more_snapshots_than_are_kept_are_refused()
    {
        foreach (var wrong in new object[] { new { }, new { name = "" }, new { name = new string('x', 101) }, new { name = (string[])["a"] } })
        {
            (await org.Post("/emulator/snapshot", wrong)).Expect(400, "E0000001");
            (await org.Post("/emulator/restore", wrong)).Expect(400, "E0000001");
        }

        for (var i = 0; i < 100; i++)
        {
            (await org.Post("/emulator/snapshot", new { name = $"{i}" })).Expect(201);
        }

        (await org.Post("/emulator/snapshot", new { name = "one too many" })).Expect(400, "E0000001");
        (await org.Post("/emulator/snapshot", new { name = "7" })).Expect(201);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_system_log_stays_where_it_is_asked_for(bool keep)
    {
        await org.SignIn(Ana, "wrong");
        (await org.Post("/emulator/snapshot", new { name = "s" })).Expect(201);
        await org.SignIn(Ana, "wrong");
        var all = (await org.Log(Ana)).Length;

        (await org.Post("/emulator/restore", new { name = "s", keepEvents = keep })).Expect(204);
        Assert.Equal(keep ? all : all / 2, (await org.Log(Ana)).Length);
        (await org.Post("/emulator/reset", new { keepEvents = keep })).Expect(204);
        Assert.Equal(keep ? all : 0, (await org.Log(Ana)).Length);
    }

    [Fact]
    public async Task Live_pages_stay_connected_and_are_told()
    {
        (await org.Post("/emulator/snapshot", new { name = "s" })).Expect(201);
        using var stream = await org.Http.GetAsync("/emulator/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        foreach (var path in new[] { "/emulator/reset", "/emulator/restore" })
        {
            (await org.Post(path, new { name = "s" })).Expect(204);
            await Hears(reader, "sign-ins");
            await org.SignIn(Ana, "wrong");
            await Hears(reader, "events");
        }
    }

    [Fact]
    public async Task A_write_that_was_decided_before_a_reset_loses_though_the_document_has_the_same_version_after_it()
    {
        var before = org.Org;
        var ana = (await before.FindAccount(Ana))!;
        (await org.Send(HttpMethod.Post, "/emulator/reset", null)).Expect(204);
        Assert.Equal(ana.Version, (await org.Org.FindAccount(Ana))!.Version);

        foreach (var work in new[]
        {
            new UnitOfWork("demo").Update(DocumentKinds.Accounts, ana, ana.Value with { User = ana.Value.User with { FirstName = "Ghost" } }),
            new UnitOfWork("demo").Replace(DocumentKinds.Seeds, "ghost", new SeedMark("boo")),
            new UnitOfWork("demo").Append(DocumentKinds.ImportReports, "ghost", DateTimeOffset.UnixEpoch, null!),
        })
        {
            await Assert.ThrowsAsync<OrgLifeOverException>(async () => await before.Documents.Commit(work));
        }

        Assert.Null(await org.Documents.Find("demo", DocumentKinds.Seeds, "ghost"));
        Assert.Equal("Ana Ruiz", (string)(await org.Get("/emulator/users")).Json!.AsArray().First(u => (string?)u!["login"] == Ana)!["name"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_load_nothing_from_before_a_reset_is_there_after_it_and_what_is_acknowledged_afterwards_stays(bool inFile)
    {
        using var data = inFile ? new TemporaryFile() : null;
        await using var host = await OrgHost.Start(data: data?.Path);
        (await host.Post("/emulator/snapshot", new { name = "s" })).Expect(201);
        using var stop = new CancellationTokenSource();
        var era = 0;
        var named = new ConcurrentQueue<(int Before, int After, string Token)>();
        var odd = new ConcurrentQueue<string>();
        var load = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var first = await host.Identify(Ana);
                var steps = new List<Reply> { first };
                if (first.State == "UNAUTHENTICATED")
                {
                    steps.Add(await host.Verify(first, "password", password: Seeds.Password));
                    steps.Add(await host.Cancel(first));
                }

                var shared = await host.SignIn("ben@demo.test", "wrong");
                steps.Add(shared);
                foreach (var step in steps.Where(step => (step.Status, step.ErrorCode) is not (200, null) and not (401, "E0000004" or "E0000011") and not (503, "E0000010")))
                {
                    odd.Enqueue(step.ToString());
                }

                var before = Volatile.Read(ref era);
                if ((await host.Identify("ben@demo.test")).StateToken is { } token)
                {
                    named.Enqueue((before, Volatile.Read(ref era), token));
                }
            }
        })).ToArray();
        for (var i = 0; i < 12; i++)
        {
            await Task.Delay(60);
            (await host.Post(i % 2 == 0 ? "/emulator/reset" : "/emulator/restore", new { name = "s" })).Expect(204);
            Interlocked.Increment(ref era);
        }

        await Task.Delay(60);
        var last = Volatile.Read(ref era);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        Assert.Empty(odd);
        Assert.Contains(named, one => one.Before == last);
        foreach (var (before, after, token) in named)
        {
            var found = (await host.Post("/api/v1/authn", new { stateToken = token })).Status;
            if (before == last)
            {
                Assert.Equal(200, found);
            }
            else if (after < last - 1)
            {
                Assert.Equal(401, found);
            }
        }
    }

    [Fact]
    public async Task A_request_that_meets_a_reset_is_told_so_and_nothing_of_it_is_written()
    {
        await using var host = await OrgHost.Start(services: BrokenDocuments.Put);
        var store = (BrokenDocuments)host.Services.GetService(typeof(BrokenDocuments))!;
        store.Overtaken = (write => write is Write.Put { Kind: "transaction" }, async () => (await host.Send(HttpMethod.Post, "/emulator/reset", null)).Expect(204));

        var met = (await host.Identify(Ana)).Expect(503, "E0000010");
        Assert.Equal("0", met.Header("Retry-After"));
        Assert.Empty(await host.Documents.List("demo", DocumentKinds.Transactions, 10));
        (await host.Identify(Ana)).Expect("UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_request_that_meets_the_end_of_its_org_is_told_that_there_is_none()
    {
        await using var host = await OrgHost.Start(services: BrokenDocuments.Put);
        (await host.Send(HttpMethod.Post, "/emulator/orgs/t", OrgsTests.Yaml(Seeds.Ana))).Expect(201);
        var store = (BrokenDocuments)host.Services.GetService(typeof(BrokenDocuments))!;
        store.Overtaken = (write => write is Write.Put { Kind: "transaction" }, async () => (await host.Send(HttpMethod.Delete, "/emulator/orgs/t", null)).Expect(204));

        (await host.Post("/o/t/api/v1/authn", new { username = Ana })).Expect(404, "E0000007");
    }

    private static async Task Hears(StreamReader reader, string kind)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == $"data: {{\"kind\":\"{kind}\"}}")
            {
                return;
            }
        }

        Assert.Fail("The stream has ended.");
    }
}
