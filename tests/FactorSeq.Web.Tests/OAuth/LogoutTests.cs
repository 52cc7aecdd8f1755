using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class LogoutTests : IAsyncLifetime
{
    private OrgHost org = null!;
    private RelyingParty web = null!;
    private string hint = null!;
    private string sid = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(RelyingParty.Seed);
        web = await RelyingParty.Web(org).SignedIn();
        hint = (await web.Tokens()).Text("id_token")!;
        sid = web.Sid!;
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_parameter_that_comes_twice_is_told_as_such() =>
        Assert.Contains("A parameter is given more than once.", (await org.Get("/oauth2/default/v1/logout?state=a&state=b")).ExpectErrorPage("invalid_request").Body);

    [Fact]
    public async Task It_ends_the_session_and_goes_back_to_the_app()
    {
        var reply = await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", "http://app.test/bye"), ("state", "a b"));
        Assert.Equal("http://app.test/bye?state=a%20b", reply.Header("Location"));
        Assert.Null(web.Sid);
        Assert.Equal(404, (await org.Me(sid)).Status);
        (await web.Authorize()).ExpectSignInPage();
    }

    [Fact]
    public async Task Without_a_way_back_it_goes_to_the_sign_in_page()
    {
        Assert.Equal("/login/login.htm?signedOut=1", (await web.Logout(("id_token_hint", hint))).Header("Location"));
        Assert.Equal(404, (await org.Me(sid)).Status);
    }

    [Fact]
    public async Task An_expired_hint_will_do_and_so_does_a_session_that_is_over()
    {
        await org.Clock.Advance("P1D");
        Assert.Equal("http://app.test/bye", (await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", "http://app.test/bye"))).Header("Location"));
    }

    [Theory]
    [InlineData("http://app.test/bye/")]
    [InlineData("http://app.test/BYE")]
    [InlineData("http://app.test/cb")]
    [InlineData("http://evil.test/")]
    [InlineData("//evil.test/")]
    public async Task It_goes_to_registered_addresses_only(string back)
    {
        (await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", back))).ExpectErrorPage("invalid_request");
        Assert.Equal(200, (await org.Me(sid)).Status);
    }

    [Fact]
    public async Task It_wants_an_ID_token_of_its_own_server()
    {
        var own = await (await RelyingParty.Web(org, "/oauth2/v1").SignedIn()).Tokens();
        var access = (await web.Tokens()).Text("access_token");
        foreach (var bad in new[] { null, "nonsense", access, own.Text("id_token"), hint[..^4] + "AAAA" })
        {
            (await web.Logout(("id_token_hint", bad), ("post_logout_redirect_uri", "http://app.test/bye"))).ExpectErrorPage("invalid_request");
        }

        Assert.Equal(200, (await org.Me(sid)).Status);
    }

    [Fact]
    public async Task The_hint_of_one_user_does_not_end_the_session_of_another()
    {
        var named = await org.Identify("ben@demo.test");
        var done = await org.Verify(named, "question", answer: "olives");
        var bens = (await org.Post("/api/v1/sessions", new { sessionToken = done.Expect("SUCCESS").SessionToken })).Text("id")!;
        web.Sid = bens;
        Assert.Equal("http://app.test/bye", (await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", "http://app.test/bye"))).Header("Location"));
        Assert.Equal(200, (await org.Me(bens)).Status);
    }
}
