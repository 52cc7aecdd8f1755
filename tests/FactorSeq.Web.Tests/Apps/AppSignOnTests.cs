using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Apps;

/// <summary>App sign-on policies over the wire: after the sign-in, and by themselves.</summary>
public sealed class AppSignOnTests : IAsyncLifetime
{
    private AppOrg apps = null!;

    private OrgHost Org => apps.Org;

    public async Task InitializeAsync() => apps = await AppOrg.Start(AppOrg.Push);

    public async Task DisposeAsync() => await Org.DisposeAsync();

    [Fact]
    public async Task Scenario_30_Every_sign_on_asks_for_a_factor_although_the_sequence_has_proved_one()
    {
        await apps.SignedInBy("push");
        var required = (await apps.ToStepUp(await apps.Open("Payroll"))).Expect("MFA_REQUIRED");
        Assert.Equal(["push", "token:software:totp", "sms", "call", "email", "question"], required.Factors);
        Assert.Equal("SESSION_STEP_UP", required.Text("type"));
        Assert.Equal("https://payroll.test/start?a=b", (await apps.ProvePush(required)).Header("Location"));
    }

    [Fact]
    public async Task Scenario_30_Once_per_session_asks_for_nothing_after_a_sequence_with_a_factor()
    {
        await apps.SignedInBy("push");
        Assert.Equal("https://wiki.test/", (await apps.Open("Wiki")).Header("Location"));
    }

    [Fact]
    public async Task The_step_up_is_approved_in_each_of_its_states()
    {
        await Org.Clock.StopAt(Approve.Noon);
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await apps.Open("Web"));
        Approve.Json("MFA_REQUIRED-step-up", required);
        Approve.Json("MFA_CHALLENGE-step-up", await Org.Verify(required, "question"));
        Approve.Json("SUCCESS-step-up-app", await Org.Verify(required, "question", answer: "mushrooms"));
        Approve.Json("MFA_REQUIRED-step-up-bookmark", await apps.ToStepUp(await apps.Open("Payroll")));
    }

    [Fact]
    public async Task Once_per_session_asks_a_session_that_has_only_a_password_and_then_no_more()
    {
        await apps.SignedInBy("password");
        Assert.Equal("https://wiki.test/", (await apps.ProvePush((await apps.ToStepUp(await apps.Open("Wiki"))).Expect("MFA_REQUIRED"))).Header("Location"));
        Assert.Equal("https://wiki.test/", (await apps.Open("Wiki")).Header("Location"));
        var me = await Org.Me(apps.Sid!);
        Assert.Equal(["pwd", "swk", "mfa"], me.Json!["amr"]!.AsArray().Select(v => (string)v!));
        Assert.NotNull(me.Text("lastFactorVerification"));
        Assert.NotNull(me.Text("lastPasswordVerification"));
    }

    [Fact]
    public async Task What_was_proved_for_one_opening_opens_once_and_no_other_app()
    {
        await apps.SignedInBy("push");
        (await apps.ProvePush(await apps.ToStepUp(await apps.Open("Payroll")))).Expect(302);
        await apps.ToStepUp(await apps.Open("Payroll"));
        await apps.ToStepUp(await apps.Open("Rules"));
    }

    [Fact]
    public async Task Of_many_openings_at_once_one_is_let_in()
    {
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await apps.Open("Payroll"));
        await Org.Verify(required, "push");
        await Org.Approve(AppOrg.Ana);
        (await Org.Verify(required, "push")).Expect("SUCCESS");
        (await apps.Visit($"/login/step-up/redirect?stateToken={required.StateToken}")).Expect(302);
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => apps.Open("Payroll")));
        Assert.Single(all, r => r.Header("Location") == "https://payroll.test/start?a=b");
    }

    [Fact]
    public async Task A_proof_that_waits_too_long_is_asked_for_again()
    {
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await apps.Open("Payroll"));
        (await Org.Verify(required, "question", answer: "mushrooms")).Expect("SUCCESS");
        (await apps.Visit($"/login/step-up/redirect?stateToken={required.StateToken}")).Expect(302);
        await Org.Clock.Advance("PT5M");
        await apps.ToStepUp(await apps.Open("Payroll"));
    }

    [Fact]
    public async Task Another_browser_can_neither_redeem_a_step_up_nor_gain_by_it()
    {
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await apps.Open("Payroll"));
        (await Org.Verify(required, "question", answer: "mushrooms")).Expect("SUCCESS");
        var thief = await new AppOrg(Org).SignedInBy("password");
        var home = (await thief.Visit($"/login/step-up/redirect?stateToken={required.StateToken}")).Expect(302);
        Assert.Equal("/app/UserHome", home.Header("Location"));
        await thief.ToStepUp(await thief.Open("Payroll"));
        Assert.Null((await Org.Get($"/login/step-up/redirect?stateToken={required.StateToken}")).Cookie("sid"));
        Assert.Equal(apps.Link("Payroll"), (await apps.Visit($"/login/step-up/redirect?stateToken={required.StateToken}")).Header("Location"));
    }

    [Fact]
    public async Task A_step_up_comes_to_nothing_once_its_session_is_over()
    {
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await apps.Open("Payroll"));
        (await Org.Verify(required, "question", answer: "mushrooms")).Expect("SUCCESS");
        await Org.Send(HttpMethod.Delete, "/api/v1/sessions/me", null, ("Cookie", $"sid={apps.Sid}"));
        Assert.Equal("/app/UserHome", (await apps.Visit($"/login/step-up/redirect?stateToken={required.StateToken}")).Header("Location"));
        Assert.StartsWith("/login/login.htm?fromURI=", (await apps.Open("Payroll")).Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_too_old_is_asked_for_again()
    {
        await apps.SignedInBy("password");
        Assert.Equal("https://ledger.test/", (await apps.Open("Ledger")).Header("Location"));
        await Org.Clock.Advance("PT30M");
        var required = (await apps.ToStepUp(await apps.Open("Ledger"))).Expect("MFA_REQUIRED");
        Assert.Equal(["password"], required.Factors);
        (await Org.Verify(required, "password", password: "wrong")).Expect(403, "E0000068");
        var done = (await Org.Verify(required, "password", password: Seeds.Password)).Expect("SUCCESS");
        Assert.Equal("https://ledger.test/", (await apps.Back(done)).Header("Location"));
    }

    [Fact]
    public async Task Who_signed_in_without_a_password_renews_that_by_a_factor()
    {
        await apps.SignedInBy("push");
        await Org.Clock.Advance("PT31M");
        var required = (await apps.ToStepUp(await apps.Open("Ledger"))).Expect("MFA_REQUIRED");
        Assert.DoesNotContain("password", required.Factors);
        Assert.Equal("https://ledger.test/", (await apps.ProvePush(required)).Header("Location"));
    }

    [Fact]
    public async Task A_rule_that_denies_shows_E0000057_and_logs_it()
    {
        await apps.SignedInBy("push");
        var page = (await apps.Open("Vault")).Expect(403);
        Assert.Contains("<code id=\"code\">E0000057</code>", page.Body, StringComparison.Ordinal);
        Assert.Contains("Access to this application is denied due to a policy.", page.Body, StringComparison.Ordinal);
        var log = (await Org.Get($"/emulator/events?user={AppOrg.Ana}&limit=3")).Json!.AsArray();
        Assert.Equal(
            [("user.authentication.sso", "FAILURE"), ("application.policy.sign_on.deny_access", "DENY"), ("policy.evaluate_sign_on", "DENY")],
            log.Select(e => ((string)e!["eventType"]!, (string)e["outcome"]!["result"]!)));
    }

    [Fact]
    public async Task The_first_rule_that_holds_decides_by_network_and_by_name()
    {
        await apps.SignedInBy("push");
        await apps.ToStepUp(await apps.Open("Rules"));
        var inside = await Org.Get(apps.Link("Rules"), ("Cookie", $"sid={apps.Sid}"), ("X-Forwarded-For", "10.1.2.3"));
        Assert.Equal("https://rules.test/", inside.Header("Location"));
        var ben = await new AppOrg(Org).SignedInBy("password", "ben@demo.test", "Passw0rd-ben");
        (await ben.Open("Rules")).Expect(403);
    }

    [Fact]
    public async Task Openings_and_evaluations_are_in_the_System_Log()
    {
        await apps.SignedInBy("push");
        (await apps.ProvePush(await apps.ToStepUp(await apps.Open("Payroll")))).Expect(302);
        (await apps.Open("Lunch")).Expect(302);
        var log = await Org.Log(AppOrg.Ana);
        Assert.Equal(
            ["policy.evaluate_sign_on", "system.push.send_factor_verify_push", "user.authentication.auth_via_mfa",
                "policy.evaluate_sign_on", "user.authentication.sso", "user.authentication.sso"],
            log[(log.ToList().IndexOf("user.session.start") + 1)..]);
    }

    [Fact]
    public async Task A_step_up_page_that_is_opened_for_nothing_leads_to_the_app()
    {
        await apps.SignedInBy("push");
        var wiki = Org.Org.Current.Configuration.Apps.Single(a => a.Label == "Wiki");
        var page = await apps.Visit($"/login/login.htm?fromURI={Uri.EscapeDataString(apps.Link("Wiki"))}&stepUp={wiki.Id}");
        Assert.Equal(apps.Link("Wiki"), page.Header("Location"));
        var unknown = await apps.Visit("/login/login.htm?fromURI=%2Fapp%2FUserHome&stepUp=0oanothing");
        Assert.Equal("/app/UserHome", unknown.Header("Location"));
    }

    [Fact]
    public async Task The_explanation_shows_each_apps_rule_beside_the_orgs()
    {
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await apps.Open("Payroll"));
        var told = (await Org.Get($"/emulator/explain?stateToken={required.StateToken}")).Expect(200).Json!;
        Assert.Equal(("MFA_REQUIRED", "Payroll", "CHALLENGE"), ((string?)told["answer"]!["status"], (string?)told["transaction"]!["stepUpFor"], (string?)told["decision"]!["access"]));
        Assert.Equal("any", (string?)told["chains"]!.AsArray().Single()!["text"]);
        var seen = told["apps"]!.AsArray().ToDictionary(a => (string)a!["app"]!, a => ((string?)a!["rule"], (string?)a["access"]));
        Assert.Equal(("mfa every sign-on", "STEP_UP"), seen["Payroll"]);
        Assert.Equal(("mfa once per session", "GRANTED"), seen["Wiki"]);
        Assert.Equal(("Nobody", "DENIED"), seen["Vault"]);
        Assert.Equal(("Default sign on rule", "GRANTED"), seen["Lunch"]);
        Assert.Equal("the rule asks for a factor at every sign-on", (string?)told["apps"]!.AsArray().First(a => (string?)a!["app"] == "Payroll")!["reason"]);
        var rules = told["apps"]!.AsArray().First(a => (string?)a!["app"] == "Rules")!["rules"]!.AsArray();
        Assert.Equal(("In the office", false), ((string?)rules[0]!["name"], (bool)rules[0]!["matched"]!));
        Assert.Equal("Everybody else", (string?)rules[^1]!["name"]);
    }
}
