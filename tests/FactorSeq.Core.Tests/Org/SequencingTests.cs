using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Support;

namespace FactorSeq.Core.Tests.Org;

/// <summary>The inspection that Okta's article on the Factor Service Error asks for.</summary>
public sealed class SequencingTests
{
    private static readonly RuleAction Push = new RuleAction.Sequence(Chains.Parse("push"));
    private static readonly RuleAction PasswordThenPush = new RuleAction.Sequence(Chains.Parse("password -> push | totp"));

    public static TheoryData<string, bool, string> Labels() => new()
    {
        { "password", true, "Password / Any IDP" },
        { "password + any", true, "Password / Any IDP + Any factor" },
        { "chains", true, "Factor Sequence" },
        { "deny", true, "Access denied" },
        { "password", false, "Access allowed" },
        { "password + any", false, "Access allowed, prompt for factor" },
        { "chains", false, "Access allowed" },
        { "deny", false, "Access denied" },
    };

    [Theory]
    [Trait("scenario", "7")]
    [Trait("basis", "inferred")]
    [InlineData("password")]
    [InlineData("chains")]
    public void Without_the_feature_it_is_off_whatever_the_rules_say(string action) =>
        Assert.Equal(SequencingState.Off, Sequencing.State(Org(on: false, Rule(Action(action)))));

    [Theory]
    [Trait("scenario", "5")]
    [Trait("basis", "sourced")]
    [InlineData("password")]
    [InlineData("password + any")]
    [InlineData("deny")]
    public void With_it_and_no_chain_it_is_on_and_unused(string action) =>
        Assert.Equal(SequencingState.EnabledUnused, Sequencing.State(Org(on: true, Rule(Action(action)))));

    [Fact]
    public void Without_any_policy_it_is_on_and_unused() =>
        Assert.Equal(SequencingState.EnabledUnused, Sequencing.State(Org(on: true) with { SignOn = [] }));

    [Fact]
    [Trait("scenario", "6")]
    [Trait("basis", "sourced")]
    public void One_active_rule_with_a_chain_is_enough_to_use_it() =>
        Assert.Equal(SequencingState.EnabledActive, Sequencing.State(Org(on: true, Rule(new RuleAction.Password()), Rule(Push))));

    [Fact]
    public void A_rule_that_is_not_active_uses_nothing_nor_does_one_of_a_policy_that_is_not()
    {
        var idleRule = Org(on: true, Rule(Push) with { Active = false }, Rule(new RuleAction.Password()));
        var used = Org(on: true, Rule(Push));
        var idlePolicy = used with { SignOn = [used.SignOn[0] with { Active = false }] };

        Assert.Equal(SequencingState.EnabledUnused, Sequencing.State(idleRule));
        Assert.Equal(SequencingState.EnabledUnused, Sequencing.State(idlePolicy));
        Assert.Equal([false, true], Rules(idleRule).Select(rule => rule.Active));
        Assert.False(Assert.Single(Rules(idlePolicy)).Active);
        Assert.True(Assert.Single(Rules(used)).Active);
    }

    [Theory]
    [MemberData(nameof(Labels))]
    public void The_editor_shows_what_is_selected(string action, bool on, string label) =>
        Assert.Equal(label, Assert.Single(Rules(Org(on, Rule(Action(action))))).Editor);

    [Fact]
    public void Rules_come_in_the_order_in_which_they_are_asked_with_their_chains_in_words()
    {
        var first = Org(on: true, Rule(PasswordThenPush, "one"), Rule(new RuleAction.Sequence(Chains.Parse("push", "totp -> question")), "two"));
        var org = first with
        {
            SignOn = [first.SignOn[0], .. World.OneRule(new RuleAction.Password()).Select(policy => policy with { Name = "Default Policy" })],
        };

        var rules = Rules(org);

        Assert.Equal(["The policy / one", "The policy / two", "Default Policy / The rule"], rules.Select(rule => $"{rule.Policy} / {rule.Rule}"));
        Assert.Equal(["password -> push | totp"], rules[0].Chains.AsEnumerable());
        Assert.Equal(["push", "totp -> question"], rules[1].Chains.AsEnumerable());
        Assert.Empty(rules[2].Chains);
    }

    [Theory]
    [Trait("scenario", "43")]
    [Trait("basis", "sourced")]
    [InlineData("password")]
    [InlineData("password + any")]
    [InlineData("deny")]
    public void Visible_is_enough_for_a_warning(string action)
    {
        var rule = Assert.Single(Rules(Org(on: true, Rule(Action(action)))));

        Assert.Equal(["Factor Sequence visible, not selected: may cause Factor Service Error"], rule.Warnings.AsEnumerable());
    }

    [Theory]
    [InlineData("password")]
    [InlineData("password + any")]
    [InlineData("chains")]
    [InlineData("deny")]
    public void Without_the_feature_there_is_nothing_to_warn_of(string action) =>
        Assert.Empty(Assert.Single(Rules(WithDirectory(Org(on: false, Rule(Action(action)))))).Warnings);

    [Fact]
    public void Chains_are_warned_of_and_those_without_the_password_once_more_where_there_is_a_directory()
    {
        Assert.Equal([Sequencing.Selected], Warnings(Org(on: true, Rule(Push))));
        Assert.Equal([Sequencing.Selected, Sequencing.Unchecked], Warnings(WithDirectory(Org(on: true, Rule(Push)))));
        Assert.Equal([Sequencing.Selected], Warnings(WithDirectory(Org(on: true, Rule(PasswordThenPush)))));
        Assert.Equal([Sequencing.Selected], Warnings(WithDirectory(Org(on: true, Rule(new RuleAction.Sequence(Chains.Parse("push -> password")))))));
        Assert.Equal(
            [Sequencing.Selected, Sequencing.Unchecked],
            Warnings(WithDirectory(Org(on: true, Rule(new RuleAction.Sequence(Chains.Parse("password -> push", "totp")))))));
    }

    private static IEnumerable<string> Warnings(OrgConfiguration org) => Assert.Single(Rules(org)).Warnings;

    private static ImmutableArray<SequencingRule> Rules(OrgConfiguration org) => Sequencing.Rules(org, ASignOn.Catalog.NameOf);

    private static RuleAction Action(string name) => name switch
    {
        "password" => new RuleAction.Password(),
        "password + any" => new RuleAction.PasswordAndAny(FactorPrompt.Always),
        "deny" => new RuleAction.Deny(),
        _ => Push,
    };

    private static Rule<SignOnAction> Rule(RuleAction action, string name = "The rule") =>
        new() { Id = $"0pr_{name}", Name = name, Priority = 1, Action = new SignOnAction(action, SessionLimits.Default) };

    private static OrgConfiguration WithDirectory(OrgConfiguration org) => org with { Directories = [Corporate.ActiveDirectory] };

    private static OrgConfiguration Org(bool on, params ImmutableArray<Rule<SignOnAction>> rules) => new()
    {
        Id = "00o_demo",
        Name = "demo",
        Features = on ? [Feature.FactorSequencing] : [],
        SignOn = [World.OneRule(new RuleAction.Deny())[0] with { Rules = rules }],
        Passwords = [],
        Enrollment = [],
    };
}
