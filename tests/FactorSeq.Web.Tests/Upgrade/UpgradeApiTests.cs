using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>An org that is running is upgraded, and goes back.</summary>
public sealed class UpgradeApiTests
{
    private const string Ana = "ana@demo.test";

    [Fact]
    public async Task It_is_looked_at_in_every_form_before_anything_is_changed()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "password -> sms"));

        Approve.Json("upgrade_classic", (await org.Get("/emulator/upgrade")).Expect(200));
        Assert.Contains("<h1>Upgrade to Identity Engine</h1>", (await org.Get("/emulator/upgrade", ("Accept", "text/html"))).Expect(200).Body);
        foreach (var (format, type, says) in new[]
        {
            ("json", "application/json", "\"mode\": \"preserve\""), ("html", "text/html; charset=utf-8", "<svg class=\"chains\""),
            ("markdown", "text/markdown; charset=utf-8", "# Upgrade of demo"), ("terraform", "text/plain; charset=utf-8", "resource \"okta_policy_rule_signon\""),
        })
        {
            var report = (await org.Get($"/emulator/upgrade/plan?format={format}")).Expect(200);
            Assert.Equal(type, report.Header("Content-Type"));
            Assert.Contains(says, report.Body);
        }

        var compared = (await org.Get("/emulator/upgrade/differential?mode=assurance")).Expect(200).Json!["differential"]!;
        Assert.Equal((3, 0, 1), ((int)compared["users"]!, (int)compared["summary"]!["lockedOut"]!, (int)compared["summary"]!["differs"]!));
        Assert.True((int)(await org.Get("/emulator/upgrade/differential?mode=preserve")).Json!["differential"]!["summary"]!["same"]! == 3);

        Assert.Equal("mode: write preserve or assurance, or leave it out.", (await org.Get("/emulator/upgrade/plan?mode=both")).Expect(400, "E0000001").Cause);
        Assert.Equal("format: write one of json, html, markdown, terraform.", (await org.Get("/emulator/upgrade/plan?format=pdf")).Expect(400, "E0000001").Cause);
        Assert.Equal("methodChains: write true or false.", (await org.Post("/emulator/upgrade", new { methodChains = "maybe" })).Expect(400, "E0000001").Cause);
        Assert.StartsWith("rollback: the org runs the Classic Engine.", (await org.Post("/emulator/upgrade/rollback", new { })).Expect(400, "E0000001").Cause);
        Assert.Equal("v1", (await org.Get("/.well-known/okta-organization")).Text("pipeline"));
    }

    [Fact]
    public async Task A_sequence_with_two_methods_of_one_authenticator_cannot_be_preserved()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms -> call"));

        Assert.StartsWith(
            "FACTOR_SEQUENCING_NO_SAME_ENROLLMENT: Everybody / The rule, chain 1: sms and call are methods of one authenticator.",
            (await org.Post("/emulator/upgrade", new { mode = "preserve" })).Expect(400, "E0000001").Cause);
        Assert.Equal("assurance", (await org.Post("/emulator/upgrade", new { })).Expect(200).Text("mode"));
    }

    [Fact]
    [Trait("scenario", "58")]
    [Trait("basis", "sourced")]
    public async Task Preserved_sequences_sign_in_as_before_on_the_page_and_not_through_the_API()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "sms -> question"));
        await org.Clock.StopAt(Approve.Noon);
        Approve.Json("upgrade_preserve", (await org.Post("/emulator/upgrade", new { })).Expect(200));

        Assert.Equal("idx", (await org.Get("/.well-known/okta-organization")).Text("pipeline"));
        Assert.Contains("\"identifierFirst\":true,\"identityEngine\":true", (await org.Get("/login/login.htm")).Body);
        var named = await Named(org);
        Assert.Equal(["push", "sms"], named.Factors);
        var after = await org.Verify(await org.Verify(named, "sms"), "sms", passCode: await org.LatestCode(Ana, "sms"));
        Assert.Equal(["question"], after.Expect("MFA_REQUIRED").Factors);
        (await org.Verify(after, "question", answer: "mushrooms")).Expect("SUCCESS");

        // "In Classic's way": neither the name alone nor what does without the password.
        (await org.Identify(Ana)).Expect(401, "E0000004");
        (await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS");
        Assert.Contains("\"push\"", (await org.Get($"/emulator/explain?user={Ana}")).Body);
    }

    [Fact]
    [Trait("scenario", "63")]
    [Trait("basis", "sourced")]
    public async Task Assurance_decides_what_is_offered_and_a_rollback_within_the_window_brings_the_sequence_back()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push -> password", "password -> push"));
        await org.Clock.StopAt(Approve.Noon);
        (await org.Post("/emulator/upgrade", new { mode = "assurance" })).Expect(200);
        Assert.StartsWith("upgrade: the org runs Identity Engine since 2031-02-03", (await org.Post("/emulator/upgrade", new { })).Expect(400, "E0000001").Cause);

        // Every chain holds the password: all rules are password-first, and one page asks for both.
        Assert.Contains("\"identifierFirst\":false,\"identityEngine\":true", (await org.Get("/login/login.htm")).Body);
        var page = await org.OpenPage();
        var named = await org.Post("/api/v1/authn", new { username = Ana, password = Seeds.Password, stateToken = page.StateToken });
        Assert.Equal(["push"], named.Expect("MFA_REQUIRED").Factors);

        await org.Clock.Advance("P6D");
        (await org.Post("/emulator/upgrade/rollback", new { })).Expect(200);
        Assert.Equal(["push", "password"], (await Named(org)).Factors);

        (await org.Post("/emulator/upgrade", new { mode = "assurance" })).Expect(200);
        await org.Clock.Advance("P8D");
        Assert.StartsWith("rollback: the window was open until", (await org.Post("/emulator/upgrade/rollback", new { })).Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task A_copy_is_upgraded_beside_an_org_that_stays_as_it_is()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password"));

        Assert.Equal("trial", (await org.Post("/emulator/upgrade", new { mode = "assurance", copy = "trial" })).Expect(201).Text("org"));
        Assert.StartsWith("copy: trial is an org already", (await org.Post("/emulator/upgrade", new { copy = "trial" })).Expect(400, "E0000001").Cause);
        Assert.Equal("idx", (await org.Get("/o/trial/.well-known/okta-organization")).Text("pipeline"));
        Assert.Equal("v1", (await org.Get("/.well-known/okta-organization")).Text("pipeline"));
    }

    [Fact]
    public async Task Any_second_type_of_factor_is_offered_where_a_sequence_cannot_be_said()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms -> push"));
        (await org.Post("/emulator/upgrade", new { mode = "assurance" })).Expect(200);
        Assert.Equal(["password", "question", "sms"], (await Named(org)).Factors.Order());

        await org.Post("/emulator/upgrade/rollback", new { });
        (await org.Post("/emulator/upgrade", new { mode = "assurance", methodChains = true })).Expect(200);
        Assert.Equal(["sms"], (await Named(org)).Factors);

        await org.Set(new { userEnumerationPrevention = true });
        Assert.Equal(["password"], (await Named(org)).Factors);
    }

    private static async Task<Reply> Named(OrgHost org) =>
        (await org.Post("/api/v1/authn", new { username = Ana, stateToken = (await org.OpenPage()).StateToken })).Expect("UNAUTHENTICATED");
}
