using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Authorization;

public sealed class AccessDecisionTests
{
    private const string Nobody = "";

    private static readonly CustomAuthorizationServer Server = new()
    {
        Id = "aus1",
        Name = "Orders",
        Audience = "api://orders",
        Policies =
        [
            new("Of nobody's", ["web", "cli"], []),
            new("Of the web", ["web"],
            [
                new("Codes") { Grants = ["authorization_code"], Scopes = ["read"] },
                new("Staff") { Groups = ["00gstaff"], Scopes = ["read", "write"] },
                new("Ana") { Users = ["00uana"], Scopes = ["write"] },
            ]),
            new("Of all", [], [new("Reading by grant") { Grants = ["password", "client_credentials"], Groups = ["00gstaff"], Scopes = ["read"] }]),
        ],
    };

    [Theory]
    [InlineData("web", "authorization_code", "read", "00ubob", "", "Codes")]
    [InlineData("web", "authorization_code", "openid read offline_access", "00ubob", "", "Codes")]
    [InlineData("web", "authorization_code", "write", "00ubob", "", "no scope")]
    [InlineData("web", "authorization_code", "read write", "00uana", "", "no scope")]
    [InlineData("web", "authorization_code", "write", "00uana", "", "Ana")]
    [InlineData("web", "authorization_code", "read write", "00ubob", "00gstaff", "Staff")]
    [InlineData("web", "implicit", "read", "00ubob", "", "no policy")]
    [InlineData("web", "implicit", "read", "00uana", "", "no scope")]
    [InlineData("web", "password", "read", "00ubob", "00gstaff", "Staff")]
    [InlineData("web", "client_credentials", "write", Nobody, "", "Staff")]
    [InlineData("cli", "password", "read", "00ubob", "00gstaff", "Reading by grant")]
    [InlineData("cli", "password", "read", "00ubob", "", "no policy")]
    [InlineData("cli", "authorization_code", "read", "00ubob", "00gstaff", "no policy")]
    [InlineData("cli", "client_credentials", "read", Nobody, "", "Reading by grant")]
    [InlineData("cli", "client_credentials", "write", Nobody, "", "no scope")]
    public void The_first_rule_that_fits_decides(string client, string grant, string scopes, string user, string group, string decision)
    {
        var request = new AccessRequest(client, grant, [.. scopes.Split(' ')], user == Nobody ? null : Person(user, group));

        Assert.Equal(decision, AccessDecision.Of(Server, request) switch
        {
            AccessDecision.Granted granted => granted.Rule.Name,
            AccessDecision.NoScopeAllowed => "no scope",
            _ => "no policy",
        });
    }

    [Fact]
    public void A_server_without_policies_grants_nothing() => Assert.IsType<AccessDecision.NoMatchingPolicy>(
        AccessDecision.Of(Server with { Policies = [] }, new AccessRequest("web", "authorization_code", ["openid"], Person("00uana", ""))));

    [Fact]
    public void The_server_of_every_org_grants_everything() => Assert.IsType<AccessDecision.Granted>(
        AccessDecision.Of(CustomAuthorizationServer.OfEveryOrg, new AccessRequest("web", "implicit", ["openid"], Person("00uana", ""))));

    [Theory]
    [InlineData(GroupFilterType.StartsWith, "sales", true)]
    [InlineData(GroupFilterType.StartsWith, "Sales", false)]
    [InlineData(GroupFilterType.Equals, "sales", false)]
    [InlineData(GroupFilterType.Equals, "sales-eu", true)]
    [InlineData(GroupFilterType.Contains, "s-e", true)]
    [InlineData(GroupFilterType.Contains, "us", false)]
    [InlineData(GroupFilterType.Regex, "sales-..", true)]
    [InlineData(GroupFilterType.Regex, "sales", false)]
    [InlineData(GroupFilterType.Regex, "(", false)]
    public void A_filter_lets_groups_pass(GroupFilterType type, string text, bool holds) =>
        Assert.Equal(holds, new GroupFilter(type, text).Holds("sales-eu"));

    private static User Person(string id, string group) => new()
    {
        Id = id, Login = $"{id}@demo.test", Email = $"{id}@demo.test", Groups = group.Length == 0 ? [] : ImmutableArray.Create(group),
    };
}
