using FactorSeq.Reliability.Tests.Support;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests;

/// <summary>The version before this one and this one, over one PostgreSQL that the older has made.</summary>
[Trait("when", "nightly")]
[Trait("what", "versions")]
public sealed class VersionsTests
{
    // For every kind of way, everybody who stops somewhere on it: no way has more requests than this.
    private const int Longest = 5;

    private static int Stops => Longest * Town.Chains.Length;

    public static TheoryData<bool> BothOrders => [false, true];

    [Fact]
    public async Task The_next_version_comes_the_one_before_goes_and_comes_back_and_nobody_on_their_way_sees_it()
    {
        const int Many = 5000;
        await using var cluster = await Cluster.StartBefore(Many, Previous.App);
        var (older, newer) = (cluster.A, cluster.B);
        var first = await Halfway(older.Client, from: 0);
        var crowd = new Crowd(cluster.Client, Enumerable.Range(2 * Stops, Many - 2 * Stops), atOnce: 4);

        await newer.Start();
        await Further(first, newer.Client);
        await cluster.Front.Takes(newer);
        await End(older);
        var second = await Halfway(newer.Client, from: Stops);

        await older.Start();
        await cluster.Front.Takes(older);
        await End(newer);
        await Further(second, older.Client);
        crowd.NoMore();
        await crowd.Arrived();

        NobodyWasTurnedAway(cluster);
        Assert.All([.. first, .. second], journey => Assert.Equal(1, journey.Beginnings));
        Journey[] everybody = [.. first, .. second, .. crowd.Done];
        await Crowd.Check(everybody, older.Client);
        Report.Write("the next version beside this one, alone, and the older alone again", $"{everybody.Length} users", cluster.Client, crowd);

        // Another code for those who have used theirs.
        await Advance(older.Client);
        await Further(await Halfway(older.Client, from: 0), older.Client);
        await newer.Start();
        await Crowd.Check(everybody, newer.Client, older.Client);
    }

    [Theory]
    [MemberData(nameof(BothOrders))]
    public async Task Users_sign_in_by_every_kind_of_way_with_each_request_at_the_other_version(bool newerFirst)
    {
        await using var cluster = await Both(2 * Town.Chains.Length);
        var nodes = newerFirst ? new[] { cluster.B, cluster.A } : [cluster.A, cluster.B];
        var journeys = new List<Journey>();
        for (var user = 0; user < 2 * Town.Chains.Length; user++)
        {
            // The first lot asks the other version for each request, the second for each step: what a step fetches and what it sends lie together then.
            var isByRequest = user < Town.Chains.Length;
            using var alternating = new Client(nodes[0].Address, nodes[1].Address);
            var journey = new Journey(Town.Login(user), Town.ChainOf(user));
            var turn = 0;
            await Node.Until(async () =>
            {
                await journey.Go(isByRequest ? alternating : nodes[turn++ % 2].Client);
                return journey.IsDone;
            });
            Assert.Equal(1, journey.Beginnings);
            journeys.Add(journey);
        }

        await Crowd.Check(journeys, nodes[0].Client);
        await Crowd.Check(journeys, nodes[1].Client);
    }

    [Fact]
    public async Task A_crowd_before_both_versions_comes_in_and_both_know_everybody()
    {
        const int Users = 200;
        await using var cluster = await Both(Users);
        var crowd = new Crowd(cluster.Client, Enumerable.Range(0, Users));
        await crowd.Arrived();
        NobodyWasTurnedAway(cluster);
        await Crowd.Check(crowd.Done, cluster.A.Client, cluster.B.Client);
        await Crowd.Check(crowd.Done, cluster.B.Client, cluster.A.Client);
        Report.Write("both versions, each request to the other", $"{Users} users", cluster.Client, crowd);
    }

    [Fact]
    public async Task What_may_be_spent_once_is_spent_once_by_both_versions_together()
    {
        const int Rounds = 10;
        await using var cluster = await Both(Rounds * Town.Chains.Length);
        for (var round = 0; round < Rounds; round++)
        {
            // The user's way is `totp`, and the code that their device shows is right for both sign-ins.
            var login = Town.Login(round * Town.Chains.Length);
            Reply[] named = [await Name(cluster.A.Client, login), await Name(cluster.B.Client, login)];
            var code = (await cluster.A.Client.Get($"/emulator/users/{login}/otp?factor=totp"))!.Expect(200).Text("code");
            var done = await Once(cluster, (client, i) => client.Post(
                $"/api/v1/authn/factors/{named[i % 2].FactorId("token:software:totp")}/verify", new { stateToken = named[i % 2].StateToken, passCode = code }));
            var session = await Once(cluster, (client, _) => client.Post("/api/v1/sessions", new { sessionToken = done.Expect("SUCCESS").SessionToken }));
            var granted = await App.Code(cluster.B.Client, session.Text("id")!);
            await Once(cluster, (client, _) => App.Exchange(client, granted));
        }
    }

    [Theory]
    [MemberData(nameof(BothOrders))]
    public async Task Tokens_that_one_version_signs_are_good_at_the_other_whichever_changes_the_keys(bool newerSigns)
    {
        await using var cluster = await Both(1);
        var (signs, other) = newerSigns ? (cluster.B.Client, cluster.A.Client) : (cluster.A.Client, cluster.B.Client);
        var journey = new Journey(Town.Login(0), Town.ChainOf(0));
        await Further([journey], signs);
        foreach (var changes in new[] { signs, other })
        {
            var tokens = (await App.Exchange(signs, await App.Code(other, journey.Session!))).Expect(200);
            var refreshed = (await App.Refresh(other, tokens.Text("refresh_token")!)).Expect(200);
            foreach (var token in new[] { tokens.Text("access_token")!, refreshed.Text("access_token")! })
            {
                Assert.True(await App.Holds(signs, token));
                Assert.True(await App.Holds(other, token));
                (await App.Revoke(other, token)).Expect(200);
                Assert.False(await App.Holds(signs, token));
            }

            (await changes.Post("/emulator/keys/rotate", new { })).Expect(200);
            Assert.Equal(await App.Keys(signs), await App.Keys(other));
        }
    }

    [Fact]
    public async Task A_setting_and_the_clock_count_at_the_other_version_from_the_next_request_on()
    {
        await using var cluster = await Both(1);
        foreach (var (changes, other, chains) in new[] { (cluster.A.Client, cluster.B.Client, 11), (cluster.B.Client, cluster.A.Client, 12), (cluster.A.Client, cluster.B.Client, 13) })
        {
            (await changes.Ask(HttpMethod.Patch, "/emulator/settings", new { maxChains = chains }))!.Expect(200);
            Assert.Equal(chains, (int)(await other.Get("/emulator/settings"))!.Json!["maxChains"]!);
            await Advance(changes);
            Assert.Equal((await changes.Get("/emulator/clock"))!.Text("offset"), (await other.Get("/emulator/clock"))!.Text("offset"));
        }
    }

    private static async Task<Cluster> Both(int users)
    {
        var cluster = await Cluster.StartBefore(users, Previous.App);
        try
        {
            await cluster.B.Start();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <returns>Somebody of each kind at each place where a request may be the last one for now.</returns>
    private static async Task<List<Journey>> Halfway(Client by, int from)
    {
        var all = new List<Journey>();
        for (var user = from; user < from + Stops; user++)
        {
            var journey = new Journey(Town.Login(user), Town.ChainOf(user));
            for (var request = 0; request <= (user - from) / Town.Chains.Length && !journey.IsDone; request++)
            {
                await journey.Go(by);
            }

            all.Add(journey);
        }

        return all;
    }

    private static async Task Further(IEnumerable<Journey> journeys, Client by)
    {
        foreach (var journey in journeys)
        {
            await Node.Until(async () =>
            {
                if (!journey.IsDone)
                {
                    await journey.Go(by);
                }

                return journey.IsDone;
            });
        }
    }

    private static void NobodyWasTurnedAway(Cluster cluster)
    {
        Assert.True(
            cluster.Client.Statuses.Keys.All(status => status == 200),
            string.Join('\n', [.. cluster.Client.Statuses.Select(status => $"{status}"), .. cluster.Front.Errors, "the older:", .. Crashes(cluster.A), "the newer:", .. Crashes(cluster.B)]));

        static IEnumerable<string> Crashes(Node node) => node.Said.Split('\n').SkipWhile(line => !line.Contains(" ERR ", StringComparison.Ordinal)).Take(20);
    }

    private static async Task End(Node node)
    {
        node.Signal("TERM");
        Assert.Equal(0, await node.Ended());
    }

    private static async Task Advance(Client by) => (await by.Post("/emulator/clock", new { advance = "PT2M" })).Expect(200);

    private static async Task<Reply> Name(Client by, string login) => (await by.Post("/api/v1/authn", new { username = login })).Expect(200);

    /// <summary>Asks both versions for the same at once, again and again.</summary>
    /// <returns>The one answer that gives it.</returns>
    private static async Task<Reply> Once(Cluster cluster, Func<Client, int, Task<Reply>> ask)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => ask(i % 4 < 2 ? cluster.A.Client : cluster.B.Client, i))));
        return Assert.Single(answers, answer => answer.Status == 200);
    }
}
