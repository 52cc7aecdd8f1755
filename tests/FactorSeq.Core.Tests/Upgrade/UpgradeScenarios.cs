using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Upgrade;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>The upgrade as Okta's pages tell it; the numbers are those of the scenarios.</summary>
public sealed class UpgradeScenarios
{
    [Theory]
    [Trait("scenario", "56")]
    [Trait("basis", "sourced")]
    [InlineData("sms -> call", "sms/OKTA", "call/OKTA")]
    [InlineData("totp -> push", "token:software:totp/OKTA", "push/OKTA")]
    [InlineData("push -> totp | question", "push/OKTA", "token:software:totp/OKTA")]
    public void Two_methods_of_one_authenticator_block_the_upgrade(string chain, string one, string other)
    {
        var org = UpgradedOrg.Of("password", $"push ; {chain}");
        var blocker = Assert.Single(UpgradePlanning.Blockers(org));

        Assert.Equal("FACTOR_SEQUENCING_NO_SAME_ENROLLMENT", UpgradeBlocker.Id);
        Assert.Equal(("Default Policy", org.SignOn[0].Rules[1].Id, "Rule 2", 1), (blocker.Policy, blocker.RuleId, blocker.Rule, blocker.Chain));
        Assert.Equal((one, other), (blocker.One.ToString(), blocker.Other.ToString()));
        Assert.True(org.Plan(UpgradeMode.Preserve).IsBlocked);
        Assert.False(org.Plan().IsBlocked);
        Assert.Equal(UpgradeMode.Assurance, org.Plan().Mode);
    }

    [Theory]
    [Trait("scenario", "56")]
    [Trait("basis", "sourced")]
    [InlineData("password -> push | totp", false)]
    [InlineData("push ; totp", false)]
    [InlineData("question -> sms | call", false)]
    [InlineData("password -> push | totp", true)]
    public void Alternatives_of_one_step_block_nothing_unless_pairs_are_counted_strictly(string chains, bool strict) =>
        Assert.Equal(strict, UpgradePlanning.Blockers(UpgradedOrg.Of(chains), strict).Any());

    [Fact]
    public void What_is_not_active_blocks_nothing_nor_does_a_feature_that_is_off()
    {
        var org = UpgradedOrg.Of("sms -> call");

        Assert.Empty(UpgradePlanning.Blockers(org with { Features = [] }));
        Assert.Empty(UpgradePlanning.Blockers(org with { SignOn = [org.SignOn[0] with { Active = false }] }));
        Assert.Empty(UpgradePlanning.Blockers(org with { SignOn = [org.SignOn[0] with { Rules = [org.SignOn[0].Rules[0] with { Active = false }] }] }));
    }

    [Fact]
    [Trait("scenario", "57")]
    [Trait("basis", "sourced")]
    public void Sequencing_that_nobody_uses_is_to_be_disabled_before_and_is_not_there_afterwards()
    {
        var plan = UpgradedOrg.Of("password", "password + any").Plan();

        Assert.Equal(SequencingState.EnabledUnused, plan.State);
        Assert.Contains(plan.Findings, finding => finding.Id == "disable-first");
        Assert.Contains(plan.Recipes, recipe => recipe.Steps[0] == "Ask Okta Support to disable factor sequencing before the upgrade.");
        Assert.All(plan.GlobalSession.SelectMany(policy => policy.Rules), rule => Assert.Null(rule.Action.Sequence));
        Assert.False(plan.IsIdentifierFirst);
    }

    [Fact]
    [Trait("scenario", "58")]
    [Trait("basis", "sourced")]
    public void A_sequence_in_use_without_a_blocker_is_preserved_in_the_global_session_policy()
    {
        var org = UpgradedOrg.Of("password -> push | totp ; hotp", "password");
        var plan = org.Plan();

        Assert.Equal(UpgradeMode.Preserve, plan.Mode);
        Assert.Same(((RuleAction.Sequence)org.SignOn[0].Rules[0].Action.Authenticate).Chains, plan.GlobalSession[0].Rules[0].Action.Sequence);
        Assert.Same(plan.GlobalSession[0].Rules[0].Action.Sequence, plan.AsUpgraded[0].Rules[0].Action.Sequence);
        Assert.Null(plan.GlobalSession[0].Rules[1].Action.Sequence);
    }

    [Theory]
    [Trait("scenario", "59")]
    [Trait("basis", "sourced")]
    [InlineData(UpgradeMode.Preserve)]
    [InlineData(UpgradeMode.Assurance)]
    public void Every_old_rule_is_password_first_and_requires_a_factor_where_it_did_and_a_new_one_begins_with_any(UpgradeMode mode)
    {
        var plan = UpgradedOrg.Of("push", "password + any", "password", "deny").Plan(mode);
        var rules = plan.AsUpgraded.SelectMany(policy => policy.Rules).Select(rule => rule.Action).ToList();

        Assert.All(rules, rule => Assert.Equal(PrimaryFactor.PasswordIdp, rule.PrimaryFactor));
        Assert.Equal([false, true, false, false], rules.Select(rule => rule.RequireFactor));
        Assert.Equal([true, true, true, false], rules.Select(rule => rule.Allows));
        Assert.Equal(PrimaryFactor.AnyFactor, new GlobalSessionAction { Session = SessionLimits.Default }.PrimaryFactor);
    }

    [Fact]
    [Trait("scenario", "60")]
    [Trait("basis", "inferred")]
    public void Assurance_says_of_each_chain_what_it_can_and_of_the_others_that_it_cannot()
    {
        var plan = UpgradedOrg.Of("password -> push", "push", "push ; password -> sms", "sms -> push").Plan(UpgradeMode.Assurance);

        Assert.Equal([ChainShape.M4, ChainShape.M1, ChainShape.M10, ChainShape.M7], plan.Rules.Select(rule => rule.Shape!.Value));
        Assert.Equal(
            [Fidelity.Faithful, Fidelity.Faithful, Fidelity.NotExpressible, Fidelity.NotExpressible], plan.Rules.Select(rule => rule.Fidelity));
        var both = Assert.Single(Assurance(plan.Rules[0], FactorMode.Two).Constraints);
        Assert.Equal(["password"], both.Knowledge!.Types.AsEnumerable());
        Assert.Equal(["app"], both.Possession!.Types.AsEnumerable());
        Assert.Equal(["push"], both.Possession.Methods.AsEnumerable());
        var push = Assert.Single(Assurance(plan.Rules[1], FactorMode.One).Constraints);
        Assert.Null(push.Knowledge);
        Assert.True(push.Possession!.DeviceBound);
        Assert.Equal(PrimaryFactor.AnyFactor, plan.Rules[1].Session.PrimaryFactor);
        Assert.Equal(PrimaryFactor.PasswordIdp, plan.Rules[0].Session.PrimaryFactor);

        Assert.Equal(2, plan.Rules[2].Alternative!.Chains.Length);
        Assert.Contains("chains of different lengths: a rule has one factorMode", plan.Rules[2].NotMapped);
        Assert.Contains("two factors of one type", plan.Rules[3].NotMapped);
        Assert.NotNull(plan.Rules[3].Instead);
    }

    [Theory]
    [Trait("scenario", "61")]
    [Trait("basis", "sourced")]
    [InlineData(false, true, false, "webauthn")]
    [InlineData(true, false, false, "push totp google_totp yubikey rsa onprem symantec hotp duo webauthn")]
    [InlineData(false, false, true, "yubikey rsa")]
    public void A_characteristic_that_is_required_is_asked_of_the_method(bool deviceBound, bool phishingResistant, bool hardware, string satisfies)
    {
        var asked = new VerificationMethod.Assurance(FactorMode.One, [new AssuranceConstraint(null, new PossessionConstraint([], [], deviceBound, hardware, phishingResistant))]);

        var ways = Ways.Of(asked.Compile(UpgradedOrg.AllFactors), UpgradedOrg.AllFactors);

        Assert.Equal(satisfies.Split(' ').Order(), ways.Select(way => way.Describe(UpgradedOrg.Name)).Order());
    }

    [Fact]
    [Trait("scenario", "62")]
    [Trait("basis", "inferred")]
    public void More_classes_than_factors_are_refused()
    {
        var both = new AssuranceConstraint(new KnowledgeConstraint(["password"]), new PossessionConstraint([], []));

        Assert.Equal(
            "A constraint speaks of 2 classes of authenticators, and factorMode 1FA asks for 1.",
            Assert.Single(new VerificationMethod.Assurance(FactorMode.One, [both]).Problems));
        Assert.Empty(new VerificationMethod.Assurance(FactorMode.Two, [both]).Problems);
    }

    [Fact]
    [Trait("scenario", "63")]
    [Trait("basis", "sourced")]
    public void One_rule_that_begins_with_any_factor_shows_the_username_alone_to_everybody()
    {
        Assert.False(UpgradedOrg.Of("password", "password + any", "password -> push").Plan(UpgradeMode.Assurance).IsIdentifierFirst);
        Assert.True(UpgradedOrg.Of("password", "push").Plan(UpgradeMode.Assurance).IsIdentifierFirst);
        Assert.True(UpgradedOrg.Of("password", "password -> push").Plan(UpgradeMode.Preserve).IsIdentifierFirst);
    }

    [Fact]
    [Trait("scenario", "64")]
    [Trait("basis", "sourced")]
    public void Method_chains_are_five_of_three_steps_at_most()
    {
        MethodChain Chain(int steps) => new([.. Enumerable.Repeat(ImmutableArray.Create(Authenticators.Of(Chains.Kind("push"))!), steps)]);

        Assert.Empty(new VerificationMethod.AuthMethodChain([.. Enumerable.Repeat(Chain(3), 5)]).Problems);
        Assert.Equal("A rule holds 1 to 5 chains, not 6.", Assert.Single(new VerificationMethod.AuthMethodChain([.. Enumerable.Repeat(Chain(1), 6)]).Problems));
        Assert.Equal("A chain has 1 to 3 steps, not 4.", Assert.Single(new VerificationMethod.AuthMethodChain([Chain(4)]).Problems));
    }


    private static VerificationMethod.Assurance Assurance(RuleUpgrade rule, FactorMode mode)
    {
        var assurance = Assert.IsType<VerificationMethod.Assurance>(rule.Access.Verification);
        Assert.Equal(mode, assurance.Mode);
        return assurance;
    }
}
