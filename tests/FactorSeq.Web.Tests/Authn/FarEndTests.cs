using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>Factors that are proved at another company's: Duo and identity providers.</summary>
public sealed class FarEndTests
{
    private const string Tess = "tess@demo.test";

    private const string People = """
          - login: tess@demo.test
            factors: { duo: {}, saml_idp: {}, oidc_idp: { user: tess@elsewhere.test } }
        """;

    [Fact]
    public async Task Duo_is_polled_until_it_has_approved()
    {
        await using var org = await Org("duo");
        var waiting = await Begin(org, "web");
        var verification = waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["verification"]!;

        Assert.Equal("WAITING", waiting.FactorResult);
        Assert.Equal(new Uri(org.Address).Authority, (string)verification["host"]!);
        Assert.EndsWith("/lifecycle/duoCallback", (string)verification["_links"]!["complete"]!["href"]!);
        Assert.Equal("poll", (string)waiting.Json["_links"]!["next"]!["name"]!);
        Assert.Equal("WAITING", (await org.Verify(waiting, "web")).FactorResult);
        await Decide(org, "approve");
        (await org.Verify(waiting, "web")).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_denial_by_Duo_is_told_and_another_visit_may_follow()
    {
        await using var org = await Org("duo");
        var waiting = await Begin(org, "web");
        await Decide(org, "deny");

        Assert.Equal("REJECTED", (await org.Verify(waiting, "web")).Expect("MFA_CHALLENGE").FactorResult);
        Assert.Equal("WAITING", (await org.Verify(waiting, "web")).Expect("MFA_CHALLENGE").FactorResult);
        await Decide(org, "approve");
        (await org.Verify(waiting, "web")).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_visit_to_Duo_that_takes_too_long_is_over()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule(Seeds.Chains("duo"), users: People).Replace("name: demo,", "name: demo, settings: { pushMinutes: 1 },"));
        await org.Clock.Freeze();
        var waiting = await Begin(org, "web");
        var id = (string)(await Waiting(org))["id"]!;
        await org.Post("/emulator/clock", new { advance = "PT1M" });

        (await org.Post($"/emulator/visits/{id}", new { decision = "approve" })).Expect(404, "E0000007");
        Assert.Equal("TIMEOUT", (await org.Verify(waiting, "web")).FactorResult);
    }

    [Fact]
    public async Task What_Duo_signed_is_taken_only_from_Duo_and_only_once_it_has_decided()
    {
        await using var org = await Org("duo");
        var waiting = await Begin(org, "web");
        var visit = (string)(await Waiting(org))["id"]!;
        var signature = $"AUTH|{visit}|{visit}:APP|{visit}";

        (await Callback(org, waiting, signature)).Expect(403, "E0000068");
        await Decide(org, "approve");
        (await Callback(org, waiting, "AUTH|another|another:APP|another")).Expect(403, "E0000068");
        (await Callback(org, waiting, "")).Expect(403, "E0000068");
        Assert.Equal("WAITING", (await Callback(org, waiting, signature)).Expect("MFA_CHALLENGE").FactorResult);
        (await org.Verify(waiting, "web")).Expect("SUCCESS");
        Assert.Equal("E0000011", (await Callback(org, waiting, signature)).ErrorCode);
    }

    [Fact]
    public async Task A_visit_ends_once_and_by_a_decision()
    {
        await using var org = await Org("duo");
        await Begin(org, "web");
        var id = (string)(await Waiting(org))["id"]!;

        (await org.Post($"/emulator/visits/{id}", new { decision = "maybe" })).Expect(400, "E0000001");
        (await org.Post($"/emulator/visits/{id}", new { decision = "deny", reason = new string('x', 201) })).Expect(400, "E0000001");
        Assert.Contains("Approve", (await org.Get($"/emulator/duo/{id}")).Expect(200).Body);
        (await org.Post($"/emulator/visits/{id}", new { decision = "deny" })).Expect(200);
        (await org.Post($"/emulator/visits/{id}", new { decision = "approve" })).Expect(404, "E0000007");
        (await org.Get($"/emulator/duo/{id}")).Expect(400);
    }

    [Theory]
    [InlineData("saml_idp", "assertion:saml2", "tess@demo.test")]
    [InlineData("oidc_idp", "assertion:oidc", "tess@elsewhere.test")]
    public async Task An_identity_provider_is_a_redirect_away_and_leads_back_to_a_session(string factor, string type, string user)
    {
        await using var org = await Org(factor);
        var page = await org.OpenPage();
        var named = await org.Post("/api/v1/authn", new { stateToken = page.StateToken, username = Tess });
        var sent = (await org.Verify(named, type)).Expect("MFA_CHALLENGE");

        Assert.Null(sent.FactorResult);
        Assert.Equal(user, (string)sent.Json!["_embedded"]!["factor"]!["profile"]!["user"]!);
        Assert.Equal("redirect", (string)sent.Json["_links"]!["next"]!["name"]!);
        var there = (await org.Get(Path(sent))).Expect(302).Header("Location")!;
        Assert.StartsWith("/emulator/idp/", there);
        Assert.Contains("Approve", (await org.Get(there)).Expect(200).Body);
        await Decide(org, "approve");
        var back = (await org.Get(Path(sent))).Expect(302).Header("Location")!;
        Assert.StartsWith("/login/token/redirect?stateToken=", back);
        Assert.NotNull((await org.Get(back)).Expect(302).Cookie("sid"));
    }

    [Fact]
    public async Task Without_a_hosted_page_the_browser_gets_the_session_itself()
    {
        await using var org = await Org("saml_idp");
        var sent = await Begin(org, "assertion:saml2");
        await Decide(org, "approve");

        var back = (await org.Get(Path(sent))).Expect(302);

        Assert.Equal("/app/UserHome", back.Header("Location"));
        (await org.Me(back.Cookie("sid")!)).Expect(200);
    }

    [Fact]
    public async Task A_provider_that_turns_the_user_away_fails_the_factor_and_says_why()
    {
        await using var org = await Org("oidc_idp");
        var sent = await Begin(org, "assertion:oidc");
        await Decide(org, "deny", "No such account here.");

        Assert.StartsWith("/login/login.htm?stateToken=", (await org.Get(Path(sent))).Expect(302).Header("Location"));
        var failed = (await org.Look(sent)).Expect("MFA_CHALLENGE");
        Assert.Equal(("FAILED", "No such account here."), (failed.FactorResult, failed.Text("factorResultMessage")));
        Assert.Equal("verify", (string)failed.Json!["_links"]!["next"]!["name"]!);
        Assert.Equal("redirect", (string)(await org.Verify(failed, "assertion:oidc")).Json!["_links"]!["next"]!["name"]!);
    }

    [Fact]
    public async Task Another_sign_in_s_approval_proves_nothing()
    {
        await using var org = await Org("saml_idp");
        var first = await Begin(org, "assertion:saml2");
        await Decide(org, "approve");
        var second = await Begin(org, "assertion:saml2");
        var mixed = Path(second).Split("&visit=")[0] + "&visit=" + Path(first).Split("&visit=")[1];

        Assert.StartsWith("/emulator/idp/", (await org.Get(mixed)).Expect(302).Header("Location"));
        (await org.Look(second)).Expect("MFA_CHALLENGE");
    }

    [Theory]
    [InlineData("/sso/idps/sml1/factor?stateToken=nothing")]
    [InlineData("/sso/idps/sml1/factor")]
    [InlineData("/sso/idps/%2F%2Fevil.test/factor?stateToken=%2F%2Fevil.test&visit=%2F%2Fevil.test")]
    public async Task Whoever_comes_from_nowhere_is_sent_to_the_sign_in_page(string path)
    {
        await using var org = await Org("saml_idp");

        Assert.Equal("/login/login.htm", (await org.Get(path)).Expect(302).Header("Location"));
    }

    private static Task<OrgHost> Org(string factor) => OrgHost.Start(Seeds.WithRule(Seeds.Chains(factor), users: People));

    private static async Task<Reply> Begin(OrgHost org, string type) => (await org.Verify(await org.Identify(Tess), type)).Expect("MFA_CHALLENGE");

    private static async Task<JsonNode> Waiting(OrgHost org) => Assert.Single((await org.Get("/emulator/visits")).Expect(200).Json!.AsArray())!;

    private static async Task Decide(OrgHost org, string decision, string? reason = null) =>
        (await org.Post($"/emulator/visits/{(await Waiting(org))["id"]}", new { decision, reason })).Expect(200);

    private static async Task<Reply> Callback(OrgHost org, Reply at, string signature)
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["stateToken"] = at.StateToken!, ["sig_response"] = signature });
        using var response = await org.Http.PostAsync($"/api/v1/authn/factors/{at.FactorId("web")}/lifecycle/duoCallback", form);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>());
    }

    private static string Path(Reply sent) => new Uri((string)sent.Json!["_links"]!["next"]!["href"]!).PathAndQuery;
}
