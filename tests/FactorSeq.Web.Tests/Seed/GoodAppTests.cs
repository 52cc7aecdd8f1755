using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Tests.Seed;

/// <summary>Apps with sign-on policies, bookmarks, and how they are opened.</summary>
public sealed class GoodAppTests
{
    [Theory]
    [InlineData("mfa every sign-on", AppPrompt.EverySignOn)]
    [InlineData("MFA  Every Sign-On", AppPrompt.EverySignOn)]
    [InlineData("mfa once per session", AppPrompt.OncePerSession)]
    public void A_short_form_is_a_policy_of_one_rule(string text, AppPrompt prompt)
    {
        var app = Seeds.Ready($"apps: [ {{ label: Wiki, type: bookmark, url: 'http://wiki/', signOn: {text} }} ]").Configuration.Apps[0];
        Assert.Equal(new AppSignOnAction(true, prompt), Assert.Single(app.SignOnRules).Action);
        Assert.Equal(2, app.SignOn.Rules.Length);
    }

    [Fact]
    public void Rules_are_written_out_with_people_networks_and_what_they_ask()
    {
        var org = Seeds.Ready("""
            groups: [ staff ]
            users: [ { login: a@b.c } ]
            zones: [ { name: office, gateways: [ 10.0.0.0/8 ] } ]
            apps:
              - label: Wiki
                type: bookmark
                url: http://wiki/#top
                assign: [ staff ]
                signOn:
                  - { name: Outside, network: { exclude: [ office ] }, access: deny }
                  - { name: Staff, groups: [ staff ], users: [ a@b.c ], mfa: once per session, reauthenticateMinutes: 60 }
                  - { name: Off, status: INACTIVE }
            """).Configuration;
        var app = org.Apps[0];
        Assert.Equal((AppType.Bookmark, "bookmark", "http://wiki/#top"), (app.Type, app.Name, app.LaunchUri));
        Assert.Equal(["Outside", "Staff", "Off"], app.SignOnRules.Select(r => r.Name));
        Assert.Equal([1, 2, 3], app.SignOnRules.Select(r => r.Priority));
        Assert.Equal(new AppSignOnAction(false), app.SignOnRules[0].Action);
        Assert.Equal([org.Zones[0].Id], Assert.IsType<Condition.Network>(Assert.Single(app.SignOnRules[0].Conditions)).Exclude.AsEnumerable());
        Assert.Equal(new AppSignOnAction(true, AppPrompt.OncePerSession, 60), app.SignOnRules[1].Action);
        var people = Assert.IsType<Condition.People>(Assert.Single(app.SignOnRules[1].Conditions));
        Assert.Equal((1, 1), (people.Groups.Length, people.Users.Length));
        Assert.False(app.SignOnRules[2].Active);
    }

    [Fact]
    public void A_client_may_be_opened_from_here_and_without_a_policy_asks_for_nothing()
    {
        var app = Seeds.Ready("apps: [ { label: A, clientId: a, redirectUris: [ 'app:/b' ], initiateLoginUri: 'https://a.test/login' } ]").Configuration.Apps[0];
        Assert.Equal((AppType.Oidc, "oidc_client", "https://a.test/login"), (app.Type, app.Name, app.LaunchUri));
        Assert.Empty(app.SignOnRules);
    }
}
