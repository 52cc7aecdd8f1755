using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;
using static FactorSeq.Web.Tests.Addresses.TwoOrgs;

namespace FactorSeq.Web.Tests.Addresses;

/// <summary>What one org gives out is worth nothing in another, even where seed and key are the same.</summary>
public sealed class CrosstalkTests : IAsyncLifetime
{
    private TwoOrgs both = null!;

    private OrgHost Org => both.Host;

    public async Task InitializeAsync() => both = await TwoOrgs.Start();

    public async Task DisposeAsync() => await both.DisposeAsync();

    [Fact]
    public async Task A_state_token()
    {
        var named = (await Org.Identify("ana@demo.test")).Expect("UNAUTHENTICATED");

        (await Org.Post(Other + "/api/v1/authn", new { stateToken = named.StateToken })).Expect(401, "E0000011");
        var verify = $"{Other}/api/v1/authn/factors/{named.FactorId("question")}/verify";
        (await Org.Post(verify, new { stateToken = named.StateToken, answer = "mushrooms" })).Expect(401, "E0000011");
        var sent = (await Org.Get($"{Other}/login/token/redirect?stateToken={named.StateToken}")).Expect(302);
        Assert.Equal($"{Other}/app/UserHome", sent.Header("Location"));
        Assert.Null(sent.Cookie("sid"));
        (await Org.Look(named)).Expect("UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_session_token()
    {
        var token = await RelyingParty.Web(Org).SessionToken();

        (await Org.Post(Other + "/api/v1/sessions", new { sessionToken = token })).Expect(401, "E0000004");
        Assert.Null((await Org.Get($"{Other}/login/sessionCookieRedirect?token={token}&redirectUrl={Org.Address}/")).Cookie("sid"));
        Assert.Null((await RelyingParty.Web(Org, Other + "/oauth2/default/v1").Authorize(("sessionToken", token))).Answer("code"));
        (await Org.OpenSessionOf(token)).Expect(200);
    }

    [Fact]
    public async Task A_session()
    {
        var app = await RelyingParty.Web(Org).SignedIn();

        (await Org.Me(app.Sid!)).Expect(200);
        (await Org.Get(Other + "/api/v1/sessions/me", ("Cookie", $"sid={app.Sid}"))).Expect(404);
        (await Org.Get(Other + "/login/signout", ("Cookie", $"sid={app.Sid}"))).Expect(302);
        (await Org.Me(app.Sid!)).Expect(200);
    }

    [Fact]
    public async Task A_code_and_the_tokens_that_it_is_good_for()
    {
        var app = await RelyingParty.Web(Org).SignedIn();
        var other = RelyingParty.Web(Org, Other + "/oauth2/default/v1");
        var code = await app.Code(("scope", "openid offline_access"));

        (await other.Exchange(code)).ExpectRefusal(400, "invalid_grant");
        var tokens = (await app.Exchange(code)).Expect(200);
        (await other.UserInfo(tokens.Text("access_token"))).Expect(401);
        (await other.Refresh(tokens.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        foreach (var token in new[] { "access_token", "refresh_token", "id_token" })
        {
            Assert.Equal("{\"active\":false}", (await other.Ask("/introspect", ("token", tokens.Text(token)))).Expect(200).Body);
            await other.Ask("/revoke", ("token", tokens.Text(token)));
        }

        Assert.Null((await other.Logout(("id_token_hint", tokens.Text("id_token")), ("post_logout_redirect_uri", "http://app.test/bye"))).Answer("state"));
        (await app.UserInfo(tokens.Text("access_token"))).Expect(200);
        (await app.Refresh(tokens.Text("refresh_token")!)).Expect(200);
    }

    [Fact]
    public async Task A_lock_a_clock_a_setting_and_a_reset()
    {
        await Org.Set(new { stateTokenMinutes = 7 });
        await Org.Clock.Advance("PT2H");
        var ben = await Org.Identify("ben@demo.test");
        for (var miss = 0; miss < 5; miss++)
        {
            await Org.Verify(ben, "question", answer: "wrong");
        }

        Assert.Equal("LOCKED_OUT", await Org.StatusOf("ben@demo.test"));
        var there = (await Org.Get(Other + "/emulator/users")).Json!.AsArray().Single(u => (string?)u!["login"] == "ben@demo.test")!;
        Assert.Equal("ACTIVE", (string?)there["status"]);
        Assert.Equal(5, (int)(await Org.Get(Other + "/emulator/settings")).Json!["stateTokenMinutes"]!);
        Assert.Equal("PT0S", (await Org.Get(Other + "/emulator/clock")).Text("offset"));

        (await Org.Post(Other + "/emulator/reset", new { })).Expect(204);
        Assert.Equal("LOCKED_OUT", await Org.StatusOf("ben@demo.test"));
    }

    [Fact]
    public async Task Beside_a_cookie_of_the_root_an_org_below_it_reads_its_own()
    {
        var root = await RelyingParty.Web(Org).SignedIn();
        var named = await Org.Post(Other + "/api/v1/authn", new { username = "ana@demo.test" });
        var done = await Org.Post(
            $"{Other}/api/v1/authn/factors/{named.FactorId("question")}/verify", new { stateToken = named.StateToken, answer = "mushrooms" });
        var opened = (await Org.Get($"{Other}/login/sessionCookieRedirect?token={done.SessionToken}&redirectUrl={Org.Address}{Other}/app/UserHome")).Expect(302);
        Assert.Contains($"path={Other};", opened.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);

        // The order in which RFC 6265 has browsers send them.
        (await Org.Get(Other + "/api/v1/sessions/me", ("Cookie", $"sid={opened.Cookie("sid")}; sid={root.Sid}"))).Expect(200);
        (await Org.Me(root.Sid!)).Expect(200);
    }
}
