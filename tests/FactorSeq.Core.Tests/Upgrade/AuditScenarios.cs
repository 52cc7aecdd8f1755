using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Upgrade;
using FactorSeq.Core.Users;
using static FactorSeq.Core.Tests.Upgrade.AnAudit;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>The acceptance scenarios that are the audit's.</summary>
public sealed class AuditScenarios
{
    [Theory]
    [Trait("scenario", "56")]
    [Trait("basis", "sourced")]
    [InlineData("sms -> call", "Phone")]
    [InlineData("call -> sms", "Phone")]
    [InlineData("totp -> push", "Okta Verify")]
    [InlineData("push -> totp", "Okta Verify")]
    [InlineData("totp -> password | push", "Okta Verify")]
    public void Scenario_56_two_methods_of_one_authenticator_in_a_chain_block_the_upgrade(string chain, string authenticator)
    {
        var audit = Of(Chained("R", "password -> question", chain));

        var blocker = Assert.Single(audit.Blockers);
        Assert.Equal("FACTOR_SEQUENCING_NO_SAME_ENROLLMENT", blocker.Check.Id);
        Assert.Equal(("00p_P", "P", "0pr_P_R", "R", 1, chain), (blocker.PolicyId, blocker.Policy, blocker.RuleId, blocker.Rule, blocker.ChainIndex, blocker.Chain));
        Assert.EndsWith($"are two methods of {authenticator} in one chain.", blocker.Message, StringComparison.Ordinal);
        Assert.Equal(AuditTarget.Blocked, audit.Target);
        Assert.Equal([false, true], Assert.Single(audit.Rules).Chains.Select(shown => shown.Blocks));
    }

    [Theory]
    [Trait("scenario", "56")]
    [Trait("basis", "sourced")]
    [InlineData("password -> push | totp")]
    [InlineData("password -> sms | call")]
    [InlineData("push -> google_totp")]
    [InlineData("webauthn -> u2f")]
    public void Scenario_56_alternatives_of_one_step_and_methods_of_two_authenticators_block_nothing(string chain)
    {
        Assert.Empty(Of(Chained("R", chain)).Blockers);
        Assert.Equal(AuditTarget.Preserve, Of(Chained("R", chain)).Target);
    }

    [Theory]
    [Trait("scenario", "56")]
    [Trait("basis", "inferred")]
    [Trait("setting", "strictPairs")]
    [InlineData("password -> push | totp", true)]
    [InlineData("password -> sms | call | push", true)]
    [InlineData("password -> push | google_totp", false)]
    public void Scenario_56_read_strictly_alternatives_of_one_step_block_too(string chain, bool blocks) =>
        Assert.Equal(blocks ? AuditTarget.Blocked : AuditTarget.Preserve, Of(Subject(Chained("R", chain)), strict: true).Target);

    [Fact]
    [Trait("scenario", "57")]
    [Trait("basis", "sourced")]
    public void Scenario_57_on_and_unused_the_feature_is_to_be_switched_off_before_the_upgrade()
    {
        var audit = Of(Rule("R"));

        Assert.Equal((AuditState.EnabledUnused, AuditTarget.DisableFirst), (audit.State, audit.Target));
        Assert.Contains("ask Okta Support to switch the feature off before the upgrade", audit.Advice, StringComparison.Ordinal);
        Assert.Contains("there is no Authenticator Sequencing", audit.Advice, StringComparison.Ordinal);
        Assert.Equal(["feature-unused"], audit.Found());
    }

    [Theory]
    [Trait("scenario", "43")]
    [Trait("basis", "sourced")]
    [InlineData(false)]
    [InlineData(true)]
    public void Scenario_43_visible_and_not_selected_may_cause_the_factor_service_error(bool anyFactor)
    {
        var subject = Subject(Rule("R", anyFactor ? new RuleAction.PasswordAndAny(FactorPrompt.Always) : new RuleAction.Password()));
        var audit = Of(subject with { People = [Person("bob", "password", CredentialProvider.ActiveDirectory), Person("ola", "password")], HasDirectoryUsers = true });

        Assert.StartsWith(
            "Factor Sequence visible, not selected: may cause Factor Service Error. 1 directory user may come here",
            Assert.Single(audit.Found(AuditCheck.FactorServiceError)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("scenario", "9")]
    [Trait("basis", "sourced")]
    [InlineData(EnrollmentDemand.Optional, 1)]
    [InlineData(EnrollmentDemand.Required, 0)]
    public void Scenario_9_a_sequence_that_people_need_not_be_enrolled_for_is_pointed_out(EnrollmentDemand sms, int warnings)
    {
        var factors = ImmutableSortedDictionary<string, EnrollmentDemand>.Empty.Add("okta_sms", sms).Add("okta_push", EnrollmentDemand.Required);
        var subject = Subject(Chained("R", "sms -> push"));
        var action = new EnrollmentAction(factors, EnrollmentMoment.Challenge);
        var enrollment = new Policy<EnrollmentAction>
        {
            Id = "00p_E", Name = "E", Priority = 1, Rules = [new Rule<EnrollmentAction> { Id = "0pr_E", Name = "E", Priority = 1, Action = action }],
        };

        Assert.Equal(warnings, Of(subject with { Org = subject.Org with { Enrollment = [enrollment] } }).Found(AuditCheck.RequiredEnrollment).Length);
    }
}
