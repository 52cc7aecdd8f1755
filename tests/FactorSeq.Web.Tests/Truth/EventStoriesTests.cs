using FactorSeq.Web.Tests.Management;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>Moments of the System Log that no other test of the web project stands still at.</summary>
public sealed class EventStoriesTests
{
    private const string Ben = "/api/v1/users/ben@demo.test";

    [Fact]
    public async Task Other_addresses_are_told_of_beside_the_profile()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        (await org.Do(Ben, new { profile = new { email = "other@demo.test", secondEmail = "second@demo.test" } })).Expect(200);
        Assert.Equal(
            ["user.account.update_profile", "user.account.update_primary_email", "user.account.update_secondary_email"],
            (await Types(org)).Where(type => type.StartsWith("user.account.update", StringComparison.Ordinal)));
        (await org.Do(Ben, new { profile = new { nickName = "B" } })).Expect(200);
        Assert.Single(await Types(org), "user.account.update_primary_email");
    }

    [Fact]
    public async Task A_deletion_is_begun_and_done()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        (await org.Remove(Ben)).Expect(204);
        (await org.Remove(Ben)).Expect(204);
        Assert.Equal(["user.lifecycle.deactivate", "user.lifecycle.delete.initiated", "user.lifecycle.delete.completed"], (await Types(org)).Where(type => type.StartsWith("user.lifecycle", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_events_own_account_is_its_target_and_a_policy_is_named()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        (await org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS");
        var evaluated = (await org.Ask("/api/v1/logs?filter=" + Uri.EscapeDataString("eventType eq \"policy.evaluate_sign_on\""))).Expect(200).Json![0]!;
        Assert.Equal(["PolicyEntity", "PolicyRule"], evaluated["target"]!.AsArray().Select(target => (string)target!["type"]!));
        Assert.Equal(["Everybody", "The rule"], evaluated["target"]!.AsArray().Select(target => (string)target!["displayName"]!));
        Assert.Equal((string)evaluated["target"]![0]!["id"]!, (string)evaluated["target"]![1]!["alternateId"]!);
        (await org.Do(Ben + "/lifecycle/suspend")).Expect(200);
        var uuid = (string)(await org.Get("/emulator/events?limit=1")).Json![0]!["uuid"]!;
        var full = Assert.Single((await org.Get($"/emulator/events?uuid={uuid}")).Expect(200).Json!.AsArray())!;
        Assert.Equal(("User", "ben@demo.test"), ((string)full["target"]![0]!["type"]!, (string)full["target"]![0]!["alternateId"]!));
        Assert.Empty((await org.Get("/emulator/events?uuid=none")).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task A_recovery_token_that_counts_no_more_is_told_of()
    {
        await using var org = await OrgHost.Start();
        (await org.Post("/api/v1/authn/recovery/token", new { recoveryToken = "unheard" })).Expect(401, "E0000011");
        Assert.Contains("user.account.use_token", await Types(org));
    }

    [Fact]
    public async Task A_limit_is_told_of_once_in_its_window()
    {
        await using var org = await OrgHost.Start();
        await org.Set(new { rateLimits = new { authn = 1 } });
        await org.Clock.Freeze();
        for (var i = 0; i < 5; i++)
        {
            await org.Identify("ana@demo.test");
        }

        Assert.Single(await Types(org), "system.org.rate_limit.violation");
        await org.Clock.Advance("PT1M");
        for (var i = 0; i < 3; i++)
        {
            await org.Identify("ana@demo.test");
        }

        Assert.Equal(2, (await Types(org)).Count(type => type == "system.org.rate_limit.violation"));
    }

    [Theory]
    [InlineData("/oauth2/v1", "app.oauth2.")]
    [InlineData("/oauth2/default/v1", "app.oauth2.as.")]
    public async Task Every_grant_is_told_of_at_both_kinds_of_servers(string server, string prefix)
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        var spa = await RelyingParty.Spa(org, server).SignedIn();
        await spa.Authorize(("response_type", "id_token token"));
        await spa.Authorize(("response_type", "nonsense"));
        var tokens = await spa.Tokens(("scope", "openid offline_access"));
        var second = (await spa.Refresh(tokens.Text("refresh_token")!)).Expect(200).Text("refresh_token")!;
        Assert.NotEqual(tokens.Text("refresh_token"), second);
        await org.Clock.Advance("PT10M");
        Assert.Equal(400, (await spa.Refresh(tokens.Text("refresh_token")!)).Status);
        var other = await spa.Tokens(("scope", "openid offline_access"));
        (await spa.Ask("/revoke", ("token", other.Text("refresh_token")))).Expect(200);
        (await spa.Ask("/revoke", ("token", "unheard"))).Expect(200);
        (await RelyingParty.Web(org, server).Ask("/token", ("grant_type", "nonsense"))).Expect(400);
        var types = await Types(org);
        foreach (var name in new[]
        {
            "authorize", "authorize.code", "authorize.implicit.access_token", "authorize.implicit.id_token", "token.grant", "token.grant.access_token", "token.grant.id_token",
            "token.grant.refresh_token", "token.detect_reuse", "token.revoke",
        })
        {
            Assert.Contains(prefix + name, types);
        }

        Assert.Single(types, prefix + "token.revoke");
        Assert.Contains("user.authentication.sso", types);
    }

    [Theory]
    [InlineData("/oauth2/v1", "app.oauth2.")]
    [InlineData("/oauth2/default/v1", "app.oauth2.as.")]
    public async Task Whoever_is_not_assigned_is_told_of_twice(string server, string prefix)
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed);
        var closed = await new RelyingParty(org, "closed", "other-secret", "http://app.test/cb", server).SignedIn();
        Assert.Equal("access_denied", (await closed.Authorize()).Answer("error"));
        Assert.Equal(["app.generic.unauth_app_access_attempt", prefix + "authorize.code"], (await Types(org)).Where(type => type.StartsWith("app.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    // Oldest first.
    private static async Task<string[]> Types(OrgHost org) =>
        [.. (await org.Get("/emulator/events?limit=1000")).Expect(200).Json!.AsArray().Reverse().Select(e => (string)e!["eventType"]!)];
}
