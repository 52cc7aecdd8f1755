using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Sessions;

/// <summary>The Sessions API beyond a browser's own session: by password, by id with an API token, and one-time tokens wherever they may stand.</summary>
public sealed class SessionsApiTests : IAsyncLifetime
{
    private const string Tokens = "apiTokens: [ { name: ci, token: 00ci-token }, { name: other, token: 00other-token } ]";

    private static readonly (string, string) Admin = ("Authorization", "SSWS 00ci-token");

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithRule("authenticate: password", more: Tokens));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_password_opens_a_session_with_a_cookie_token_that_counts_once()
    {
        await org.Clock.StopAt(Approve.Noon);
        var session = (await ByPassword("?additionalFields=cookieToken")).Expect(200);
        Approve.Json("session_by_password", session);
        (await org.Me(session.Text("id")!)).Expect(200);
        var token = session.Text("cookieToken")!;
        (await org.OpenSessionOf(token)).Expect(200);
        (await org.OpenSessionOf(token)).Expect(401, "E0000004");
    }

    [Fact]
    public async Task Without_being_asked_for_there_is_no_cookie_token() => Assert.Null((await ByPassword()).Expect(200).Text("cookieToken"));

    [Fact]
    public async Task A_cookie_token_lives_five_minutes_and_no_longer_than_its_session()
    {
        var first = (await ByPassword("?additionalFields=cookieToken")).Expect(200);
        (await org.Send(HttpMethod.Delete, $"/api/v1/sessions/{first.Text("id")}", null, Admin)).Expect(204);
        (await org.OpenSessionOf(first.Text("cookieToken")!)).Expect(401, "E0000004");
        var second = (await ByPassword("?additionalFields=cookieToken")).Expect(200);
        await org.Clock.Advance("PT5M");
        (await org.OpenSessionOf(second.Text("cookieToken")!)).Expect(401, "E0000004");
    }

    [Fact]
    public async Task Of_parallel_requests_one_gets_what_a_cookie_token_gives()
    {
        var token = (await ByPassword("?additionalFields=cookieToken")).Expect(200).Text("cookieToken")!;
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => org.OpenSessionOf(token)));
        Assert.Single(replies, r => r.Status == 200);
    }

    [Theory]
    [InlineData("ana@demo.test", "wrong")]
    [InlineData("nobody@demo.test", "Passw0rd-ana")]
    public async Task A_wrong_password_and_an_unknown_user_are_told_the_same(string username, string password) =>
        Assert.Equal("[]", (await org.Post("/api/v1/sessions", new { username, password })).Expect(401, "E0000004").Json!["errorCauses"]!.ToJsonString());

    [Fact]
    public async Task A_body_without_credentials_is_told_what_is_missing() => (await org.Post("/api/v1/sessions", new { username = "ana@demo.test" })).Expect(400, "E0000001");

    [Fact]
    public async Task Where_the_policy_wants_a_factor_the_session_says_so_and_signs_nobody_in()
    {
        await org.EditSeed(Seeds.WithRule("authenticate: password + any", more: Tokens));
        await org.Clock.StopAt(Approve.Noon);
        var session = (await ByPassword("?additionalFields=cookieToken")).Expect("MFA_REQUIRED");
        Approve.Json("session_unfinished", session);
        var id = session.Text("id")!;
        Assert.Null(session.Text("cookieToken"));
        (await org.Me(id)).Expect(404, "E0000007");
        Assert.Contains("/login/login.htm", (await org.Get("/app/UserHome", ("Cookie", $"sid={id}"))).Expect(302).Header("Location"), StringComparison.Ordinal);
        (await org.Get($"/api/v1/sessions/{id}", Admin)).Expect("MFA_REQUIRED");
        (await Refresh(id, Admin)).Expect("MFA_REQUIRED");
        await org.Clock.Advance("PT5M");
        (await org.Get($"/api/v1/sessions/{id}", Admin)).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_factor_sequence_does_not_look_at_the_password()
    {
        await org.EditSeed(Seeds.WithChains("push"));
        (await ByPassword()).Expect(401, "E0000004");
    }

    [Fact]
    public async Task An_API_token_sees_renews_and_ends_anybodys_session()
    {
        await org.Clock.StopAt(Approve.Noon);
        var id = (await ByPassword()).Expect(200).Text("id")!;
        Approve.Json("session_by_id", await org.Get($"/api/v1/sessions/{id}", Admin));
        await org.Clock.Advance("PT10M");
        Assert.Equal("2031-02-03T14:00:00.000Z", (await org.Get($"/api/v1/sessions/{id}", Admin)).Expect(200).Text("expiresAt"));
        Assert.Equal("2031-02-03T14:10:00.000Z", (await Refresh(id, Admin)).Expect("ACTIVE").Text("expiresAt"));
        (await org.Send(HttpMethod.Delete, $"/api/v1/sessions/{id}", null, Admin)).Expect(204);
        (await org.Me(id)).Expect(404, "E0000007");
        var gone = (await org.Send(HttpMethod.Delete, $"/api/v1/sessions/{id}", null, Admin)).Expect(404, "E0000007");
        Assert.Equal($"Not found: Resource not found: {id} (Session)", gone.Text("errorSummary"));
    }

    [Theory]
    [InlineData("Bearer 00ci-token", 401, "E0000011")]
    [InlineData("SSWS", 401, "E0000011")]
    [InlineData("SSWS ", 401, "E0000011")]
    [InlineData("SSWS 00ci-toke", 401, "E0000011")]
    [InlineData("SSWS 00ci-token1", 401, "E0000011")]
    [InlineData("SSWS 00test-admin-token", 401, "E0000011")]
    [InlineData("ssws 00other-token", 200, null)]
    public async Task Anybodys_session_is_for_API_tokens(string authorization, int status, string? code)
    {
        var id = (await ByPassword()).Expect(200).Text("id")!;
        (string, string)[] headers = [("Authorization", authorization)];
        foreach (var reply in new[] { await org.Get($"/api/v1/sessions/{id}", headers), await Refresh(id, headers) })
        {
            Assert.Equal((status, code), (reply.Status, reply.ErrorCode));
        }

        if (code is not null)
        {
            (await org.Send(HttpMethod.Delete, $"/api/v1/sessions/{id}", null, headers)).Expect(status, code);
            (await org.Me(id)).Expect(200);
        }
    }

    [Fact]
    public async Task Nobody_sees_or_ends_a_session_by_its_id_without_being_an_administrator()
    {
        var id = (await ByPassword()).Expect(200).Text("id")!;
        var own = ("Cookie", $"sid={id}");
        (await org.Get($"/api/v1/sessions/{id}")).Expect(403, "E0000005");
        (await org.Get($"/api/v1/sessions/{id}", own)).Expect(403, "E0000006");
        (await Refresh(id, own)).Expect(403, "E0000005");
        (await org.Send(HttpMethod.Delete, $"/api/v1/sessions/{id}", null, own)).Expect(403, "E0000005");
        (await org.Me(id)).Expect(200);
    }

    [Theory]
    [InlineData("sessionToken")]
    [InlineData("onetimetoken")]
    public async Task A_link_to_the_home_page_may_carry_a_one_time_token(string name)
    {
        var token = (await org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS").SessionToken;
        var first = (await org.Get($"/app/UserHome?{name}={token}")).Expect(302);
        Assert.Equal("/app/UserHome", first.Header("Location"));
        (await org.Get("/app/UserHome", ("Cookie", $"sid={first.Cookie("sid")}"))).Expect(200);
        Assert.Contains("/login/login.htm", (await org.Get($"/app/UserHome?{name}={token}")).Expect(302).Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_with_a_session_keeps_it_and_the_token_is_not_spent()
    {
        var id = (await ByPassword()).Expect(200).Text("id")!;
        var token = (await org.SignIn("ben@demo.test", "Passw0rd-ben")).Expect("SUCCESS").SessionToken!;
        var home = (await org.Get($"/app/UserHome?onetimetoken={token}", ("Cookie", $"sid={id}"))).Expect(200);
        Assert.Null(home.Cookie("sid"));
        Assert.Equal("ben@demo.test", (await org.OpenSessionOf(token)).Expect(200).Text("login"));
    }

    [Fact]
    public async Task The_limit_per_username_holds_here_too()
    {
        await org.Clock.StopAt(Approve.Noon);
        await org.Set(new { rateLimits = "okta" });
        for (var i = 0; i < 4; i++)
        {
            (await ByPassword()).Expect(200);
        }

        (await ByPassword()).Expect(429, "E0000047");
        (await org.SignIn("ana@demo.test", Seeds.Password)).Expect(429, "E0000047");
    }

    private Task<Reply> ByPassword(string query = "") =>
        org.Post($"/api/v1/sessions{query}", new { username = "ana@demo.test", password = Seeds.Password });

    private Task<Reply> Refresh(string id, params (string, string)[] headers) => org.Post($"/api/v1/sessions/{id}/lifecycle/refresh", new { }, headers);
}
