using FactorSeq.Web.Tests.Apps;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>After the switch an app's sign-on is decided by its authentication policy, and what is not supported any more is refused.</summary>
public sealed class UpgradedAppTests
{
    private const string Reads = """
          - { label: Both, type: bookmark, url: "https://both.test/", assign: [ Everyone ], signOn: [ { name: Fresh, mfa: once per session, reauthenticateMinutes: 30 } ] }
        """;

    [Fact]
    public async Task An_apps_own_rules_decide_as_the_plan_wrote_them_and_ask_again_when_proofs_are_old()
    {
        var apps = await Started("push", "password");
        await apps.Org.Clock.StopAt(Approve.Noon);
        (await apps.Org.Post("/emulator/upgrade", new { mode = "assurance" })).Expect(200);

        // The API goes on in Classic's way: a password. What the apps ask for is not reached through it, and asked for here.
        apps.Sid = (await apps.Org.OpenSession((await apps.Org.SignIn(AppOrg.Ana, Seeds.Password)).Expect("SUCCESS"))).Expect(200).Text("id");
        var wiki = (await apps.ToStepUp(await apps.Open("Wiki"))).Expect("MFA_REQUIRED");
        Assert.Equal(["push", "token:software:totp", "sms", "call", "email"], wiki.Factors);
        var seen = (await apps.Org.Get($"/emulator/explain?user={AppOrg.Ana}")).Json!["apps"]!.AsArray().Single(app => (string?)app!["app"] == "Wiki")!;
        Assert.Equal(
            ("Wiki, Spa", "mfa once per session", "STEP_UP", "push | totp | sms | call | email"),
            ((string?)seen["policy"], (string?)seen["rule"], (string?)seen["access"], string.Join("; ", seen["needs"]!.AsArray().Select(need => (string?)need))));
        Assert.Equal("https://wiki.test/", (await apps.ProvePush(wiki)).Header("Location"));

        // Within ten seconds nobody is asked twice; Classic would have asked at this sign-on as well.
        Assert.Equal("https://payroll.test/start?a=b", (await apps.Open("Payroll")).Header("Location"));
        await apps.Org.Clock.Advance("PT10S");
        var payroll = (await apps.ToStepUp(await apps.Open("Payroll"))).Expect("MFA_REQUIRED");
        Assert.DoesNotContain("question", payroll.Factors);
        Assert.Equal("https://payroll.test/start?a=b", (await apps.ProvePush(payroll)).Header("Location"));

        // Both proofs stand, until the password is half an hour old: the factor is not asked for again.
        Assert.Equal("https://both.test/", (await apps.Open("Both")).Header("Location"));
        await apps.Org.Clock.Advance("PT30M");
        var both = (await apps.ToStepUp(await apps.Open("Both"))).Expect("MFA_REQUIRED");
        Assert.Equal(["password", "question"], both.Factors);
        (await apps.Org.Verify(both, "question", answer: "wrong")).Expect(403, "E0000068");
        Assert.Equal("https://both.test/", (await apps.Back((await apps.Org.Verify(both, "password", password: Seeds.Password)).Expect("SUCCESS"))).Header("Location"));
        (await apps.Open("Vault")).Expect(403);

        // Back in Classic its rules decide again.
        (await apps.Org.Post("/emulator/upgrade/rollback", new { })).Expect(200);
        Assert.Contains("question", (await apps.ToStepUp(await apps.Open("Payroll"))).Factors);
    }

    [Fact]
    public async Task An_app_without_rules_shares_the_policy_of_the_sequences()
    {
        var apps = await Started("sms -> push");
        (await apps.Org.Post("/emulator/upgrade", new { mode = "assurance", methodChains = true })).Expect(200);
        apps.Sid = (await apps.Org.OpenSession((await apps.Org.SignIn(AppOrg.Ana, Seeds.Password)).Expect("SUCCESS"))).Expect(200).Text("id");

        var first = (await apps.ToStepUp(await apps.Open("Lunch"))).Expect("MFA_REQUIRED");
        Assert.Equal(["sms"], first.Factors);
        var second = (await apps.Org.Verify(await apps.Org.Verify(first, "sms"), "sms", passCode: await apps.Org.LatestCode(AppOrg.Ana, "sms"))).Expect("MFA_REQUIRED");
        Assert.Equal(["push"], second.Factors);
        Assert.Equal("https://lunch.test/", (await apps.ProvePush(second)).Header("Location"));
        Assert.Equal("https://lunch.test/", (await apps.Open("Lunch")).Header("Location"));

        // Ben has no push, and may set up one on the way.
        var ben = new AppOrg(apps.Org) { Sid = (await apps.Org.OpenSession((await apps.Org.SignIn("ben@demo.test", "Passw0rd-ben")).Expect("SUCCESS"))).Expect(200).Text("id") };
        (await ben.ToStepUp(await ben.Open("Lunch"))).Expect("MFA_REQUIRED");
    }

    [Fact]
    public async Task What_Identity_Engine_does_not_support_is_refused_or_left_out()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password", more: AppOrg.Apps));
        await org.Set(new { securityImage = true });
        var app = org.Org.Current.Configuration.Apps[0].Id;
        (await org.Get("/login/getimage?username=ana")).Expect(200);
        var crossing = (await org.SignIn(AppOrg.Ana, Seeds.Password)).Expect("SUCCESS");
        var session = (await org.OpenSession((await org.SignIn(AppOrg.Ana, Seeds.Password)).Expect("SUCCESS"))).Expect(200).Text("id")!;
        Assert.NotNull((await org.Me(session)).Json!["idp"]);
        (await org.Post("/api/v1/authn", new { username = AppOrg.Ana, password = Seeds.Password, audience = app })).Expect("SUCCESS");

        await org.Clock.Advance("PT1S");
        (await org.Post("/emulator/upgrade", new { mode = "assurance" })).Expect(200);

        // A token that was on its way asks for the password again; a session lives on.
        (await org.OpenSession(crossing)).Expect(401, "E0000004");
        var sent = (await org.Get($"/login/sessionCookieRedirect?token={crossing.Text("sessionToken")}&redirectUrl={Uri.EscapeDataString("http://trusted.test/")}")).Expect(302);
        Assert.Null(sent.Cookie("sid"));
        Assert.Contains("/login/login.htm", sent.Header("Location"));
        Assert.Null((await org.Me(session)).Expect(200).Json!["idp"]);
        (await org.OpenSession((await org.SignIn(AppOrg.Ana, Seeds.Password)).Expect("SUCCESS"))).Expect(200);

        Assert.Equal("audience: Identity Engine does not support it.", (await org.Post("/api/v1/authn", new { username = AppOrg.Ana, password = Seeds.Password, audience = app })).Expect(400, "E0000001").Cause);
        Assert.Null((await org.Post("/api/v1/sessions?additionalFields=cookieToken", new { username = AppOrg.Ana, password = Seeds.Password })).Expect(200).Text("cookieToken"));
        (await org.Get("/login/getimage?username=ana")).Expect(403, "E0000015");
        Assert.Contains("\"identityEngine\":true,\"remembersUser\":false", (await org.Get("/login/login.htm")).Body);
        await org.Set(new { rememberUserOnSignIn = true });
        Assert.Contains("\"identityEngine\":true,\"remembersUser\":true", (await org.Get("/login/login.htm")).Body);
    }

    [Fact]
    public async Task A_seed_carries_the_switch_and_so_does_a_snapshot()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "password -> sms"));
        await org.Clock.StopAt(Approve.Noon);
        (await org.Post("/emulator/snapshot", new { name = "classic" })).Expect(201);
        (await org.Post("/emulator/upgrade", new { mode = "assurance", methodChains = true })).Expect(200);
        (await org.Post("/emulator/snapshot", new { name = "upgraded" })).Expect(201);
        var state = (await org.Get("/emulator/upgrade")).Body;
        (await org.Post("/emulator/restore", new { name = "classic" })).Expect(204);
        Assert.Equal("classic", (await org.Get("/emulator/upgrade")).Text("engine"));
        (await org.Post("/emulator/restore", new { name = "upgraded" })).Expect(204);
        Assert.Equal(state, (await org.Get("/emulator/upgrade")).Body);

        var seed = (await org.Get("/emulator/seed")).Expect(200).Body;
        Assert.Contains("identityEngine:", seed);
        await using var again = await OrgHost.Start(seed);
        Assert.Equal(("identityEngine", "assurance", "true"), ((await again.Get("/emulator/upgrade")).Text("engine"), (await again.Get("/emulator/upgrade")).Text("mode"), (await again.Get("/emulator/upgrade")).Json!["methodChains"]!.ToJsonString()));
        Assert.Equal("idx", (await again.Get("/.well-known/okta-organization")).Text("pipeline"));
    }

    private static async Task<AppOrg> Started(params string[] chains) =>
        new(await OrgHost.Start(Seeds.WithRule(Seeds.Chains(chains), more: AppOrg.Apps.Insert(AppOrg.Apps.IndexOf("- label: Rules", StringComparison.Ordinal), Reads.Trim() + "\n  "))));
}
