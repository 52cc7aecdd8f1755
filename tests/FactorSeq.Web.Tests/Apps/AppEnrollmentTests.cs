using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Apps;

/// <summary>An app asks for a factor that its user does not have.</summary>
public sealed class AppEnrollmentTests
{
    private const string Eve = "eve@demo.test";

    private const string Users = "  - { login: eve@demo.test, firstName: Eve, lastName: Moss, password: Passw0rd-eve }";

    [Fact]
    public async Task Who_may_set_one_up_does_so_and_the_app_opens()
    {
        var apps = await Start("okta_question: optional");
        await using var org = apps.Org;
        var enroll = (await apps.ToStepUp(await apps.Open("Payroll"))).Expect("MFA_ENROLL");
        Assert.Equal(["question"], enroll.Factors);
        Assert.Equal("Payroll", (string?)enroll.Json!["_embedded"]!["target"]!["label"]);
        var done = (await org.Post("/api/v1/authn/factors", new
        {
            stateToken = enroll.StateToken, factorType = "question", provider = "OKTA", profile = new { question = "disliked_food", answer = "liver" },
        })).Expect("SUCCESS");
        Assert.Equal("https://payroll.test/start?a=b", (await apps.Back(done)).Header("Location"));
    }

    [Fact]
    public async Task Who_may_not_is_told_that_the_app_requires_MFA()
    {
        var apps = await Start("okta_question: notAllowed");
        await using var org = apps.Org;
        var page = (await apps.Open("Payroll")).Expect(403);
        Assert.Contains("<code id=\"code\">E0000058</code>", page.Body, StringComparison.Ordinal);
        Assert.Contains("Access to this application requires MFA: Payroll", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task And_a_client_hears_access_denied()
    {
        var apps = await Start("okta_question: notAllowed");
        await using var org = apps.Org;
        var reply = await apps.Visit(AppOAuthTests.Authorize("spa", "http://spa.test/cb"));
        Assert.StartsWith("http://spa.test/cb?", reply.Header("Location"), StringComparison.Ordinal);
        Assert.Contains("error=access_denied", reply.Header("Location"), StringComparison.Ordinal);
        Assert.Contains("requires%20MFA", reply.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_is_locked_meanwhile_steps_up_no_more()
    {
        var apps = await AppOrg.Start(AppOrg.Push);
        await using var org = apps.Org;
        await apps.SignedInBy("push");
        var required = await apps.ToStepUp(await apps.Open("Payroll"));
        for (var i = 0; i < 5; i++)
        {
            await org.Verify(required, "question", answer: "wrong");
        }

        Assert.Equal("LOCKED_OUT", await org.StatusOf(AppOrg.Ana));
        (await apps.Open("Payroll")).Expect(403);
    }

    private static async Task<AppOrg> Start(string demand)
    {
        var apps = await AppOrg.Start(AppOrg.Push, Users, $"  mfaEnroll:\n    - {{ name: All, groups: [ Everyone ], factors: {{ {demand} }} }}");
        return await apps.SignedInBy("password", Eve, "Passw0rd-eve");
    }
}
