using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Org;

/// <summary>"Verify that the factors in at least one factor chain are marked as Required."</summary>
public sealed class SequencingLintTests
{
    private const string Everyone = "00g_everyone";
    private const string Staff = "00g_staff";
    private const string Warning = "No chain whose factors the enrollment policy All requires: whoever has not enrolled them cannot sign in";

    [Theory]
    [InlineData("push", "okta_push", true)]
    [InlineData("push", "", false)]
    [InlineData("password", "", true)]
    [InlineData("password -> push", "", false)]
    [InlineData("password -> push", "okta_push", true)]
    [InlineData("password -> push | totp", "okta_otp", true)]
    [InlineData("sms -> push", "okta_push", false)]
    public void A_sequence_is_sound_where_one_chain_is_required(string chain, string required, bool sound) =>
        Assert.Equal(sound ? null : Warning, Lint(Rule(chain), [], Enrollment("All", required)));

    [Fact]
    public void One_of_several_chains_is_enough() => Assert.Null(Lint(Rule("sms", "push"), [], Enrollment("All", "okta_push")));

    [Fact]
    public void The_policy_that_counts_is_the_first_for_all_of_the_rules_people()
    {
        var staff = Enrollment("Staff", "okta_push", Staff);
        var all = Enrollment("All", "", Everyone);

        Assert.Null(Lint(Rule("push"), [Staff], staff, all));
        Assert.Equal(Warning, Lint(Rule("push"), [Everyone], staff, all));
        Assert.Equal(Warning, Lint(Rule("push"), [], staff, all));
        Assert.Equal(Warning, Lint(Rule("push"), [Staff], staff with { Active = false }, all));
        Assert.Equal(Warning, Lint(Rule("push"), [Staff], staff with { Rules = [] }, all));
        Assert.Null(Lint(Rule("push"), [Staff]));
    }

    [Fact]
    public void What_is_no_sequence_has_nothing_to_require() =>
        Assert.Null(Lint(new RuleAction.PasswordAndAny(FactorPrompt.Always), [], Enrollment("All", "")));

    [Fact]
    public void It_stands_with_the_rule_where_the_feature_is_on()
    {
        var org = Org(Enrollment("All", "")) with { SignOn = [Policy(Rule("push"), [])] };
        Assert.Null(Assert.Single(Sequencing.Rules(org, ASignOn.Catalog.NameOf, Key)).Lint);
        Assert.Null(Assert.Single(Sequencing.Rules(On(org), ASignOn.Catalog.NameOf)).Lint);
        Assert.Equal(Warning, Assert.Single(Sequencing.Rules(On(org), ASignOn.Catalog.NameOf, Key)).Lint);
    }

    private static OrgConfiguration On(OrgConfiguration org) => org with { Features = [Feature.FactorSequencing] };

    private static string Key(FactorSeq.Core.Factors.FactorKind kind) => ASignOn.Catalog[kind].Type.PolicyKey;

    private static string? Lint(RuleAction action, ImmutableArray<string> people, params ImmutableArray<Policy<EnrollmentAction>> enrollment)
    {
        var policy = Policy(action, people);
        return SequencingLint.Of(Org(enrollment), policy, policy.Rules[0], Key);
    }

    private static RuleAction Rule(params string[] chains) => new RuleAction.Sequence(Chains.Parse(chains));

    private static Policy<SignOnAction> Policy(RuleAction action, ImmutableArray<string> people) => new()
    {
        Id = "00p",
        Name = "P",
        Priority = 1,
        Conditions = [new Condition.People(people, [])],
        Rules = [new Rule<SignOnAction> { Id = "0pr", Name = "R", Priority = 1, Action = new SignOnAction(action, SessionLimits.Default) }],
    };

    private static Policy<EnrollmentAction> Enrollment(string name, string required, params ImmutableArray<string> people)
    {
        var factors = ImmutableSortedDictionary<string, EnrollmentDemand>.Empty.Add("okta_sms", EnrollmentDemand.Optional);
        var action = new EnrollmentAction(required.Length == 0 ? factors : factors.Add(required, EnrollmentDemand.Required), EnrollmentMoment.Challenge);
        return new Policy<EnrollmentAction>
        {
            Id = "00p",
            Name = name,
            Priority = 1,
            Conditions = [new Condition.People(people, [])],
            Rules = [new Rule<EnrollmentAction> { Id = "0pr", Name = "R", Priority = 1, Action = action }],
        };
    }

    private static OrgConfiguration Org(params ImmutableArray<Policy<EnrollmentAction>> enrollment) => new()
    {
        Id = "00o_demo",
        Name = "demo",
        Groups = [new Group(Everyone, Group.Everyone, null), new Group(Staff, "Staff", null)],
        SignOn = [],
        Passwords = [],
        Enrollment = enrollment,
    };
}
