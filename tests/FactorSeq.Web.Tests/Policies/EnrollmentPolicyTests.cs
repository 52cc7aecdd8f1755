using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>Policies of the type MFA_ENROLL, in their Classic form, and the org's factors.</summary>
public sealed class EnrollmentPolicyTests : IAsyncLifetime
{
    private const string Type = "MFA_ENROLL";
    private const string Ben = "ben@demo.test";

    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await Administration.Start();

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task A_new_policy_says_something_of_every_factor_of_the_org()
    {
        (await admin.Post("/api/v1/org/factors/duo/lifecycle/deactivate")).Expect(200);
        var made = await admin.Post("/api/v1/policies", Body("P", """{"okta_push":{"enroll":{"self":"REQUIRED"},"consent":{"type":"NONE"}},"okta_otp":{"enroll":{"self":"REQUIRED"}},"okta_sms":{"enroll":{"self":"OPTIONAL"}}}"""));
        Approve.Json("policy_mfa_enroll", made);
    }

    [Fact]
    public async Task A_replacement_leaves_alone_what_it_does_not_name()
    {
        var policy = await admin.Made("/api/v1/policies", Body("P", """{"okta_sms":{"enroll":{"self":"REQUIRED"}},"okta_email":{"enroll":{"self":"OPTIONAL"}}}"""));
        var changed = (await admin.Put(policy, Body("P", """{"okta_email":{"enroll":{"self":"NOT_ALLOWED"}}}"""))).Expect(200);
        Assert.Equal(("REQUIRED", "NOT_ALLOWED", "OPTIONAL"), (Self(changed, "okta_sms"), Self(changed, "okta_email"), Self(changed, "okta_password")));
        var back = (await admin.Put(policy, changed.Body)).Expect(200);
        Assert.Equal(changed.Json!["settings"]!.ToJsonString(), back.Json!["settings"]!.ToJsonString());
    }

    [Fact]
    public async Task A_policy_counts_by_its_rules()
    {
        var policy = await admin.Made("/api/v1/policies", Body("P", """{"okta_email":{"enroll":{"self":"REQUIRED"}}}"""));
        Assert.Equal("Default Policy", await PolicyOf(Ben));
        var rule = await admin.Post($"{policy}/rules", Rule("R", "LOGIN"));
        Approve.Json("policy_rule_mfa_enroll", rule);
        Assert.Equal("P", await PolicyOf(Ben));
        Assert.Equal("NEVER", (string)(await admin.Put($"{policy}/rules/{rule.Text("id")}", Rule("R", "NEVER"))).Expect(200).Json!["actions"]!["enroll"]!["self"]!);
    }

    [Fact]
    public async Task Settings_outlive_the_last_rule()
    {
        var policy = await admin.Made("/api/v1/policies", Body("P", """{"okta_sms":{"enroll":{"self":"REQUIRED"}}}"""));
        var rule = await admin.Made($"{policy}/rules", Rule("R", "LOGIN"));
        (await admin.Delete(rule)).Expect(204);
        Assert.Equal("REQUIRED", Self((await admin.Get(policy)).Expect(200), "okta_sms"));
    }

    [Theory]
    [InlineData("""{"okta_push":{"enroll":{"self":"OPTIONAL"}}}""", "settings.factors.okta_push: push cannot be enrolled where okta_otp is not allowed")]
    [InlineData("""{"okta_smoke":{"enroll":{"self":"OPTIONAL"}}}""", "settings.factors.okta_smoke: unknown factor \"okta_smoke\"")]
    [InlineData("""{"okta_sms":{"enroll":{"self":"MAYBE"}}}""", "settings.factors.okta_sms.enroll.self: \"MAYBE\" is not a value of self")]
    [InlineData("""{"duo":{"enroll":{"self":"OPTIONAL"}}}""", "settings.factors.duo: the factor is not active in this org")]
    public async Task Settings_that_are_none_are_refused(string factors, string cause)
    {
        (await admin.Post("/api/v1/org/factors/duo/lifecycle/deactivate")).Expect(200);
        Assert.Equal(cause, (await admin.Post("/api/v1/policies", Body("P", factors))).Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task Authenticators_are_for_other_orgs()
    {
        var refused = await admin.Post("/api/v1/policies", """{"type":"MFA_ENROLL","name":"P","settings":{"type":"AUTHENTICATORS"}}""");
        Assert.Equal("settings.type: \"AUTHENTICATORS\" is not a value of type: a Classic org has FACTORS", refused.Expect(400, "E0000001").Cause);
    }

    [Theory]
    [InlineData("{}", "actions.enroll: The field cannot be left blank")]
    [InlineData("""{"enroll":{"self":"MAYBE"}}""", "actions.enroll.self: \"MAYBE\" is not a value of self")]
    public async Task A_rule_that_is_none_is_refused(string actions, string cause)
    {
        var policy = await admin.Policy("Default Policy", Type);
        Assert.Equal(cause, (await admin.Post($"{policy}/rules", $$"""{"name":"R","actions":{{actions}}}""")).Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task A_rule_for_apps_comes_back_and_decides_nothing_for_the_org_itself()
    {
        await using var admin = await Administration.Start(Administration.Seed() + "apps: [ { label: Sample, type: bookmark, url: \"http://sample.test/\" } ]\n");
        var app = admin.Org.Org.Current.Configuration.Apps.Single(known => known.Label == "Sample").Id;
        var policy = await admin.Made("/api/v1/policies", Body("P", "{}").Replace(this.admin.Everyone, admin.Everyone, StringComparison.Ordinal));
        (await admin.Put(policy, Body("P", "{}").Replace(this.admin.Everyone, admin.Everyone, StringComparison.Ordinal).Replace("\"name\"", "\"priority\":1,\"name\"", StringComparison.Ordinal))).Expect(200);
        static string Rule(string apps) => $$$$"""{"name":"R","conditions":{"app":{{{{apps}}}}},"actions":{"enroll":{"self":"LOGIN"}}}""";
        var rule = await admin.Made($"{policy}/rules", Rule($$"""{"include":[{"type":"APP","id":"{{app}}"},{"type":"APP_TYPE","name":"yahoo_mail"}]}"""));
        Assert.Equal(
            $$"""{"include":[{"type":"APP","name":null,"id":"{{app}}"},{"type":"APP_TYPE","name":"yahoo_mail"}],"exclude":[]}""",
            (await admin.Get(rule)).Expect(200).Json!["conditions"]!["app"]!.ToJsonString());
        Assert.Equal("Default Policy", await PolicyOf(admin, Ben));

        (await admin.Put(rule, Rule($$"""{"exclude":[{"type":"APP","id":"{{app}}"}]}"""))).Expect(200);
        Assert.Equal("P", await PolicyOf(admin, Ben));
        (await admin.Put(rule, Rule("""{"include":[],"exclude":[]}"""))).Expect(200);
        Assert.Null((await admin.Get(rule)).Json!["conditions"]!["app"]);
        foreach (var (apps, cause) in new[]
        {
            ("""{"include":[{"type":"APP","id":"0oa1"}]}""", "conditions.app.include[0].id: unknown app \"0oa1\""),
            ("""{"include":[{"type":"APP"}]}""", "conditions.app.include[0]: \"id\" is missing"),
            ("""{"exclude":[{"type":"APP_TYPE"}]}""", "conditions.app.exclude[0]: \"name\" is missing"),
            ("""{"exclude":[{"type":"SHOE"}]}""", "conditions.app.exclude[0].type: \"SHOE\" is not a value of type"),
        })
        {
            Assert.Contains(cause, (await admin.Put(rule, Rule(apps))).Expect(400, "E0000001").Json!["errorCauses"]!.AsArray().Select(c => (string)c!["errorSummary"]!));
        }
    }

    [Fact]
    public async Task The_orgs_factors_are_listed_and_found()
    {
        (await admin.Post("/api/v1/org/factors/google_otp/lifecycle/deactivate")).Expect(200);
        Approve.Json("org_factors", await admin.Get("/api/v1/org/factors"));
        Approve.Json("org_factor", await admin.Get("/api/v1/org/factors/google_otp"));
        Assert.Equal("google_otp", (await admin.Get("/api/v1/org/factors?filter=status+eq+%22INACTIVE%22")).Expect(200).Json!.AsArray().Select(f => (string)f!["id"]!).Single());
        Assert.DoesNotContain("google_otp", (await admin.Get("/api/v1/org/factors?filter=status+eq+%22ACTIVE%22")).Expect(200).Body);
        Assert.Equal(
            "filter: only status eq \"ACTIVE\" and status eq \"INACTIVE\" are understood",
            (await admin.Get("/api/v1/org/factors?filter=id+pr")).Expect(400, "E0000001").Cause);
        (await admin.Get("/api/v1/org/factors/smoke")).Expect(404, "E0000007");
        (await admin.Post("/api/v1/org/factors/smoke/lifecycle/activate")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_factor_that_a_policy_requires_stays_on()
    {
        var policy = await admin.Made("/api/v1/policies", Body("P", """{"okta_sms":{"enroll":{"self":"REQUIRED"}}}"""));
        Approve.Json("org_factor_required", await admin.Post("/api/v1/org/factors/okta_sms/lifecycle/deactivate"));
        (await admin.Delete(policy)).Expect(204);
        Assert.Equal("INACTIVE", (await admin.Post("/api/v1/org/factors/okta_sms/lifecycle/deactivate")).Expect(200).State);
    }

    [Fact]
    public async Task A_factor_that_is_switched_off_is_offered_to_nobody()
    {
        Assert.Equal(["sms", "password"], (await admin.Org.Identify(Ben)).Expect("UNAUTHENTICATED").Factors);
        (await admin.Post("/api/v1/org/factors/okta_sms/lifecycle/deactivate")).Expect(200);
        Assert.Equal(["password"], (await admin.Org.Identify(Ben)).Expect("UNAUTHENTICATED").Factors);
        Assert.DoesNotContain("okta_sms", (await admin.Get(await admin.Policy("Default Policy", Type))).Body);
        (await admin.Post("/api/v1/org/factors/okta_sms/lifecycle/activate")).Expect(200);
        Assert.Equal(["sms", "password"], (await admin.Org.Identify(Ben)).Expect("UNAUTHENTICATED").Factors);
        Assert.Equal("OPTIONAL", Self(await admin.Get(await admin.Policy("Default Policy", Type)), "okta_sms"));
        Assert.Equal(
            ["system.mfa.factor.deactivate", "system.mfa.factor.activate"],
            (await admin.Events()).Where(e => e.StartsWith("system.mfa.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_password_opens_accounts_whether_chains_may_name_it_or_not()
    {
        (await admin.Post("/api/v1/org/factors/okta_password/lifecycle/deactivate")).Expect(200);
        Assert.Contains("password", (await admin.Org.Identify(Ben)).Expect("UNAUTHENTICATED").Factors);
    }

    private static string Self(Reply policy, string key) => (string)policy.Json!["settings"]!["factors"]![key]!["enroll"]!["self"]!;

    private static string Rule(string name, string moment) =>
        $$$$"""{"type":"MFA_ENROLL","name":"{{{{name}}}}","conditions":{"network":{"connection":"ANYWHERE"}},"actions":{"enroll":{"self":"{{{{moment}}}}"}}}""";

    private string Body(string name, string factors) =>
        $$$$"""{"type":"MFA_ENROLL","name":"{{{{name}}}}","conditions":{"people":{"groups":{"include":["{{{{admin.Everyone}}}}"]}}},"settings":{"type":"FACTORS","factors":{{{{factors}}}}}}""";

    // Which policy decides, as the engine sees it.
    private Task<string> PolicyOf(string login) => PolicyOf(admin, login);

    private static async Task<string> PolicyOf(Administration admin, string login)
    {
        var user = (await admin.Org.Org.FindAccount(login))!.Value.User;
        var current = admin.Org.Org.Current;
        var request = new FactorSeq.Core.Policies.SignOnRequest(
            login, user.Id, user.Groups, System.Net.IPAddress.Loopback, FactorSeq.Core.Policies.AuthenticationDoor.Any, false, user.Provider);
        return FactorSeq.Core.Policies.Evaluate.First(current.Configuration.Enrollment, current.Names, request).Policy!.Name;
    }
}
