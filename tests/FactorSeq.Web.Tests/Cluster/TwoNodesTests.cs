using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Cluster;

/// <summary>Any request to any node.</summary>
public sealed class TwoNodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task Users_sign_in_through_every_kind_of_chain_with_each_request_at_the_other_node()
    {
        foreach (var chain in TwoNodes.Chains)
        {
            var done = await nodes.SignIn(0, chain);
            var session = (await nodes.Next.OpenSession(done)).Expect(200);
            (await nodes.Next.Me(session.Text("id")!)).Expect(200);
            Assert.Equal(401, (await nodes.Next.OpenSession(done)).Status);
        }
    }

    [Fact]
    public async Task A_push_approved_at_one_node_wakes_who_looks_on_at_the_other()
    {
        var named = await nodes.A.Identify(TwoNodes.Login(1));
        using var stream = await nodes.A.Http.GetAsync("/emulator/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.Equal("WAITING", (await nodes.A.Verify(named, "push")).FactorResult);
        await Until(reader, "pushes");
        await nodes.B.Approve(TwoNodes.Login(1));
        await Until(reader, "pushes");
        (await nodes.A.Verify(named, "push")).Expect("MFA_REQUIRED");
        await nodes.B.Cancel(named);

        static async Task Until(StreamReader reader, string kind)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (await reader.ReadLineAsync(patience.Token) is { } line && !line.Contains($"\"{kind}\"", StringComparison.Ordinal))
            {
            }
        }
    }

    [Fact]
    public async Task A_setting_and_the_clock_count_at_the_other_node_from_the_next_request_on()
    {
        for (var i = 0; i < 4; i++)
        {
            await nodes.Next.Set(new { maxChains = 10 + i });
            Assert.Equal(10 + i, (int)(await nodes.Next.Get("/emulator/settings")).Json!["maxChains"]!);
        }

        var (a, b) = (nodes.A, nodes.B);
        (await a.Post("/emulator/clock", new { freeze = true })).Expect(200);
        await b.Clock.Advance("PT10M");
        Assert.Equal((string)(await a.Get("/emulator/clock")).Json!["now"]!, (string)(await b.Get("/emulator/clock")).Json!["now"]!);
        (await b.Post("/emulator/clock", new { freeze = false })).Expect(200);
        Assert.False((bool)(await a.Get("/emulator/clock")).Json!["frozen"]!);
    }

    // A thousand take a quarter of a minute: tests/nightly.sh has them.
    private static int Rivals => int.Parse(Environment.GetEnvironmentVariable("FACTORSEQ_RIVALS") ?? "300", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Of_any_number_of_wrong_passwords_at_once_on_both_nodes_each_is_counted()
    {
        Assert.All(await WrongPasswords(TwoNodes.Patient, Rivals), answer => answer.Expect(403, "E0000068"));
        Assert.Equal(Rivals, (await nodes.A.Org.FindAccount(TwoNodes.Login(TwoNodes.Patient)))!.Value.Attempts.WrongPasswords);
        Assert.Equal("ACTIVE", await nodes.B.StatusOf(TwoNodes.Login(TwoNodes.Patient)));
    }

    [Fact]
    public async Task However_many_wrong_passwords_come_at_once_they_lock_once_and_at_the_limit()
    {
        var login = TwoNodes.Login(2);
        await WrongPasswords(2, TwoNodes.Limit - 1);
        Assert.Equal("ACTIVE", await nodes.B.StatusOf(login));
        await WrongPasswords(2, 20);
        Assert.Equal("LOCKED_OUT", await nodes.B.StatusOf(login));
        Assert.Single(await nodes.B.Log(login), type => type == "user.account.lock");
    }

    [Fact]
    public async Task A_code_spent_a_hundred_times_on_both_nodes_wins_once()
    {
        var done = await nodes.SignIn(3, "totp");
        var opened = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => nodes.Next.OpenSession(done))));
        var sid = Assert.Single(opened, answer => answer.Status == 200).Text("id")!;

        var code = await new RelyingParty(nodes.A, "web", RelyingParty.Secret, "http://app.test/cb") { Sid = sid }.Code();
        RelyingParty[] apps = [RelyingParty.Web(nodes.A), RelyingParty.Web(nodes.B)];
        var tokens = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => apps[i % 2].Exchange(code))));
        Assert.Single(tokens, answer => answer.Status == 200);
        Assert.All(tokens.Where(answer => answer.Status != 200), answer => answer.ExpectRefusal(400, "invalid_grant"));
    }

    [Fact]
    public async Task Tokens_of_one_node_count_at_the_other_whichever_has_changed_the_keys()
    {
        var sid = (await nodes.Next.OpenSession(await nodes.SignIn(4, "totp"))).Expect(200).Text("id")!;
        for (var i = 0; i < 2; i++)
        {
            var tokens = await new RelyingParty(nodes.A, "web", RelyingParty.Secret, "http://app.test/cb") { Sid = sid }.Tokens();
            (await RelyingParty.Web(nodes.B).UserInfo(tokens.Text("access_token"))).Expect(200);
            Assert.Equal((await nodes.A.Get("/oauth2/default/v1/keys")).Body, (await nodes.B.Get("/oauth2/default/v1/keys")).Body);
            (await nodes.B.Post("/emulator/keys/rotate", new { })).Expect(200);
        }
    }

    [Fact]
    public async Task A_fault_that_strikes_three_times_strikes_three_times_on_both_nodes_together()
    {
        (await nodes.A.Post("/emulator/faults", new { route = "/api/v1/sessions/me", status = 503, errorCode = "E0000010", times = 3 })).Expect(201);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => nodes.Next.Me("nobody's")));
        Assert.Equal(3, answers.Count(answer => answer.Status == 503));
        await nodes.B.Send(HttpMethod.Delete, "/emulator/faults", null);
        Assert.Empty((await nodes.A.Get("/emulator/faults")).Json!.AsArray());
    }

    [Fact]
    public async Task A_phone_that_is_told_to_approve_twice_does_so_twice_whichever_node_asks()
    {
        var login = TwoNodes.Login(5);
        (await nodes.A.Send(HttpMethod.Put, $"/emulator/phones/{login}", OrgHost.Body(new { answer = "approve", times = 2 }))).Expect(200);
        var approved = 0;
        for (var i = 0; i < 3; i++)
        {
            var named = await nodes.Next.Identify(login);
            await nodes.Next.Verify(named, "push");
            approved += (await nodes.Next.Verify(named, "push")).State == "MFA_REQUIRED" ? 1 : 0;
            await nodes.Next.Cancel(named);
        }

        Assert.Equal(2, approved);
    }

    [Fact]
    public async Task An_org_made_at_one_node_lives_and_dies_at_both()
    {
        var (a, b) = (nodes.A, nodes.B);
        for (var life = 1; life <= 2; life++)
        {
            (await a.Send(HttpMethod.Post, "/emulator/orgs/other", OrgHost.Body($$"""{"org": {"name": "other"}, "users": [{"login": "zoe{{life}}@other.test"}]}"""))).Expect(201);
            Assert.Equal(400, (await b.Send(HttpMethod.Post, "/emulator/orgs/other", null)).Status);
            var users = (await b.Get("/o/other/emulator/users")).Expect(200);
            Assert.Contains($"zoe{life}@other.test", users.Body);
            (await b.Post("/o/other/emulator/clock", new { advance = "PT1H" })).Expect(200);
            var named = (await a.Post("/o/other/api/v1/authn", new { username = $"zoe{life}@other.test", password = "x" })).Status;
            Assert.Equal(401, named);
            (await b.Post("/o/other/emulator/reset", new { })).Expect(204);
            Assert.Contains($"zoe{life}@other.test", (await a.Get("/o/other/emulator/users")).Body);
            Assert.Equal("PT0S", (string)(await a.Get("/o/other/emulator/clock")).Json!["offset"]!);
            (await b.Send(HttpMethod.Delete, "/emulator/orgs/other", null)).Expect(204);
            (await a.Get("/o/other/emulator/users")).Expect(404);
            Assert.DoesNotContain("other", (await a.Get("/emulator/orgs")).Body);
        }
    }

    [Fact]
    public void Nodes_that_start_at_once_agree_on_what_they_make_up()
    {
        var (a, b) = (nodes.A.Services, nodes.B.Services);
        Assert.Equal(a.GetRequiredService<Hosting.SeedMemory>().AdminPassword, b.GetRequiredService<Hosting.SeedMemory>().AdminPassword);
        Assert.Equal(nodes.A.Org.DecoyKey, nodes.B.Org.DecoyKey);
        Assert.Equal(nodes.A.Org.Documents.Life, nodes.B.Org.Documents.Life);
    }

    [Fact]
    public async Task A_page_of_the_console_may_open_its_circuit_at_the_other_node()
    {
        var keys = await nodes.A.Services.GetRequiredService<FactorSeq.Core.Ports.IDocuments>().List(Hosting.NodeAgreement.Shelf, DocumentKinds.PageKeys, 10);
        Assert.Single(keys);
    }

    // In twenty sign-ins, so that it is the account they contend for.
    private async Task<Support.Reply[]> WrongPasswords(int user, int attempts)
    {
        var named = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => nodes.Next.Identify(TwoNodes.Login(user))));
        return await Task.WhenAll(
            Enumerable.Range(0, attempts).Select(i => Task.Run(() => nodes.Next.Verify(named[i % named.Length], "password", password: "wrong"))));
    }
}
