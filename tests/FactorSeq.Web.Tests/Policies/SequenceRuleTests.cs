using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>Factor sequences through the API, as Terraform sends and reads them.</summary>
public sealed class SequenceRuleTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private Administration admin = null!;
    private string policy = null!;

    public async Task InitializeAsync()
    {
        admin = await Administration.Start();
        policy = await admin.Made("/api/v1/policies", admin.PolicyBody("Sequences", priority: 1));
    }

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task What_Terraform_sends_comes_back_with_the_defaults_filled_in()
    {
        var behavior = (string)(await admin.Get("/api/v1/behaviors?q=New+City")).Expect(200).Json![0]!["id"]!;
        var sent = $$$$$"""
            {"type":"SIGN_ON","name":"emu-sequence","status":"ACTIVE",
             "conditions":{"authContext":{"authType":"ANY"},"identityProvider":{"provider":"ANY"},
               "network":{"connection":"ANYWHERE"},"risk":{"behaviors":["{{{{{behavior}}}}}"]}},
             "actions":{"signon":{"access":"CHALLENGE","rememberDeviceByDefault":false,"requireFactor":false,
               "session":{"maxSessionIdleMinutes":120,"maxSessionLifetimeMinutes":120,"usePersistentCookie":false},
               "challenge":{"chain":[
                 {"criteria":[{"provider":"OKTA","factorType":"password"}],
                  "next":[{"criteria":[{"provider":"OKTA","factorType":"push"},
                                       {"provider":"CUSTOM","factorType":"token:hotp"},
                                       {"provider":"OKTA","factorType":"token:software:totp"}]}]},
                 {"criteria":[{"provider":"CUSTOM","factorType":"token:hotp"}]}]}}}}
            """;
        var made = await admin.Post($"{policy}/rules", sent);
        Approve.Json("policy_rule_sequence", made);
        var again = await admin.Get($"{policy}/rules/{made.Text("id")}");
        Assert.Equal(made.Body, again.Body);
        Assert.Equal(made.Json!["actions"]!.ToJsonString(), (await admin.Put($"{policy}/rules/{made.Text("id")}", made.Body)).Expect(200).Json!["actions"]!.ToJsonString());
    }

    [Fact]
    public async Task With_the_feature_off_it_is_refused_in_Oktas_words()
    {
        await using var off = await Administration.Start(Administration.Seed(features: ""));
        var refused = await off.Post($"{await off.Policy("Everybody")}/rules", Administration.Sequence("S", """[{"criteria":[{"provider":"OKTA","factorType":"push"}]}]"""));
        Approve.Json("policy_rule_feature_off", refused);
    }

    [Fact]
    public async Task It_counts_from_the_next_step_of_sign_ins_under_way()
    {
        var named = (await admin.Org.Identify(Ana)).Expect("UNAUTHENTICATED");
        Assert.Equal(["push", "sms", "password"], named.Factors);
        var rule = await admin.Made($"{policy}/rules", Administration.Sequence("Questions", """[{"criteria":[{"provider":"OKTA","factorType":"question"}]}]"""));

        (await admin.Org.Verify(named, "push")).Expect(403, "E0000079");
        Assert.Equal(["question"], (await admin.Org.Identify(Ana)).Expect("UNAUTHENTICATED").Factors);

        (await admin.Post($"{rule}/lifecycle/deactivate")).Expect(204);
        Assert.Equal(["push", "sms", "password"], (await admin.Org.Identify(Ana)).Expect("UNAUTHENTICATED").Factors);
        (await admin.Post($"{rule}/lifecycle/activate")).Expect(204);
        Assert.Equal(["question"], (await admin.Org.Identify(Ana)).Expect("UNAUTHENTICATED").Factors);
        (await admin.Delete(rule)).Expect(204);
        Assert.Equal(["push", "sms", "password"], (await admin.Org.Identify(Ana)).Expect("UNAUTHENTICATED").Factors);
    }

    [Fact]
    public async Task A_rule_that_waits_for_a_behavior_never_decides()
    {
        var behavior = (string)(await admin.Get("/api/v1/behaviors?q=Velocity")).Expect(200).Json![0]!["id"]!;
        await admin.Made(
            $"{policy}/rules",
            Administration.Sequence("Q", """[{"criteria":[{"provider":"OKTA","factorType":"question"}]}]""", $$$"""{"risk":{"behaviors":["{{{behavior}}}"]}}"""));
        Assert.Equal(["push", "sms", "password"], (await admin.Org.Identify(Ana)).Expect("UNAUTHENTICATED").Factors);
    }

    [Fact]
    public async Task Two_methods_of_one_authenticator_are_Classics_to_have()
    {
        const string Chain = """[{"criteria":[{"provider":"OKTA","factorType":"sms"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"call"}]}]}]""";
        await admin.Made($"{policy}/rules", Administration.Sequence("Phones", Chain));
    }

    [Theory]
    [InlineData("[]", "actions.signon: the access CHALLENGE needs \"challenge.chain\"")]
    [InlineData("""[{"criteria":[]}]""", "actions.signon.challenge.chain[0]: \"criteria\" is missing")]
    [InlineData("""[{"criteria":[{"provider":"OKTA","factorType":"push"},{"provider":"OKTA","factorType":"sms"}]}]""", "actions.signon.challenge.chain[0]: a chain begins with one factor")]
    [InlineData(
        """[{"criteria":[{"provider":"OKTA","factorType":"push"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"sms"}]},{"criteria":[{"provider":"OKTA","factorType":"call"}]}]}]""",
        "actions.signon.challenge.chain[0].next: a factor has one next step at most")]
    [InlineData(
        """[{"criteria":[{"provider":"OKTA","factorType":"push"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"sms"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"call"}]}]}]}]""",
        "actions.signon.challenge.chain[0].next[0].next: a chain has two steps at most")]
    [InlineData("""[{"criteria":[{"provider":"OKTA","factorType":"smoke"}]}]""", "actions.signon.challenge.chain[0].criteria[0]: unknown factor \"smoke/OKTA\"")]
    [InlineData(
        """[{"criteria":[{"provider":"OKTA","factorType":"push"}]},{"criteria":[{"provider":"OKTA","factorType":"push"}]}]""",
        "actions.signon.challenge.chain[1]: the chain \"push\" is in this rule twice")]
    [InlineData(
        """[{"criteria":[{"provider":"OKTA","factorType":"push"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"push"}]}]}]""",
        "actions.signon.challenge.chain[0]: push is both the first and the second factor")]
    [InlineData(
        """[{"criteria":[{"provider":"OKTA","factorType":"push"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"sms"},{"provider":"OKTA","factorType":"sms"}]}]}]""",
        "actions.signon.challenge.chain[0]: sms is an alternative to itself")]
    public async Task A_sequence_that_is_none_is_refused(string chains, string cause) =>
        Assert.Equal(cause, (await admin.Post($"{policy}/rules", Administration.Sequence("S", chains))).Expect(400, "E0000001").Cause);

    [Theory]
    [InlineData("""{"access":"ALLOW","challenge":{"chain":[{"criteria":[{"provider":"OKTA","factorType":"push"}]}]}}""", "actions.signon.challenge: chains belong to the access CHALLENGE")]
    [InlineData("""{"access":"CHALLENGE"}""", "actions.signon: the access CHALLENGE needs \"challenge.chain\"")]
    [InlineData("""{"access":"MAYBE"}""", "actions.signon.access: \"MAYBE\" is not a value of access")]
    [InlineData("""{"requireFactor":true}""", "actions.signon: \"factorPromptMode\" is missing")]
    [InlineData("""{"access":"ALLOW","requireFactor":true,"factorPromptMode":"ALWAYS","rememberDeviceByDefault":true}""", "actions.signon.rememberDeviceByDefault: a device is remembered by default only under the prompt DEVICE")]
    [InlineData("""{"access":"ALLOW","requireFactor":true,"factorPromptMode":"SESSION"}""", "actions.signon: the prompt SESSION needs \"factorLifetime\"")]
    [InlineData("""{"access":"ALLOW","primaryFactor":"SMOKE"}""", "actions.signon.primaryFactor: \"SMOKE\" is not a value of primaryFactor")]
    [InlineData("""{"access":"ALLOW","session":{"maxSessionIdleMinutes":0}}""", "actions.signon.session.maxSessionIdleMinutes: \"0\" is not a number from 1 to 129600")]
    public async Task An_action_that_is_none_is_refused(string signon, string cause)
    {
        var refused = (await admin.Post($"{policy}/rules", Administration.SignOnRule("S", signon))).Expect(400, "E0000001");
        Assert.Contains(cause, refused.Json!["errorCauses"]!.AsArray().Select(c => (string)c!["errorSummary"]!));
    }

    [Fact]
    public async Task More_chains_or_alternatives_than_the_org_allows_are_refused()
    {
        await admin.Org.Set(new { maxChains = 1, maxAlternatives = 1 });
        var chains = await admin.Post(
            $"{policy}/rules",
            Administration.Sequence("S", """[{"criteria":[{"provider":"OKTA","factorType":"push"}]},{"criteria":[{"provider":"OKTA","factorType":"sms"}]}]"""));
        Assert.Equal("actions.signon.challenge: 2 chains, and a rule holds 1 at most", chains.Expect(400, "E0000001").Cause);
        var alternatives = await admin.Post(
            $"{policy}/rules",
            Administration.Sequence(
                "S",
                """[{"criteria":[{"provider":"OKTA","factorType":"push"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"sms"},{"provider":"OKTA","factorType":"call"}]}]}]"""));
        Assert.Equal("actions.signon.challenge.chain[0]: 2 alternatives, and a step holds 1 at most", alternatives.Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task A_factor_that_the_org_has_switched_off_is_refused()
    {
        (await admin.Post("/api/v1/org/factors/okta_sms/lifecycle/deactivate")).Expect(200);
        var refused = await admin.Post($"{policy}/rules", Administration.Sequence("S", """[{"criteria":[{"provider":"OKTA","factorType":"sms"}]}]"""));
        Assert.Equal("actions.signon.challenge: the factor sms/OKTA is not active in this org", refused.Expect(400, "E0000001").Cause);
    }

    [Theory]
    [InlineData("""{"riskScore":{"level":"LOW"}}""", "conditions: Invalid condition type specified: riskScore.")]
    [InlineData("""{"moon":{"phase":"FULL"}}""", "conditions: Invalid condition type specified: moon.")]
    [InlineData("""{"identityProvider":{"provider":"SPECIFIC_IDP","idpIds":["0oa1"]}}""", "conditions: Invalid condition type specified: identityProvider.")]
    [InlineData("""{"network":{"connection":"ZONE"}}""", "conditions.network: the connection ZONE needs zones")]
    [InlineData("""{"network":{"connection":"ZONE","include":["nzo1"]}}""", "conditions.network.include[0]: unknown zone \"nzo1\"")]
    [InlineData("""{"people":{"users":{"exclude":["00u1"]}}}""", "conditions.people.users.exclude[0]: unknown user \"00u1\"")]
    [InlineData("""{"risk":{"behaviors":["bhv1"]}}""", "conditions.risk.behaviors[0]: unknown behavior \"bhv1\"")]
    [InlineData("""{"authContext":{"authType":"PIGEON"}}""", "conditions.authContext.authType: \"PIGEON\" is not a value of authType")]
    [InlineData("7", "conditions: a mapping is needed here, not \"7\"")]
    public async Task A_condition_that_is_none_is_refused(string conditions, string cause)
    {
        var refused = await admin.Post($"{policy}/rules", Administration.SignOnRule("S", """{"access":"ALLOW"}""", conditions));
        Assert.Equal(cause, refused.Expect(400, "E0000001").Cause);
        Assert.Equal($"Api validation failed: {cause[..cause.IndexOf(':')]}", refused.Text("errorSummary"));
    }

    [Fact]
    public async Task A_sequence_none_of_whose_chains_is_required_is_pointed_out()
    {
        const string Chains = """[{"criteria":[{"provider":"OKTA","factorType":"sms"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"password"}]}]}]""";
        await admin.Made($"{policy}/rules", Administration.Sequence("S", Chains));
        Assert.Equal(
            "No chain whose factors the enrollment policy Default Policy requires: whoever has not enrolled them cannot sign in", await Lint());
        (await admin.Put(
            await admin.Policy("Default Policy", "MFA_ENROLL"), """{"type":"MFA_ENROLL","name":"Default Policy","settings":{"factors":{"okta_sms":{"enroll":{"self":"REQUIRED"}}}}}"""))
            .Expect(200);
        Assert.Null(await Lint());
    }

    private async Task<string?> Lint() =>
        (string?)(await admin.Org.Get("/emulator/factor-sequencing")).Expect(200).Json!["rules"]!.AsArray().Single(rule => (string)rule!["rule"]! == "S")!["lint"];

    [Fact]
    public async Task A_behavior_cannot_keep_anybody_out()
    {
        var behavior = (string)(await admin.Get("/api/v1/behaviors?q=Velocity")).Expect(200).Json![0]!["id"]!;
        var refused = await admin.Post(
            $"{policy}/rules", Administration.SignOnRule("S", """{"access":"DENY"}""", $$$"""{"risk":{"behaviors":["{{{behavior}}}"]}}"""));
        Assert.Equal("conditions.risk.behaviors: a rule that denies access cannot wait for a behavior", refused.Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task A_rule_excludes_users_and_is_for_zones()
    {
        var office = (string)(await admin.Get("/api/v1/zones")).Json!.AsArray().Single(z => (string)z!["name"]! == "Office")!["id"]!;
        var ana = (await admin.Org.Org.FindAccount(Ana))!.Id;
        var rule = await admin.Post(
            $"{policy}/rules",
            Administration.SignOnRule(
                "S",
                """{"access":"ALLOW","requireFactor":true,"factorPromptMode":"SESSION","factorLifetime":15,"primaryFactor":"PASSWORD_IDP"}""",
                $$$"""{"people":{"users":{"exclude":["{{{ana}}}"],"include":[]},"groups":{"include":[],"exclude":[]}},"network":{"connection":"ZONE","exclude":["{{{office}}}"]},"authContext":{"authType":"RADIUS"}}"""));
        Approve.Json("policy_rule_conditions", rule);
    }
}
