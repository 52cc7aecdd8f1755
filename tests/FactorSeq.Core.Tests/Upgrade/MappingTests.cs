using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Upgrade;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>The table of shapes, a row each, in an org that has every factor.</summary>
public sealed class MappingTests
{
    [Theory]
    [InlineData("push",                                ChainShape.M1,  Fidelity.Faithful,       true)]
    [InlineData("webauthn",                            ChainShape.M2,  Fidelity.Faithful,       true)]
    [InlineData(" password",                           ChainShape.M3,  Fidelity.Faithful,       true)]
    [InlineData("password -> push",                    ChainShape.M4,  Fidelity.Faithful,       true)]
    [InlineData("password -> webauthn",                ChainShape.M4,  Fidelity.Faithful,       true)]
    [InlineData("push -> password",                    ChainShape.M5,  Fidelity.OrderLost,      true)]
    [InlineData("push -> question",                    ChainShape.M6,  Fidelity.OrderLost,      true)]
    [InlineData("sms -> push | totp",                  ChainShape.M7,  Fidelity.NotExpressible, true)]
    [InlineData("password -> question",                ChainShape.M7,  Fidelity.NotExpressible, true)]
    [InlineData("password -> sms | push",              ChainShape.M8,  Fidelity.Faithful,       true)]
    [InlineData("password -> push ; webauthn -> question", ChainShape.M9, Fidelity.OrderLost,   true)]
    [InlineData("push ; password -> sms",              ChainShape.M10, Fidelity.NotExpressible, true)]
    [InlineData("email",                               ChainShape.M11, Fidelity.Faithful,       true)]
    [InlineData("sms",                                 ChainShape.M11, Fidelity.Faithful,       true)]
    [InlineData("call",                                ChainShape.M11, Fidelity.Faithful,       true)]
    [InlineData("google_totp",                         ChainShape.M12, Fidelity.Widens,         true)]
    [InlineData("rsa",                                 ChainShape.M12, Fidelity.Widens,         true)]
    [InlineData("totp",                                ChainShape.M12, Fidelity.Widens,         true)]
    [InlineData("sms -> call",                         ChainShape.M13, Fidelity.NotExpressible, false)]
    [InlineData("u2f",                                 ChainShape.Other, Fidelity.NotExpressible, false)]
    [InlineData("question",                            ChainShape.Other, Fidelity.Faithful,     true)]
    [InlineData("password -> push -> question",        ChainShape.Other, Fidelity.NotExpressible, true)]
    [InlineData("push ; sms",                          ChainShape.M1,  Fidelity.Faithful,       true)]
    public void Each_shape_is_as_true_as_it_is_said_to_be(string chains, ChainShape shape, Fidelity fidelity, bool chained)
    {
        var rule = Assert.Single(UpgradedOrg.Of(chains).Plan(UpgradeMode.Assurance).Rules);

        Assert.Equal((shape, fidelity, chained), (rule.Shape!.Value, rule.Fidelity, rule.Alternative is not null));
        Assert.Empty(rule.Access.Verification.Problems);
        Assert.Equal(rule.Fidelity != Fidelity.Faithful, rule.Instead is not null);
        Assert.Equal(rule.Fidelity != Fidelity.Faithful, !rule.NotMapped.IsEmpty);
    }

    [Fact]
    public void A_code_is_told_apart_where_the_org_has_no_other_of_its_kind()
    {
        var org = UpgradedOrg.Of("google_totp", "password -> push | totp");
        var plan = UpgradePlanning.Plan(org, UpgradedOrg.Factors("password", "google_totp", "sms"), new UpgradeOptions(UpgradeMode.Assurance));
        var others = UpgradePlanning.Plan(org, UpgradedOrg.Factors("password", "push", "totp"), new UpgradeOptions(UpgradeMode.Assurance));

        Assert.Equal(Fidelity.Faithful, plan.Rules[0].Fidelity);
        Assert.Equal(Fidelity.Faithful, others.Rules[1].Fidelity);
        Assert.Equal(Fidelity.Widens, org.Plan(UpgradeMode.Assurance).Rules[1].Fidelity);
    }

    [Theory]
    [InlineData("push ; password -> sms")]
    [InlineData("sms -> push | totp")]
    [InlineData("google_totp")]
    [InlineData("password -> push -> question")]
    public void With_method_chains_what_assurance_cannot_say_is_said_word_for_word(string chains)
    {
        var rule = Assert.Single(UpgradedOrg.Of(chains).Plan(UpgradeMode.Assurance, methodChains: true).Rules);

        Assert.Equal("AUTH_METHOD_CHAIN", rule.Access.Verification.Type);
        Assert.Equal(Fidelity.Faithful, rule.Fidelity);
        Assert.Same(rule.Alternative!.Chains[0], ((VerificationMethod.AuthMethodChain)rule.Access.Verification).Chains[0]);
    }

    [Theory]
    [InlineData("push ; sms ; call ; email ; webauthn ; google_totp", 1)]
    [InlineData("push -> question ; sms -> question ; call -> question ; email -> question ; webauthn -> question ; password -> push", 5)]
    public void Chains_that_differ_in_one_step_become_one_where_there_are_too_many(string chains, int most)
    {
        var rule = Assert.Single(UpgradedOrg.Of(chains).Plan(UpgradeMode.Assurance).Rules);

        Assert.InRange(rule.Alternative!.Chains.Length, most, 5);
        Assert.Equal(
            WayChange.Same,
            Ways.Compare(Ways.Of(rule.Before, UpgradedOrg.AllFactors), Ways.Of(rule.Alternative.Compile(UpgradedOrg.AllFactors), UpgradedOrg.AllFactors)));
    }

    [Fact]
    public void Too_many_chains_have_no_method_chains() =>
        Assert.Null(Assert.Single(UpgradedOrg.Of("push -> question ; sms -> password ; call -> question | password ; email -> rsa ; webauthn -> symantec ; yubikey -> hotp")
            .Plan(UpgradeMode.Assurance).Rules).Alternative);

    [Fact]
    public void What_begins_with_the_password_and_still_does_has_lost_no_order_and_what_is_proposed_lasts_as_long_as_the_rule()
    {
        var rules = UpgradedOrg.Of("password -> totp", "totp -> password", "sms -> push").Plan(UpgradeMode.Assurance).Rules;

        Assert.Equal([false, true, true], rules.Select(rule => rule.NotMapped.Contains("the order of the prompts")));
        Assert.Equal([Fidelity.Widens, Fidelity.Widens, Fidelity.NotExpressible], rules.Select(rule => rule.Fidelity));
        Assert.All(rules, rule => Assert.Equal(rule.Access.Verification.ReauthenticateIn, rule.Alternative!.ReauthenticateIn));
    }

    [Fact]
    public void A_rule_before_a_sequence_keeps_its_people_from_it()
    {
        var org = UpgradedOrg.Of(
            UpgradedOrg.Policy("staff", 1, UpgradedOrg.Rule("password")),
            UpgradedOrg.Policy("", 2, UpgradedOrg.Rule("webauthn", 1), UpgradedOrg.Rule("password", 2)));
        var policy = org.Plan(UpgradeMode.Assurance).Authentication[0];

        Assert.Equal(["For staff: Rule 1", "Default Policy: Rule 1", "Catch-all Rule"], policy.Policy.Rules.Select(rule => rule.Name));
        Assert.Equal([0, 1, 99], policy.Policy.Rules.Select(rule => rule.Priority));
        Assert.Equal(["Okta Dashboard"], policy.Apps.AsEnumerable());
    }

    [Fact]
    public void Apps_with_equal_rules_share_a_policy_and_the_others_the_first()
    {
        var app = new Orgs.App { Id = "0oa_1", Label = "Payroll", ClientId = "payroll" };
        Rule<AppSignOnAction> Asks(AppPrompt prompt, int minutes = 0) => new() { Id = "0pr_app", Name = "MFA", Priority = 1, Action = new AppSignOnAction(true, prompt, minutes) };
        var org = UpgradedOrg.Of("push") with
        {
            Apps =
            [
                app, app with { Id = "0oa_2", Label = "Wiki", SignOnRules = [Asks(AppPrompt.EverySignOn)] },
                app with { Id = "0oa_3", Label = "Mail", SignOnRules = [Asks(AppPrompt.EverySignOn)] },
                app with { Id = "0oa_4", Label = "Bank", SignOnRules = [Asks(AppPrompt.OncePerSession, 30)] },
            ],
        };
        var plan = org.Plan(UpgradeMode.Assurance);

        Assert.Equal(["Okta Dashboard, Payroll", "Wiki, Mail", "Bank"], plan.Authentication.Select(policy => string.Join(", ", policy.Apps)));
        Assert.Equal(["PT43800H", "PT0S", "PT43800H"], plan.Authentication.Select(policy => policy.Policy.Rules[0].Action.Verification.ReauthenticateIn));
        Assert.Equal(
            ["PT43800H", "PT30M"],
            plan.Authentication.Skip(1).Select(policy => ((VerificationMethod.Assurance)policy.Policy.Rules[0].Action.Verification).Constraints.Single().Knowledge!.ReauthenticateIn));
        Assert.Contains(plan.Findings, finding => finding.Id == "app-rules" && finding.Text.Contains("Wiki, Mail, Bank"));
    }
}
