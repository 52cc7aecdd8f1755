using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>The acceptance scenarios of setting sequences up, over the wire: 1 to 4 and 8 to 11. (5, 6 and 7: <see cref="Emulator"/>.)</summary>
public sealed class SetUpScenarioTests
{
    private const string Push = """{"criteria":[{"provider":"OKTA","factorType":"push"}]}""";
    private const string Sms = """{"criteria":[{"provider":"OKTA","factorType":"sms"}]}""";

    [Fact, Trait("scenario", "1"), Trait("basis", "sourced")]
    public async Task With_the_feature_off_no_rule_has_a_sequence()
    {
        await using var admin = await Administration.Start(Administration.Seed(features: ""));
        Assert.Contains("PASSWORDLESS_AUTHN_SIGNON_POLICY is not enabled", await Refusal(admin, Administration.Sequence("S", $"[{Push}]").ToJsonString()), StringComparison.Ordinal);
    }

    [Theory, Trait("scenario", "2"), Trait("basis", "inferred")]
    [InlineData("""{"access":"CHALLENGE"}""")]
    [InlineData("""{"access":"CHALLENGE","challenge":{"chain":[]}}""")]
    [InlineData("""{"access":"ALLOW","challenge":{"chain":[{"criteria":[{"provider":"OKTA","factorType":"push"}]}]}}""")]
    [InlineData("""{"access":"DENY","challenge":{"chain":[{"criteria":[{"provider":"OKTA","factorType":"push"}]}]}}""")]
    public async Task A_challenge_has_a_chain_and_nothing_else_has(string signon)
    {
        await using var admin = await Administration.Start();
        Assert.NotEmpty(await Refusal(admin, Administration.SignOnRule("S", signon).ToJsonString()));
    }

    [Fact, Trait("scenario", "3"), Trait("basis", "sourced")]
    public async Task A_rule_gives_back_the_chains_it_was_made_with()
    {
        await using var admin = await Administration.Start();
        const string Chain =
            """[{"criteria":[{"provider":"OKTA","factorType":"password"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"push"},{"provider":"OKTA","factorType":"token:software:totp"}]}]},{"criteria":[{"provider":"CUSTOM","factorType":"token:hotp"}]}]""";
        var rule = await admin.Made($"{await admin.Policy("Everybody")}/rules", Administration.Sequence("R", Chain));
        Assert.Equal(Chain, (await admin.Get(rule)).Expect(200).Json!["actions"]!["signon"]!["challenge"]!["chain"]!.ToJsonString());
    }

    [Fact, Trait("scenario", "4"), Trait("basis", "inferred")]
    public async Task A_chain_has_no_third_step()
    {
        await using var admin = await Administration.Start();
        var refused = await Refusal(admin, Administration.Sequence(
            "S", """[{"criteria":[{"provider":"OKTA","factorType":"push"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"sms"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"question"}]}]}]}]""").ToJsonString());
        Assert.Contains("two steps at most", refused, StringComparison.Ordinal);
    }

    // A Classic org's API knows no app sign-on policies: what stands there is the seed's.
    [Fact, Trait("scenario", "8"), Trait("basis", "sourced")]
    public async Task An_app_sign_on_rule_has_no_chains()
    {
        var seed = Seeds.WithRule(Seeds.Chains("push"), more: """
            apps:
              - label: App
                clientId: app
                redirectUris: [ "http://app.test/cb" ]
                signOn: [ { name: R, chains: [ push ] } ]
            """);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => OrgHost.Start(seed));
        Assert.Contains("chains", refused.Message, StringComparison.Ordinal);
        await using var admin = await Administration.Start();
        (await admin.Get("/api/v1/policies?type=ACCESS_POLICY")).Expect(400, "E0000001");
    }

    [Theory, Trait("scenario", "9"), Trait("basis", "sourced")]
    [InlineData("OPTIONAL", true)]
    [InlineData("REQUIRED", false)]
    public async Task A_sequence_that_people_need_not_be_enrolled_for_is_pointed_out(string sms, bool warned)
    {
        await using var admin = await Administration.Start();
        await admin.Made($"{await admin.Policy("Everybody")}/rules", Administration.Sequence("S", """[{"criteria":[{"provider":"OKTA","factorType":"sms"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"push"}]}]}]"""));
        (await admin.Put(
            await admin.Policy("Default Policy", "MFA_ENROLL"),
            """{"type":"MFA_ENROLL","name":"Default Policy","settings":{"factors":{"okta_sms":{"enroll":{"self":"SMS"}},"okta_otp":{"enroll":{"self":"REQUIRED"}},"okta_push":{"enroll":{"self":"REQUIRED"}}}}}"""
                .Replace("SMS", sms, StringComparison.Ordinal))).Expect(200);
        var rule = (await admin.Org.Get("/emulator/factor-sequencing")).Expect(200).Json!["rules"]!.AsArray().Single(r => (string)r!["rule"]! == "S")!;
        Assert.Equal(warned, (string?)rule["lint"] is not null);
    }

    [Fact, Trait("scenario", "10"), Trait("basis", "inferred")]
    public async Task A_factor_that_is_inactive_in_the_org_stands_in_no_chain()
    {
        await using var admin = await Administration.Start();
        (await admin.Post("/api/v1/org/factors/okta_sms/lifecycle/deactivate")).Expect(200);
        Assert.Contains("not active in this org", await Refusal(admin, Administration.Sequence("S", $"[{Sms}]").ToJsonString()), StringComparison.Ordinal);
    }

    [Fact, Trait("scenario", "11"), Trait("basis", "inferred")]
    public async Task One_chain_more_than_the_org_allows_is_refused()
    {
        await using var admin = await Administration.Start();
        await admin.Org.Set(new { maxChains = 1 });
        await admin.Made($"{await admin.Policy("Everybody")}/rules", Administration.Sequence("R", $"[{Push}]"));
        Assert.Contains("2 chains", await Refusal(admin, Administration.Sequence("S", $"[{Push},{Sms}]").ToJsonString()), StringComparison.Ordinal);
    }

    private static async Task<string> Refusal(Administration admin, string rule) =>
        (await admin.Post($"{await admin.Policy("Everybody")}/rules", rule)).Expect(400, "E0000001").Cause!;
}
