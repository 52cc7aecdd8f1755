using System.Diagnostics;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Upgrade;
using Xunit.Abstractions;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>Who gains, who loses, who is locked out.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("password -> push",         "password push",          WayChange.Same)]
    [InlineData("push -> password",         "password push",          WayChange.OrderChanged)]
    [InlineData("google_totp",              "google_totp",            WayChange.Same)]
    [InlineData("google_totp",              "google_totp symantec",   WayChange.Gains)]
    [InlineData("google_totp",              "symantec",               WayChange.LetIn)]
    [InlineData("push ; password -> sms",   "push",                   WayChange.LockedOut)]
    [InlineData("sms -> push",              "sms push",               WayChange.LockedOut)]
    [InlineData("sms -> push",              "sms push password",      WayChange.Differs)]
    [InlineData("password + any",           "password sms question",  WayChange.Same)]
    [InlineData("deny",                     "password",               WayChange.Same)]
    public void Each_kind_of_change_is_told(string rule, string factors, WayChange change)
    {
        var org = UpgradedOrg.Of(rule);
        var run = Differential.Run(org, org.Plan(UpgradeMode.Assurance), [UpgradedOrg.Person("ana", [], factors.Split(' '))]);

        Assert.Equal(change, Assert.Single(run.People).Change);
        Assert.Equal(1, run.Count(change));
        Assert.Equal(change == WayChange.Same, run.IsSame);
    }

    [Fact]
    public void Fewer_ways_are_told_too()
    {
        var (few, more) = (new Way(UpgradedOrg.Factors("push")), new Way(UpgradedOrg.Factors("sms")));

        Assert.Equal(WayChange.Loses, Ways.Compare([few, more], [few]));
        Assert.Equal(WayChange.Gains, Ways.Compare([few], [few, more]));
    }

    [Fact]
    public void Every_zone_that_a_rule_names_is_a_place_to_come_from()
    {
        var office = new NetworkZone("nzo_office", "office", [AddressRange.TryParse("10.0.0.0/8")!], []);
        var org = UpgradedOrg.Of(UpgradedOrg.Policy("", 1, UpgradedOrg.Rule("password", 1, new Condition.Network(["nzo_office"], [])), UpgradedOrg.Rule("push -> password", 2)))
            with { Zones = [office, office with { Id = "nzo_other", Name = "other" }] };
        var run = Differential.Run(org, org.Plan(UpgradeMode.Assurance), [UpgradedOrg.Person("ana", [], "password", "push")]);

        Assert.Equal(["anywhere else", "office"], run.Places.Select(place => place.Name));
        Assert.Equal([(WayChange.OrderChanged, "anywhere else"), (WayChange.Same, "office")], run.People.Select(people => (people.Change, Assert.Single(people.Places))));
    }

    [Fact]
    public void Ten_thousand_users_and_a_hundred_rules_are_compared_by_what_sets_them_apart()
    {
        string[] chains = ["push", "password -> push | totp", "sms -> question", "google_totp ; password -> sms", "webauthn ; push -> password"];
        string[][] has = [["password", "push", "totp"], ["password", "sms", "question"], ["google_totp", "password"], ["webauthn"], ["password"], ["push", "sms", "email", "password"]];
        var policies = Enumerable.Range(0, 50).Select(index => UpgradedOrg.Policy(
            index == 49 ? "" : $"g{index}", index + 1, UpgradedOrg.Rule(chains[index % 5], 1), UpgradedOrg.Rule(chains[(index + 1) % 5], 2))).ToArray();
        var org = UpgradedOrg.Of(policies);
        var people = Enumerable.Range(0, 10_000).Select(index => UpgradedOrg.Person($"u{index:00000}", [$"g{index % 60}", "unnamed"], has[index % has.Length])).ToList();
        var done = 0;

        var watch = Stopwatch.StartNew();
        var run = Differential.Run(org, org.Plan(UpgradeMode.Assurance), people, at => done = at);
        output.WriteLine($"{run.Users} users, {run.Rules} rules, {run.Evaluations} evaluations: {watch.ElapsedMilliseconds} ms");

        Assert.Equal((10_000, 100, 10_000, 10_000), (run.Users, run.Rules, done, run.People.Sum(alike => alike.Users)));
        Assert.InRange(run.Evaluations, 1, 400);
    }
}
