using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Emulator;

/// <summary>What Okta does not have: phone, mailbox, clock, reasons.</summary>
public sealed class EmulatorTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task It_says_when_it_is_ready() =>
        Assert.Equal("""{"status":"ready"}""", (await org.Get("/emulator/health", ("Origin", "http://evil.test"))).Expect(200).Body);

    [Fact]
    public async Task A_push_shows_on_the_phone_until_it_is_answered()
    {
        await org.Clock.StopAt(Approve.Noon);
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        var push = Assert.Single(await org.Pushes())!;
        Assert.Equal((Ana, named.FactorId("push"), "Ana's phone"), ((string?)push["user"], (string?)push["factorId"], (string?)push["device"]));
        Assert.Equal(("2031-02-03T12:00:00.000Z", "2031-02-03T12:05:00.000Z"), ((string?)push["createdAt"], (string?)push["expiresAt"]));
        var path = $"/emulator/pushes/{push["id"]}";
        foreach (var wrong in new object[] { new { }, new { decision = "maybe" }, new { decision = "" }, new { decision = 1 } })
        {
            (await org.Post(path, wrong)).Expect(400, "E0000001");
        }

        (await org.Post(path, new { decision = "approve" })).Expect(200);
        Assert.Empty(await org.Pushes());
        (await org.Post(path, new { decision = "deny" })).Expect(404, "E0000007");
        (await org.Post("/emulator/pushes/none", new { decision = "deny" })).Expect(404, "E0000007");
    }

    [Fact]
    public async Task The_mailbox_holds_what_was_sent_newest_first_by_user_and_channel()
    {
        await using var all = await OrgHost.Start(Seeds.WithChains("sms", "call", "password -> email"));
        await all.Set(new { resendSeconds = new { sms = 0, call = 0, email = 0 } });
        var named = await all.Identify(Ana);
        await all.Verify(named, "sms");
        await all.Verify(named, "call");
        await all.Verify(await all.Verify(named, "password", password: Seeds.Password), "email");
        await all.Verify(await all.Identify("ben@demo.test"), "sms");
        var messages = (await all.Get("/emulator/messages")).Json!.AsArray();
        Assert.Equal(["sms", "email", "call", "sms"], messages.Select(m => (string)m!["channel"]!));
        Assert.Equal(["ben@demo.test", Ana, Ana, Ana], messages.Select(m => (string)m!["user"]!));
        Assert.All(messages, m => Assert.Matches("^[0-9]{6}$", (string)m!["code"]!));
        Assert.Equal(["+14155550100"], (await all.Messages(Ana, "sms")).Select(m => (string)m!["to"]!));
        Assert.Contains((string)messages[0]!["code"]!, (string)messages[0]!["text"]!, StringComparison.Ordinal);
        Assert.Empty(await all.Messages("nobody", "sms"));
    }

    [Fact]
    public async Task A_software_token_shows_its_code_at_the_orgs_time()
    {
        await org.Clock.StopAt(DateTimeOffset.FromUnixTimeSeconds(2_000_000_010));
        var otp = (await org.Get($"/emulator/users/{Ana}/otp?factor=totp")).Expect(200);
        Assert.Matches("^[0-9]{6}$", otp.Text("code"));
        Assert.InRange((int)otp.Json!["validFor"]!, 1, 30);
        Assert.Equal(otp.Text("code"), await org.Otp(Ana));
        await org.Clock.Advance("PT30S");
        Assert.NotEqual(otp.Text("code"), await org.Otp(Ana));
        (await org.Get("/emulator/users/nobody/otp")).Expect(404, "E0000007");
        (await org.Get("/emulator/users/ben@demo.test/otp")).Expect(404, "E0000007");
        (await org.Get($"/emulator/users/{Ana}/otp?factor=push")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task The_clock_is_advanced_set_stopped_and_put_back()
    {
        (await org.Clock.Post(new { freeze = true })).Expect(200);
        var at = org.Clock.Now;
        Assert.True((bool)(await org.Clock.Post(new { advance = "PT5M" })).Expect(200).Json!["frozen"]!);
        Assert.Equal(at.AddMinutes(5), org.Clock.Now);
        await org.Clock.Post(new { advance = "-PT10M" });
        Assert.Equal(at.AddMinutes(-5), org.Clock.Now);
        Assert.Equal("2031-02-03T12:00:00.000Z", (await org.Clock.Post(new { set = "2031-02-03T12:00:00Z" })).Text("now"));
        Assert.Equal("2031-02-03T11:00:00.000Z", (await org.Clock.Post(new { set = "2031-02-03T12:00:00+01:00" })).Text("now"));
        Assert.False((bool)(await org.Clock.Post(new { freeze = false })).Json!["frozen"]!);
        Assert.InRange(org.Clock.Now - new DateTimeOffset(2031, 2, 3, 11, 0, 0, TimeSpan.Zero), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal("PT0S", (await org.Clock.Post(new { reset = true })).Text("offset"));
        Assert.InRange((org.Clock.Now - DateTimeOffset.UtcNow).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"advance\":\"\"}")]
    [InlineData("{\"advance\":\"5 minutes\"}")]
    [InlineData("{\"advance\":\"P10675199D\"}")]
    [InlineData("{\"advance\":\"P10675199DT2H48M5S\"}")]
    [InlineData("{\"advance\":\"-P10675199DT2H48M5.4775808S\"}")]
    [InlineData("{\"advance\":\"P999999999999Y\"}")]
    [InlineData("{\"advance\":\"P4000D\"}")]
    [InlineData("{\"set\":\"never\"}")]
    [InlineData("{\"set\":\"0001-01-01T00:00:00Z\"}")]
    [InlineData("{\"set\":\"9999-12-31T23:59:59-14:00\"}")]
    [InlineData("{\"freeze\":\"maybe\"}")]
    [InlineData("{\"reset\":false}")]
    public async Task A_move_that_makes_no_sense_is_refused_and_the_clock_stays(string move)
    {
        await org.Clock.StopAt(Approve.Noon.AddYears(-5));
        await org.Clock.Post(new { advance = "P1D" });
        var before = org.Clock.Now;
        (await org.Clock.Post(move)).Expect(400, "E0000001");
        Assert.Equal(before, org.Clock.Now);
    }

    [Fact]
    public async Task The_reasons_are_told()
    {
        await org.Clock.StopAt(Approve.Noon);
        Approve.Text("explain-user", (await org.Get($"/emulator/explain?user={Ana}")).Expect(200).Json!);
        var second = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        Approve.Text("explain-transaction", (await org.Get($"/emulator/explain?stateToken={second.StateToken}")).Expect(200).Json!);
        Approve.Text("explain-nobody", (await org.Get("/emulator/explain?user=nobody")).Expect(200).Json!);
        (await org.Get("/emulator/explain?stateToken=00none")).Expect(404, "E0000007");
        (await org.Get("/emulator/explain")).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Everybody_is_listed_with_how_they_sign_in()
    {
        var ana = (await org.Get("/emulator/users")).Expect(200).Json!.AsArray().Single(u => (string?)u!["login"] == Ana)!;
        Assert.Equal(("Ana Ruiz", "ACTIVE", Seeds.Password), ((string?)ana["name"], (string?)ana["status"], (string?)ana["password"]));
        Assert.Equal(["push", "sms -> question", "password -> push | totp"], ana["signIn"]!.AsArray().Select(c => (string)c!));
    }

    [Fact]
    public async Task Settings_are_changed_together_or_not_at_all()
    {
        var before = (await org.Get("/emulator/settings")).Expect(200).Body;
        foreach (var bad in new[]
        {
            "{\"pushMinutes\":0}", "{\"pushMinutes\":61}", "{\"pushMinutes\":\"x\"}", "{\"pushMinutes\":2.5}", "{\"pushMinutes\":null}", "{\"pushMinutes\":1e99}",
            "{\"userEnumerationPrevention\":\"yes\"}", "{\"passwordFactorError\":\"E1\"}", "{\"nothing\":1}", "{\"numberChallenge\":[]}", "{\"resendSeconds\":{\"fax\":1}}",
        })
        {
            var both = $"{{\"codeMinutes\":7,{bad[1..]}";
            var refused = (await org.Send(HttpMethod.Patch, "/emulator/settings", OrgHost.Body(both))).Expect(400, "E0000001");
            Assert.NotNull(refused.Cause);
            Assert.Equal(before, (await org.Get("/emulator/settings")).Body);
        }

        var changed = (await org.Send(HttpMethod.Patch, "/emulator/settings", OrgHost.Body("{\"pushMinutes\":7,\"lastUsedFactorFirst\":true}"))).Expect(200);
        Assert.Equal((7, true), ((int)changed.Json!["pushMinutes"]!, (bool)changed.Json["lastUsedFactorFirst"]!));
        Assert.Equal(changed.Body, (await org.Get("/emulator/settings")).Body);
    }

    [Fact]
    public async Task A_reset_forgets_everything_the_org_has_done()
    {
        await org.Set(new { pushMinutes = 9 });
        await org.Clock.Advance("P1D");
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        var done = await SignIn();
        for (var i = 0; i < 5; i++)
        {
            await org.Verify(await org.Verify(await org.Identify("ben@demo.test"), "sms"), "sms", passCode: "wrong");
        }

        (await org.Post("/emulator/reset", new { })).Expect(204);
        Assert.Empty(await org.Pushes());
        Assert.Empty((await org.Get("/emulator/messages")).Json!.AsArray());
        Assert.Empty((await org.Get("/emulator/events")).Json!.AsArray());
        Assert.Equal(5, (int)(await org.Get("/emulator/settings")).Json!["pushMinutes"]!);
        Assert.InRange((org.Clock.Now - DateTimeOffset.UtcNow).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        (await org.Look(named)).Expect(401, "E0000011");
        Assert.Equal(401, (await org.OpenSession(done)).Status);
        (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        Assert.Equal("ACTIVE", await org.StatusOf("ben@demo.test"));
    }

    [Fact]
    public async Task Events_are_listed_newest_first_and_by_user()
    {
        await SignIn();
        await org.Identify("nobody@demo.test");
        var events = (await org.Get("/emulator/events?limit=1")).Expect(200).Json!.AsArray();
        Assert.Equal(("user.session.start", "nobody@demo.test"), ((string?)events.Single()!["eventType"], (string?)events[0]!["actor"]!["alternateId"]));
        Assert.Equal("FAILURE", (string?)events[0]!["outcome"]!["result"]);
        Assert.Contains("user.authentication.auth_via_mfa", await org.Log(Ana));
        Assert.DoesNotContain("nobody@demo.test", (await org.Get($"/emulator/events?user={Ana}")).Body, StringComparison.Ordinal);
        foreach (var limit in new[] { "0", "-1", "x", "99999999999" })
        {
            (await org.Get($"/emulator/events?limit={limit}")).Expect(200);
        }
    }

    [Fact]
    public async Task A_live_page_hears_of_a_push()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var response = await org.Http.GetAsync("/emulator/stream", HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));
        Assert.Equal("retry: 1000", await reader.ReadLineAsync(deadline.Token));
        await reader.ReadLineAsync(deadline.Token);

        // One push and no second try: whoever is connected misses nothing.
        await org.Verify(await org.Identify(Ana), "push");
        string? line;
        do
        {
            line = await reader.ReadLineAsync(deadline.Token);
        }
        while (line is not null && !line.Contains("\"pushes\"", StringComparison.Ordinal));

        Assert.Equal("data: {\"kind\":\"pushes\"}", line);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"login\":\"ana@demo.test\"}")]
    [InlineData("{\"login\":\"ana@demo.test\",\"via\":\"magic\"}")]
    [InlineData("{\"via\":\"idp\"}")]
    public async Task An_external_sign_in_wants_a_login_and_a_way(string body) =>
        (await org.Post("/emulator/sign-ins", body)).Expect(400, "E0000001");

    [Fact]
    public async Task An_external_sign_in_does_not_open_for_whoever_may_not_in()
    {
        (await org.Post("/emulator/sign-ins", new { login = "nobody", via = "idp" })).Expect(401, "E0000004");
        await using var denying = await OrgHost.Start(Seeds.WithRule("authenticate: deny"));
        (await denying.Post("/emulator/sign-ins", new { login = Ana, via = "idp" })).Expect(401, "E0000004");
    }

    private async Task<Reply> SignIn()
    {
        var second = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        return (await org.Verify(second, "token:software:totp", passCode: await org.Otp(Ana))).Expect("SUCCESS");
    }
}
