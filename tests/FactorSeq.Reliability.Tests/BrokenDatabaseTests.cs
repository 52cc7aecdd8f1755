using System.Diagnostics;
using FactorSeq.Reliability.Tests.Support;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests;

/// <summary>Everything that can happen to the database that nodes share, while people sign in. No node is started again.</summary>
[Trait("when", "nightly")]
public sealed class BrokenDatabaseTests
{
    private const int Users = 60;

    // More than can come in while anything here lasts.
    private const int Many = 3000;

    [Fact]
    public async Task A_database_that_is_restarted_in_mid_flight_takes_nothing_back()
    {
        using var database = PostgresServer.Alone();
        await using var cluster = await Cluster.Start(Many, database.New());
        var crowd = new Crowd(cluster.Client, Enumerable.Range(0, Many));
        for (var i = 1; i <= 3; i++)
        {
            await Node.Until(() => Task.FromResult(crowd.Done.Count >= i * Users / 5));
            database.Stop();
            database.Start();
        }

        await UntilIn(crowd, Users);
        await Everybody(cluster, crowd, "PostgreSQL restarted, three times, without a word");
    }

    [Fact]
    public async Task A_replica_takes_over_from_a_primary_that_dies_and_nothing_is_lost()
    {
        var (primary, replica) = PostgresServer.Pair();
        using var first = primary;
        using var second = replica;
        var address = primary.New().Replace($"Host=127.0.0.1;Port={primary.Port}", $"Host=127.0.0.1:{primary.Port},127.0.0.1:{replica.Port}", StringComparison.Ordinal);
        await using var cluster = await Cluster.Start(Many, address);
        var crowd = new Crowd(cluster.Client, Enumerable.Range(0, Many));
        await Node.Until(() => Task.FromResult(crowd.Done.Count >= Users / 3));
        primary.Stop();
        var before = crowd.Done.Count;
        replica.Promote();
        await UntilIn(crowd, before + Users);
        await Everybody(cluster, crowd, "the primary died, its replica took over");
    }

    [Fact]
    public async Task A_node_that_is_far_from_the_database_is_slow_and_right()
    {
        using var database = PostgresServer.Alone();
        await using var wire = new Wire(database.Port);
        await using var cluster = await Far(database, wire, Users / 2);
        wire.Delay = TimeSpan.FromMilliseconds(30);
        await Everybody(cluster, new Crowd(cluster.Client, Enumerable.Range(0, Users / 2)), "one node 60 ms from the database and back");
    }

    [Fact]
    public async Task A_node_that_is_cut_off_refuses_within_its_limit_holds_nobody_up_and_comes_back_by_itself()
    {
        using var database = PostgresServer.Alone();
        await using var wire = new Wire(database.Port);
        await using var cluster = await Far(database, wire, Users);
        await CutOff(cluster, wire.Cut, wire.Heal, "one node cut off from the database, and healed");
    }

    [Fact]
    public async Task A_node_whose_cable_to_the_database_is_pulled_does_so_too()
    {
        using var network = new OwnNetwork();
        using var database = PostgresServer.AloneOn(network.OfDatabase);
        var address = database.New();
        await using var cluster = await Cluster.Start(
            Users, address, address.Replace("Host=127.0.0.1", $"Host={network.OfDatabase}", StringComparison.Ordinal), network.Command, network.OfNode,
            "--trusted-proxies", $"127.0.0.1,{network.OfCallers}");
        await CutOff(cluster, network.Cut, network.Heal, "the cable of a node's own network pulled, and put back");
    }

    private static async Task CutOff(Cluster cluster, Action cut, Action heal, string what)
    {
        var (a, b) = (cluster.A.Client, cluster.B.Client);
        var crowd = new Crowd(b, Enumerable.Range(0, Users / 2));
        await Node.Until(() => Task.FromResult(crowd.Done.Count >= Users / 6));
        cut();

        var refused = (await b.Post("/api/v1/authn", new { username = Town.Login(Users - 1) })).Expect(503, "E0000010");
        Assert.Equal("1", refused.Header("Retry-After"));
        (await b.Get("/emulator/health/live"))!.Expect(200);
        await new Crowd(a, Enumerable.Range(Users / 2, Users / 2)).Arrived();
        (await a.Get("/emulator/events?limit=10"))!.Expect(200);
        (await a.Ask(HttpMethod.Patch, "/emulator/settings", new { maxChains = 17 }))!.Expect(200);

        heal();
        await Node.Until(async () => await b.Get("/emulator/settings") is { Status: 200 } settings && (int)settings.Json!["maxChains"]! == 17);
        await crowd.Arrived();
        Assert.Empty(a.Hung);
        Assert.Empty(b.Hung);
        await Crowd.Check(crowd.Done, a, b);
        Report.Write(what, $"{Users / 2} users at it, as many at the other", b, crowd);
    }

    [Fact]
    public async Task A_database_that_is_full_refuses_with_a_text_and_goes_on_when_there_is_room()
    {
        using var database = PostgresServer.Alone();
        var address = database.New();
        await using var cluster = await Cluster.Start(Users, address);
        var before = new Crowd(cluster.Client, Enumerable.Range(0, 10));
        await before.Arrived();
        database.LimitFiles();
        Fill(address);

        var refused = await Refused(cluster.Client);
        Assert.Contains("Ask again", refused.Cause, StringComparison.Ordinal);
        foreach (var journey in before.Done)
        {
            (await cluster.Client.Get("/api/v1/sessions/me", journey.Session))!.Expect(200);
        }

        PostgresServer.Sql(address, "DELETE FROM record WHERE org = 'filler'");
        PostgresServer.Sql(address, "VACUUM record");
        await Everybody(cluster, new Crowd(cluster.Client, Enumerable.Range(10, Users - 10)), "the database full, then not any more");
        await Crowd.Check(before.Done, cluster.A.Client, cluster.B.Client);

        // What a table has no room for in its last page it wants a new page for.
        static void Fill(string address)
        {
            foreach (var size in (int[])[4000, 1000, 200, 20])
            {
                while (Fits(address, size))
                {
                }
            }
        }

        static bool Fits(string address, int size)
        {
            try
            {
                PostgresServer.Sql(
                    address,
                    $"INSERT INTO record (org, kind, subject, at, body) SELECT 'filler', 'k', 's', 0, convert_to(string_agg(md5(random()::text), ''), 'UTF8') FROM generate_series(1, 100) row, generate_series(1, {Math.Max(1, size / 32)}) GROUP BY row");
                return true;
            }
            catch (Npgsql.PostgresException)
            {
                return false;
            }
        }

        static async Task<Reply> Refused(Client client)
        {
            while (true)
            {
                var reply = await client.Post("/api/v1/authn", new { username = Town.Login(Users - 1) });
                if (reply.Status != 200)
                {
                    return reply.Expect(503, "E0000010");
                }
            }
        }
    }

    [Fact]
    public async Task Nodes_whose_clocks_are_apart_go_by_the_databases()
    {
        const string Early = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
        Assert.True(File.Exists(Early), "libfaketime is missing: apt-get install -y --no-install-recommends faketime");
        await using var cluster = await Cluster.Start(Users, PostgresServer.NewDatabase(), commandOfB: words => new ProcessStartInfo(words[0], words[1..])
        {
            Environment = { ["LD_PRELOAD"] = Early, ["FAKETIME"] = "-20m", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1" },
        });
        var times = new List<DateTimeOffset>();
        foreach (var node in new[] { cluster.A, cluster.B })
        {
            times.Add(DateTimeOffset.Parse((await node.Client.Get("/emulator/clock"))!.Text("now")!, System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.InRange(times[1] - times[0], TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(5));
        await Everybody(cluster, new Crowd(cluster.Client, Enumerable.Range(0, Users)), "one node's clock twenty minutes late");
    }

    [Fact]
    public async Task A_pooler_that_gives_every_transaction_another_session_may_stand_between()
    {
        using var database = PostgresServer.Alone();
        var address = database.New();
        await using var pooler = await PgBouncer.Start(database.Port);
        await using var cluster = await Cluster.Start(
            Users, address.Replace($"Port={database.Port}", $"Port={pooler.Port}", StringComparison.Ordinal), more: ["--postgres-direct", address]);
        await Everybody(cluster, new Crowd(cluster.Client, Enumerable.Range(0, Users)), "PgBouncer between, eight sessions for both nodes");
    }

    [Fact]
    public async Task A_node_that_is_not_told_of_the_pooler_says_so_and_does_not_start()
    {
        using var database = PostgresServer.Alone();
        await using var pooler = await PgBouncer.Start(database.Port);
        await using var node = new Node(["--postgres", database.New().Replace($"Port={database.Port}", $"Port={pooler.Port}", StringComparison.Ordinal)]);
        Assert.Equal(1, await node.Fail());
        Assert.Contains("--postgres-direct", node.Said, StringComparison.Ordinal);
    }

    private static Task<Cluster> Far(PostgresServer database, Wire wire, int users)
    {
        var address = database.New();
        return Cluster.Start(users, address, address.Replace($"Port={database.Port}", $"Port={wire.Port}", StringComparison.Ordinal));
    }

    // As long as they are not in, others come too.
    private static async Task UntilIn(Crowd crowd, int users)
    {
        await Node.Until(() => Task.FromResult(crowd.Done.Count >= users));
        crowd.NoMore();
    }

    private static async Task Everybody(Cluster cluster, Crowd crowd, string what)
    {
        await crowd.Arrived();
        Assert.Empty(cluster.Client.Hung);
        await Crowd.Check(crowd.Done, cluster.A.Client, cluster.B.Client);
        Report.Write(what, $"{crowd.Done.Count} users", cluster.Client, crowd);
    }
}
