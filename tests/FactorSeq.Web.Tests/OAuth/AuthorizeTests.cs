using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class AuthorizeTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(RelyingParty.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Whoever_has_a_session_goes_back_with_a_code_and_the_state()
    {
        var reply = await (await RelyingParty.Web(org).SignedIn()).Authorize();
        Assert.Equal(302, reply.Status);
        Assert.StartsWith("http://app.test/cb?state=st%26te&code=", reply.Header("Location"));
        Assert.Equal("no-referrer", reply.Header("Referrer-Policy"));
        Assert.Contains("no-store", reply.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_redirect_URI_with_a_query_keeps_it()
    {
        var reply = await (await RelyingParty.Web(org).SignedIn()).Authorize(("redirect_uri", "http://app.test/cb?tenant=1"));
        Assert.StartsWith("http://app.test/cb?tenant=1&state=", reply.Header("Location"));
    }

    [Fact]
    public async Task A_request_may_be_posted()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var query = web.AuthorizeUrl().Split('?')[1].Split('&').Select(p => p.Split('=')).Select(p => (p[0], (string?)Uri.UnescapeDataString(p[1])));
        var reply = await web.Post("/authorize", [.. query], ("Cookie", $"sid={web.Sid}"));
        Assert.NotNull(reply.Answer("code"));
    }

    [Fact]
    public async Task Nobody_signed_in_signs_in_and_comes_back_to_the_same_request_once()
    {
        var web = RelyingParty.Web(org);
        var way = (await web.Authorize(("login_hint", "ana@demo.test"))).ExpectSignInPage();
        Assert.Equal("ana@demo.test", way.Answer("username"));
        var back = way.FromUri();
        Assert.StartsWith("/oauth2/v1/authorize/redirect?okta_key=", back);
        (await web.Visit(back)).ExpectSignInPage();

        await web.SignedIn();
        var reply = await web.Visit(back);
        Assert.StartsWith("http://app.test/cb?state=st%26te&code=", reply.Header("Location"));
        (await web.Exchange(reply.Answer("code")!)).Expect(200);
        (await web.Visit(back)).ExpectErrorPage("invalid_request");
    }

    [Fact]
    public async Task The_hosted_page_leads_a_passwordless_user_back_to_the_app()
    {
        var web = RelyingParty.Web(org);
        var back = (await web.Authorize()).FromUri();
        var page = await org.OpenPage($"?fromURI={Uri.EscapeDataString(back)}");
        var named = (await org.Post("/api/v1/authn", new { stateToken = page.StateToken, username = "ana@demo.test" })).Expect("UNAUTHENTICATED");
        (await org.Verify(named, "push")).Expect("MFA_CHALLENGE");
        await org.Approve("ana@demo.test");
        (await org.Verify(named, "push")).Expect("SUCCESS");
        var home = await web.Visit($"/login/token/redirect?stateToken={page.StateToken}");
        Assert.Equal(back, home.Header("Location"));

        var tokens = (await web.Exchange((await web.Visit(back)).Answer("code")!)).Expect(200);
        Assert.Equal(["swk", "mfa"], tokens.Claims("id_token").List("amr"));
    }

    [Fact]
    public async Task A_sign_in_that_took_too_long_starts_again_at_the_app()
    {
        var web = RelyingParty.Web(org);
        var back = (await web.Authorize()).FromUri();
        await org.Clock.Advance("PT1H");
        await web.SignedIn();
        (await web.Visit(back)).ExpectErrorPage("invalid_request");
    }

    [Fact]
    public async Task Without_prompt_and_without_session_login_is_required()
    {
        var reply = await RelyingParty.Web(org).Authorize(("prompt", "none"));
        Assert.Equal("login_required", reply.Answer("error"));
        Assert.Equal("The client specified not to prompt, but the user is not logged in.", reply.Answer("error_description"));
        Assert.Equal("st&te", reply.Answer("state"));
    }

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("max_age", "0")]
    public async Task Who_must_sign_in_again_does_so_once(string parameter, string value)
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var way = await web.Authorize((parameter, value));
        Assert.Equal("login", way.Answer("prompt"));
        var back = way.FromUri();
        Assert.Equal(200, (await web.Visit(way.Header("Location")!)).Status);
        (await web.Visit(back)).ExpectSignInPage();
        await web.SignedIn();
        Assert.NotNull((await web.Visit(back)).Answer("code"));
    }

    [Fact]
    public async Task A_session_younger_than_max_age_will_do()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        Assert.NotNull(await web.Code(("max_age", "600")));
        await org.Clock.Advance("PT10M");
        Assert.Equal("login_required", (await web.Authorize(("max_age", "600"), ("prompt", "none"))).Answer("error"));
    }

    [Fact]
    public async Task Who_is_not_assigned_is_told_so_through_the_app_and_the_log()
    {
        var closed = await new RelyingParty(org, "closed", "other-secret", "http://app.test/cb").SignedIn();
        var reply = await closed.Authorize();
        Assert.Equal("access_denied", reply.Answer("error"));
        Assert.Equal("User is not assigned to the client application.", reply.Answer("error_description"));
        Assert.Contains("app.oauth2.as.authorize.code", await org.Log("ana@demo.test"));
    }

    [Theory]
    [InlineData("state", null, "invalid_request")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "openid unheard", "invalid_scope")]
    [InlineData("scope", "profile email", "invalid_scope")]
    [InlineData("scope", "openid groups", "invalid_scope")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("response_type", "code code", "unsupported_response_type")]
    [InlineData("response_type", "password", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_mode", "web_message", "unsupported_response_mode")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "whatever", "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("max_age", "soon", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("request", "eyJhbGciOiJub25lIn0..", "invalid_request_object")]
    [InlineData("request_uri", "https://app.test/request", "request_uri_not_supported")]
    public async Task A_bad_request_is_refused_through_the_app(string parameter, string? value, string error)
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var reply = await web.Authorize((parameter, value));
        Assert.Matches("^http://app.test/cb[?#]", reply.Header("Location"));
        Assert.Equal(error, reply.Answer("error"));
        Assert.NotNull(reply.Answer("error_description"));
        Assert.Null(reply.Answer("code"));
        Assert.Equal(parameter == "state" ? null : "st&te", reply.Answer("state"));
    }

    [Fact]
    public async Task A_parameter_given_twice_is_refused()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        Assert.Equal("invalid_request", (await web.Visit(web.AuthorizeUrl() + "&scope=openid")).Answer("error"));
    }

    [Fact]
    public async Task A_confidential_client_may_do_without_PKCE_and_a_public_one_may_not()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var code = await web.Code(("code_challenge", null), ("code_challenge_method", null));
        (await web.Exchange(code, ("code_verifier", null))).Expect(200);
        var spa = await RelyingParty.Spa(org).SignedIn();
        var reply = await spa.Authorize(("code_challenge", null), ("code_challenge_method", null));
        Assert.Equal("PKCE code challenge is required when the token endpoint authentication method is 'NONE'.", reply.Answer("error_description"));
    }

    [Theory]
    [InlineData("unheard")]
    [InlineData("WEB")]
    [InlineData(null)]
    public async Task An_unknown_client_gets_an_error_page(string? clientId) =>
        (await (await RelyingParty.Web(org).SignedIn()).Authorize(("client_id", clientId))).ExpectErrorPage("invalid_client");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://app.test/cb/")]
    [InlineData("http://app.test/cb/../evil")]
    [InlineData("http://app.test/cbevil")]
    [InlineData("http://app.test/CB")]
    [InlineData("HTTP://app.test/cb")]
    [InlineData("http://APP.test/cb")]
    [InlineData("https://app.test/cb")]
    [InlineData("http://app.test:80/cb")]
    [InlineData("http://app.test/cb?x=1")]
    [InlineData("http://app.test/cb?tenant=1&x=1")]
    [InlineData("http://app.test/cb#")]
    [InlineData("http://app.test/%63b")]
    [InlineData("http://app.test%2Fcb")]
    [InlineData("http://app.test@evil.test/cb")]
    [InlineData("http://user@app.test/cb")]
    [InlineData("http://evil.test/http://app.test/cb")]
    [InlineData("http://app.test.evil.test/cb")]
    [InlineData("//app.test/cb")]
    [InlineData("/cb")]
    [InlineData("http://app.test\\@evil.test/cb")]
    [InlineData(" http://app.test/cb")]
    [InlineData("http://app.test/cb\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://spa.test/cb")]
    public async Task A_redirect_URI_counts_character_by_character(string? redirectUri)
    {
        var web = await RelyingParty.Web(org).SignedIn();
        (await web.Authorize(("redirect_uri", redirectUri))).ExpectErrorPage("invalid_request");
        (await web.Authorize(("redirect_uri", redirectUri), ("state", null), ("prompt", "none"))).ExpectErrorPage("invalid_request");
    }

    [Fact]
    public async Task Two_redirect_URIs_are_none()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        (await web.Visit(web.AuthorizeUrl() + "&redirect_uri=http%3A%2F%2Fevil.test")).ExpectErrorPage("invalid_request");
    }

    [Theory]
    [InlineData("sessionToken")]
    [InlineData("onetimetoken")]
    public async Task A_session_token_opens_a_session_and_answers_at_once(string name)
    {
        var web = RelyingParty.Web(org);
        var reply = await web.Authorize(("prompt", "none"), (name, await web.SessionToken()));
        Assert.NotNull(reply.Answer("code"));
        Assert.NotNull(web.Sid);
        (await org.Me(web.Sid!)).Expect(200);
        Assert.DoesNotContain(name, reply.Header("Location"));
    }

    [Fact]
    public async Task A_session_token_is_left_alone_where_there_is_a_session()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var before = web.Sid;
        var token = await web.SessionToken();
        Assert.NotNull(await web.Code(("sessionToken", token)));
        Assert.Equal(before, web.Sid);
        (await org.Post("/api/v1/sessions", new { sessionToken = token })).Expect(200);
    }

    [Fact]
    public async Task Of_a_hundred_that_spend_one_session_token_one_gets_in()
    {
        var token = await RelyingParty.Web(org).SessionToken();
        var replies = await Task.WhenAll(Enumerable.Range(0, 100)
            .Select(_ => RelyingParty.Web(org).Authorize(("prompt", "none"), ("sessionToken", token))));
        Assert.Single(replies, r => r.Answer("code") is not null);
        Assert.Equal(99, replies.Count(r => r.Answer("error") == "login_required"));
    }

    [Fact]
    public async Task A_suspended_user_gets_nothing_and_the_browser_does_not_go_in_circles()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var account = (await org.Org.FindAccount("ana@demo.test"))!;
        await org.Documents.Commit(new Core.Ports.UnitOfWork(org.Org.Name).Update(
            FactorSeq.Web.Orgs.DocumentKinds.Accounts, account, account.Value.WithStatus(Core.Users.AccountStatus.Suspended, org.Clock.Now)));
        Assert.Equal("login_required", (await web.Authorize(("prompt", "none"))).Answer("error"));
        var way = (await web.Authorize()).ExpectSignInPage();
        Assert.Equal(200, (await web.Visit(way.Header("Location")!)).Status);
    }
}
