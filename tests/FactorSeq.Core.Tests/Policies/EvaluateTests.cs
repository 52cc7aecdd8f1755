using System.Collections.Immutable;
using System.Net;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Policies;

public sealed class EvaluateTests
{
    private static readonly PolicyNames Names = new(
        new Dictionary<string, string> { ["00g_contractors"] = "Contractors", ["00g_staff"] = "Staff" },
        [
            new("nzo_office", "Office", [AddressRange.TryParse("10.0.0.0/8")!], []),
            new("nzo_proxy", "Proxy", [], [AddressRange.TryParse("192.0.2.7")!]),
        ]);

    private static readonly SignOnRequest Request = new(
        "ana@demo.test", "00u_ana", ["00g_contractors"], IPAddress.Parse("10.1.2.3"), AuthenticationDoor.Any, false, CredentialProvider.Okta);

    [Fact]
    public void The_first_policy_decides_when_one_of_its_rules_holds() =>
        Assert.Equal("A/1", Decides(Policy("A", Rule("1")), Policy("B", Rule("1"))));

    [Fact]
    public void The_first_rule_decides_whose_conditions_all_hold() =>
        Assert.Equal("A/2", Decides(Policy("A", Rule("1", Miss), Rule("2", Hit), Rule("3"))));

    [Fact]
    public void One_condition_that_misses_is_enough_to_pass_a_rule_over() =>
        Assert.Equal("A/2", Decides(Policy("A", Rule("1", Hit, Miss), Rule("2"))));

    [Fact]
    public void A_policy_whose_conditions_miss_is_passed_over() =>
        Assert.Equal("B/1", Decides(Policy("A", Rule("1")) with { Conditions = [Miss] }, Policy("B", Rule("1"))));

    [Fact]
    public void A_policy_none_of_whose_rules_hold_is_passed_over() =>
        Assert.Equal("B/1", Decides(Policy("A", Rule("1", Miss)), Policy("B", Rule("1"))));

    [Fact]
    public void A_policy_without_rules_is_passed_over() => Assert.Equal("B/1", Decides(Policy("A"), Policy("B", Rule("1"))));

    [Fact]
    public void An_inactive_policy_is_passed_over() =>
        Assert.Equal("B/1", Decides(Policy("A", Rule("1")) with { Active = false }, Policy("B", Rule("1"))));

    [Fact]
    public void An_inactive_rule_is_passed_over() =>
        Assert.Equal("A/2", Decides(Policy("A", Rule("1") with { Active = false }, Rule("2"))));

    [Fact]
    public void The_default_policy_decides_what_no_other_does() =>
        Assert.Equal("Default/1", Decides(Policy("A", Rule("1", Miss)), Policy("Default", Rule("1")) with { System = true }));

    [Fact]
    public void Without_a_rule_that_holds_nothing_decides()
    {
        var evaluation = Core.Policies.Evaluate.First([Policy("A", Rule("1", Miss))], Names, Request);

        Assert.Null(evaluation.Policy);
        Assert.Null(evaluation.Rule);
    }

    [Fact]
    public void The_trace_names_every_policy_and_rule_up_to_the_one_that_decided()
    {
        var evaluation = Core.Policies.Evaluate.First(
            [
                Policy("Off", Rule("1")) with { Active = false },
                Policy("Not hers", Rule("1")) with { Conditions = [Miss] },
                Policy("Hers", Rule("1", Miss), Rule("2", Hit), Rule("3")),
                Policy("Default", Rule("1")),
            ],
            Names,
            Request);
        var trace = evaluation.Trace().ToList();

        Assert.Equal(["Off", "Not hers", "Hers"], trace.Select(p => p.Name));
        Assert.Equal([false, false, true], trace.Select(p => p.Applied));
        Assert.Equal([false, true, true], trace.Select(p => p.Active));
        Assert.Empty(trace[0].Rules);
        Assert.Empty(trace[1].Rules);
        Assert.Equal([("1", false), ("2", true)], trace[2].Rules.Select(r => (r.Name, r.Matched)));
        Assert.Equal(
            new ConditionTrace("people", false, "ana@demo.test is in none of: Staff"), Assert.Single(trace[2].Rules[0].Conditions));
    }

    [Fact]
    public void The_trace_of_nothing_that_decides_names_everything()
    {
        var evaluation = Core.Policies.Evaluate.First([Policy("A", Rule("1", Miss)), Policy("B", Rule("1", Miss))], Names, Request);

        Assert.Equal(["A", "B"], evaluation.Trace().Select(p => p.Name));
    }

    private static Condition Hit => new Condition.People(["00g_contractors"], []);

    private static Condition Miss => new Condition.People(["00g_staff"], []);

    private static Rule<string> Rule(string name, params ImmutableArray<Condition> conditions) =>
        new() { Id = $"0pr_{name}", Name = name, Priority = 1, Conditions = conditions, Action = name };

    private static Policy<string> Policy(string name, params ImmutableArray<Rule<string>> rules) =>
        new() { Id = $"00p_{name}", Name = name, Priority = 1, Rules = rules };

    private static string Decides(params ImmutableArray<Policy<string>> policies)
    {
        var evaluation = Core.Policies.Evaluate.First(policies, Names, Request);
        return $"{evaluation.Policy?.Name}/{evaluation.Rule?.Name}";
    }
}
