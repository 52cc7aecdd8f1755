using System.Collections.Immutable;
using System.Net;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Policies;

/// <summary>Many policies and rules are not asked one after the other; what decides is what would have decided if they were.</summary>
public sealed class SieveProperties
{
    private static readonly string[] Groups = ["a", "b", "c", "d"];

    private static readonly PolicyNames Names = new(
        new Dictionary<string, string>(), [new("office", "Office", [AddressRange.TryParse("10.0.0.0/8")!], []), new("off", "Off", [], []) { Inactive = true }]);

    private static readonly Gen<ImmutableArray<string>> SomeGroups =
        from count in Gen.Choose(0, 2)
        from groups in Gen.ArrayOf(Gen.Elements(Groups), count)
        select groups.ToImmutableArray();

    private static readonly Gen<Condition> Conditions = Gen.OneOf(
        from groups in SomeGroups
        from excluded in Gen.Elements([], ImmutableArray.Create("ana"))
        from users in Gen.Elements(default, [], ImmutableArray.Create("ben"))
        select (Condition)new Condition.People(groups, excluded) { Users = users },
        from include in Gen.Elements([], ImmutableArray.Create("office"), ["off", "office"], [Condition.Network.AllZones])
        from exclude in Gen.Elements([], ImmutableArray.Create("office"))
        select (Condition)new Condition.Network(include, exclude),
        Gen.Elements<Condition>(new Condition.AuthType(AuthenticationDoor.Radius), new Condition.AuthType(AuthenticationDoor.Any), new Condition.Behaviors(["b"])));

    private static readonly Gen<(bool Active, ImmutableArray<Condition> Conditions)> Parts =
        from active in Gen.Elements(true, true, true, false)
        from count in Gen.Choose(1, 3)
        from conditions in Gen.ArrayOf(Conditions, count)
        select (active, conditions.ToImmutableArray());

    private static readonly Arbitrary<(ImmutableArray<Policy<int>> Policies, SignOnRequest Request)> Orgs = (
        from policyCount in Gen.Elements(1, 3, 40)
        from policies in Gen.ArrayOf(
            from parts in Parts
            from ruleCount in Gen.Elements(0, 2, 70)
            from rules in Gen.ArrayOf(Parts, ruleCount)
            select new Policy<int>
            {
                Id = "",
                Name = "",
                Priority = 1,
                Active = parts.Active,
                Conditions = parts.Conditions,
                Rules = [.. rules.Select((rule, i) => new Rule<int> { Id = $"{i}", Name = "", Priority = i, Active = rule.Active, Conditions = rule.Conditions, Action = i })],
            },
            policyCount)
        from mine in Gen.SubListOf(Groups)
        from user in Gen.Elements("ana", "ben", null)
        from address in Gen.Elements("10.0.0.1", "192.0.2.1", null)
        select (
            policies.ToImmutableArray(),
            new SignOnRequest("", user, [.. mine], address is null ? null : IPAddress.Parse(address), AuthenticationDoor.Any, false, CredentialProvider.Okta))).ToArbitrary();

    [Fact]
    public void What_decides_is_what_would_have_decided_if_each_had_been_asked() => Check.QuickThrowOnFailure(Prop.ForAll(Orgs, org =>
    {
        var (policies, request) = org;
        var expected = (
            from policy in policies
            where policy.Active && policy.Conditions.All(condition => condition.Holds(request, Names))
            from rule in policy.Rules
            where rule.Active && rule.Conditions.All(condition => condition.Holds(request, Names))
            select (Policy: policy, Rule: rule)).FirstOrDefault();
        for (var again = 0; again < 2; again++)
        {
            var found = Core.Policies.Evaluate.First(policies, Names, request);
            Assert.Same(expected.Policy, found.Policy);
            Assert.Same(expected.Rule, found.Rule);
        }
    }));

    [Fact]
    public void Conditions_are_one_where_they_say_the_same()
    {
        Assert.Equal(new Condition.People(["a", "b"], ["ana"]), new Condition.People(["a", "b"], ["ana"]));
        Assert.NotEqual(new Condition.People(["a", "b"], []), new Condition.People(["a", "c"], []));
        Assert.NotEqual(new Condition.People(["a"], ["ana"]), new Condition.People(["a"], []));
        Assert.NotEqual(new Condition.People(["a"], []) { Users = ["ben"] }, new Condition.People(["a"], []));
        Assert.Equal(new Condition.Network(["office"], []), new Condition.Network(["office"], []));
        Assert.NotEqual(new Condition.Network(["office"], []), new Condition.Network([], ["office"]));
        Assert.Equal(new Condition.Network(["office"], []).GetHashCode(), new Condition.Network(["office"], []).GetHashCode());
    }
}
