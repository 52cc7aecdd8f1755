using System.Net;
using System.Reflection;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Policies;

/// <summary>Each condition, each way it can hold or miss, and the text a tester reads about it.</summary>
public sealed class ConditionTests
{
    private static readonly PolicyNames Names = new(
        new Dictionary<string, string> { ["g1"] = "Contractors", ["g2"] = "Staff" },
        [
            new("z1", "Office", [AddressRange.TryParse("10.0.0.0/8")!], []),
            new("z2", "Proxy", [], [AddressRange.TryParse("192.0.2.7")!]),
        ]);

    private static readonly SignOnRequest Ana = new(
        "ana@demo.test", "00u_ana", ["g1"], IPAddress.Parse("10.1.2.3"), AuthenticationDoor.Any, false, CredentialProvider.Okta);

    [Theory]
    [InlineData("people", "g1", "", true, "ana@demo.test is in Contractors")]
    [InlineData("people", "g2 g1", "", true, "ana@demo.test is in Contractors")]
    [InlineData("people", "g2", "", false, "ana@demo.test is in none of: Staff")]
    [InlineData("people", "g2 g9", "", false, "ana@demo.test is in none of: Staff, g9")]
    [InlineData("people", "", "", true, "everybody")]
    [InlineData("people", "g1", "00u_ana", false, "ana@demo.test is excluded by name")]
    [InlineData("people", "", "00u_bob", true, "everybody")]
    [InlineData("network", "", "", true, "anywhere")]
    [InlineData("network", "z1", "", true, "10.1.2.3 is in zone Office")]
    [InlineData("network", "z2", "", false, "10.1.2.3 is outside: Proxy")]
    [InlineData("network", "z2 z1", "", true, "10.1.2.3 is in zone Office")]
    [InlineData("network", "ALL_ZONES", "", true, "10.1.2.3 is in zone Office")]
    [InlineData("network", "", "z1", false, "10.1.2.3 is in the excluded zone Office")]
    [InlineData("network", "", "z2", true, "10.1.2.3 is outside the excluded zones")]
    [InlineData("network", "", "ALL_ZONES", false, "10.1.2.3 is in the excluded zone Office")]
    [InlineData("network", "z9", "", false, "10.1.2.3 is outside: ")]
    [InlineData("authType", "Any", "", true, "any kind of sign-in")]
    [InlineData("authType", "Radius", "", false, "asks for Radius, came as Any")]
    [InlineData("authProvider", "Okta", "", true, "asks for Okta, is Okta")]
    [InlineData("authProvider", "Ldap", "", false, "asks for Ldap, is Okta")]
    [InlineData("authProvider", "Okta", "0oa1", false, "is Okta, of another directory")]
    [InlineData("authProvider", "Ldap", "0oa1", false, "asks for Ldap, is Okta")]
    [InlineData("app", "0oa1", "", false, "factors are enrolled on the way to the org, which is none of the apps")]
    [InlineData("app", "", "0oa1", true, "the org itself is none of the excluded apps")]
    [InlineData("risk", "bhv1", "", false, "no behavior is ever detected here")]
    public void A_condition_holds_or_misses_and_says_why(string name, string include, string exclude, bool holds, string text)
    {
        var condition = Make(name, include, exclude);

        Assert.Equal(name, condition.Name);
        Assert.Equal(holds, condition.Holds(Ana, Names));
        Assert.Equal(text, condition.Explain(Ana, Names));
    }

    [Theory]
    [InlineData("z1", "")]
    [InlineData("", "z1")]
    [InlineData("z1", "z2")]
    [InlineData("ALL_ZONES", "")]
    public void An_unknown_address_is_in_no_zone_and_outside_of_none(string include, string exclude)
    {
        var condition = Make("network", include, exclude);
        var nowhere = Ana with { Address = null };

        Assert.False(condition.Holds(nowhere, Names));
        Assert.Equal("the address is unknown", condition.Explain(nowhere, Names));
    }

    [Fact]
    public void An_unknown_address_is_anywhere() => Assert.True(Make("network", "", "").Holds(Ana with { Address = null }, Names));

    [Fact]
    public void Somebody_unknown_is_excluded_by_no_name() =>
        Assert.True(new Condition.People([], ["00u_ana"]).Holds(Ana with { UserId = null, Groups = [] }, Names));

    [Fact]
    public void Nobody_is_in_a_zone_that_is_switched_off()
    {
        var office = new NetworkZone("z1", "Office", [AddressRange.TryParse("10.0.0.0/8")!], [AddressRange.TryParse("10.1.2.3")!]) { Inactive = true };
        var names = new PolicyNames(new Dictionary<string, string>(), [office]);

        Assert.False(Make("network", "z1", "").Holds(Ana, names));
        Assert.False(Make("network", "ALL_ZONES", "").Holds(Ana, names));
        Assert.True(Make("network", "", "z1").Holds(Ana, names));
    }

    [Fact]
    public void A_policy_for_a_directory_is_for_its_people()
    {
        var policy = new Condition.AuthProvider(CredentialProvider.Ldap) { Include = ["0oa1", "0oa2"] };
        var leda = Ana with { Provider = CredentialProvider.Ldap, Directory = "0oa2" };

        Assert.True(policy.Holds(leda, Names));
        Assert.Equal("asks for Ldap, is Ldap", policy.Explain(leda, Names));
        Assert.False(policy.Holds(leda with { Directory = "0oa3" }, Names));
    }

    [Fact]
    public void A_radius_rule_holds_for_radius() =>
        Assert.True(new Condition.AuthType(AuthenticationDoor.Radius).Holds(Ana with { Door = AuthenticationDoor.Radius }, Names));

    [Fact]
    public void Every_condition_is_in_the_table_above()
    {
        var tried = typeof(ConditionTests).GetMethod(nameof(A_condition_holds_or_misses_and_says_why))!
            .GetCustomAttributes<InlineDataAttribute>().Select(row => Make((string)row.GetData(null!).Single()[0], "Okta", "").GetType());

        Assert.Equal(
            typeof(Condition).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Condition))).OrderBy(type => type.Name),
            tried.Distinct().OrderBy(type => type.Name));
    }

    private static Condition Make(string name, string include, string exclude)
    {
        var options = StringSplitOptions.RemoveEmptyEntries;
        return name switch
        {
            "people" => new Condition.People([.. include.Split(' ', options)], [.. exclude.Split(' ', options)]),
            "network" => new Condition.Network([.. include.Split(' ', options)], [.. exclude.Split(' ', options)]),
            "authType" => new Condition.AuthType(Enum.TryParse<AuthenticationDoor>(include, out var door) ? door : default),
            "authProvider" => new Condition.AuthProvider(Enum.Parse<CredentialProvider>(include)) { Include = [.. exclude.Split(' ', options)] },
            "app" => new Condition.Apps(
                [.. include.Split(' ', options).Select(id => new ChosenApp(id, null))], [.. exclude.Split(' ', options).Select(id => new ChosenApp(id, null))]),
            "risk" => new Condition.Behaviors([.. include.Split(' ', options)]),
            _ => throw new ArgumentException($"no condition is called {name}", nameof(name)),
        };
    }
}
