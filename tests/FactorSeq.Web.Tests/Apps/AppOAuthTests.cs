using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Apps;

/// <summary>App sign-on policies of OpenID Connect clients.</summary>
public sealed class AppOAuthTests : IAsyncLifetime
{
    private AppOrg apps = null!;

    private RelyingParty Web => new(apps.Org, "web", "web-secret", "http://app.test/cb") { Sid = apps.Sid };

    public async Task InitializeAsync() => apps = await AppOrg.Start(AppOrg.Push);

    public async Task DisposeAsync() => await apps.Org.DisposeAsync();

    [Fact]
    public async Task Scenario_30_The_browser_steps_up_and_comes_back_with_a_code_whose_amr_has_the_factor()
    {
        await apps.SignedInBy("password");
        var required = (await apps.ToStepUp(await Web.Authorize())).Expect("MFA_REQUIRED");
        Assert.Equal("OAUTH2.0", (string?)required.Json!["_embedded"]!["authentication"]!["protocol"]);
        var back = await apps.ProvePush(required);
        Assert.StartsWith("http://app.test/cb?state=st%26te&code=", back.Header("Location"), StringComparison.Ordinal);
        var tokens = (await Web.Exchange(back.Answer("code")!)).Expect(200);
        Assert.Equal(["pwd", "swk", "mfa"], tokens.Claims("id_token").List("amr"));
    }

    [Fact]
    public async Task Without_a_session_the_org_signs_in_first_and_then_the_app_asks()
    {
        var from = (await Web.Authorize()).FromUri();
        await apps.SignedInBy("push");
        var back = await apps.ProvePush(await apps.ToStepUp(await apps.Visit(from)));
        Assert.NotNull(back.Answer("code"));
    }

    [Fact]
    public async Task The_request_is_answered_once()
    {
        await apps.SignedInBy("push");
        var way = await Web.Authorize();
        var from = way.Answer("fromURI")!;
        Assert.NotNull((await apps.ProvePush(await apps.ToStepUp(way))).Answer("code"));
        (await apps.Visit(from)).ExpectErrorPage("invalid_request");
    }

    [Fact]
    public async Task Without_prompt_an_app_that_asks_for_more_hears_login_required()
    {
        await apps.SignedInBy("push");
        var reply = await Web.Authorize(("prompt", "none"));
        Assert.Equal(
            ("login_required", "The client specified not to prompt, but the client app requires re-authentication or MFA."),
            (reply.Answer("error"), reply.Answer("error_description")));
    }

    [Fact]
    public async Task A_session_token_of_a_sequence_satisfies_once_per_session_without_prompt()
    {
        var named = await apps.Org.Identify(AppOrg.Ana);
        await apps.Org.Verify(named, "push");
        await apps.Org.Approve(AppOrg.Ana);
        var done = (await apps.Org.Verify(named, "push")).Expect("SUCCESS");
        var reply = await apps.Visit(Authorize("spa", "http://spa.test/cb") + $"&prompt=none&sessionToken={done.SessionToken}");
        Assert.NotNull(reply.Answer("code"));
    }

    [Fact]
    public async Task A_session_token_of_a_password_does_not()
    {
        var done = (await apps.Org.Verify(await apps.Org.Identify(AppOrg.Ana), "password", password: Seeds.Password)).Expect("SUCCESS");
        var reply = await apps.Visit(Authorize("spa", "http://spa.test/cb") + $"&prompt=none&sessionToken={done.SessionToken}");
        Assert.Equal("login_required", reply.Answer("error"));
    }

    [Fact]
    public async Task A_rule_that_denies_is_access_denied_through_the_app()
    {
        await apps.SignedInBy("push");
        var reply = await apps.Visit(Authorize("shut", "http://shut.test/cb"));
        Assert.StartsWith("http://shut.test/cb?", reply.Header("Location"), StringComparison.Ordinal);
        Assert.Equal(
            ("access_denied", "Access to this application is denied due to a policy."), (reply.Answer("error"), reply.Answer("error_description")));
        Assert.Contains("user.authentication.sso", await apps.Org.Log(AppOrg.Ana));
    }

    [Fact]
    public async Task An_edited_policy_counts_when_the_browser_comes_back()
    {
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await Web.Authorize());
        await apps.Org.EditSeed(Seeds.WithRule(AppOrg.Push, more: AppOrg.Apps.Replace(
            "    signOn: mfa every sign-on\n", "    signOn: [ { name: Closed, access: deny } ]\n", StringComparison.Ordinal)));
        Assert.Equal("access_denied", (await apps.ProvePush(required)).Answer("error"));
    }

    [Fact]
    public async Task A_bookmark_is_no_client()
    {
        await apps.SignedInBy("push");
        var id = apps.Org.Org.Current.Configuration.Apps.First(a => a.Label == "Lunch").Id;
        (await apps.Visit(Authorize(id, "https://lunch.test/"))).ExpectErrorPage("invalid_client");
    }

    internal static string Authorize(string clientId, string redirectUri) =>
        $"/oauth2/default/v1/authorize?client_id={clientId}&response_type=code&scope=openid&redirect_uri={Uri.EscapeDataString(redirectUri)}&state=s&nonce=n"
        + $"&code_challenge={RelyingParty.Challenge}&code_challenge_method=S256";
}
