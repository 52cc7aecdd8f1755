using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What a new password makes of accounts that are not in use.</summary>
public sealed class PasswordStatusTests : IAsyncLifetime
{
    private const string Ben = "/api/v1/users/ben@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(ManagementOrg.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("SUSPENDED", 200, "SUSPENDED", null)]
    [InlineData("STAGED", 200, "STAGED", null)]
    [InlineData("DEPROVISIONED", 403, "DEPROVISIONED", null)]
    [InlineData("LOCKED_OUT", 200, "ACTIVE", "user.account.unlock_by_admin")]
    [InlineData("PASSWORD_EXPIRED", 200, "ACTIVE", null)]
    public async Task A_password_opens_no_account_that_somebody_has_shut(string from, int status, string to, string? @event)
    {
        (await org.Send(HttpMethod.Patch, "/emulator/users/ben@demo.test", OrgHost.Body(new { status = from }))).Expect(200);
        var changed = (await org.Ask(Ben)).Text("statusChanged");
        var known = (await org.Log("ben@demo.test")).Length;
        var reply = await org.Do(Ben, new { credentials = new { password = new { value = "Passw0rd-other" } } });
        if (status == 200)
        {
            Assert.Equal(to, reply.Expect(200).Text("status"));
        }
        else
        {
            reply.Expect(403, "E0000038");
        }

        Assert.Equal(to, await org.StatusOf("ben@demo.test"));
        Assert.Equal(from == to, (await org.Ask(Ben)).Text("statusChanged") == changed);
        string?[] told = [@event, status == 200 ? "user.account.update_password" : null];
        Assert.Equal(told.OfType<string>().Order(StringComparer.Ordinal), (await org.Log("ben@demo.test"))[known..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_was_waiting_for_a_password_is_active_with_one()
    {
        (await org.Make(ManagementOrg.Person("new@demo.test"))).Expect("PROVISIONED");
        Assert.Equal("ACTIVE", (await org.Do("/api/v1/users/new@demo.test", new { credentials = new { password = new { value = "Passw0rd-new" } } })).Expect(200).Text("status"));
        (await org.SignIn("new@demo.test", "Passw0rd-new")).Expect("SUCCESS");
        Assert.Equal(2, (await org.Log("new@demo.test")).Count(type => type == "user.lifecycle.activate"));
    }

    [Fact]
    public async Task A_lock_that_a_password_ends_is_forgiven()
    {
        (await org.Send(HttpMethod.Patch, "/emulator/users/ben@demo.test", OrgHost.Body(new { status = "LOCKED_OUT" }))).Expect(200);
        (await org.Do(Ben, new { credentials = new { password = new { value = "Passw0rd-other" } } })).Expect(200);
        (await org.SignIn("ben@demo.test", "Passw0rd-other")).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_temporary_password_fits_the_strictest_policy()
    {
        await using var strict = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            policies: "  password: [ { name: Strict, groups: [ Everyone ], complexity: { minLength: 30, minLowerCase: 4, minUpperCase: 5, minNumber: 6, minSymbol: 3, excludeUsername: true } } ]",
            more: "apiTokens: [ { name: ci, token: 00ci-token } ]"));
        var told = (await strict.Do($"{Ben}/lifecycle/expire_password?tempPassword=true")).Expect(200).Text("tempPassword")!;
        (await strict.SignIn("ben@demo.test", told)).Expect("PASSWORD_EXPIRED");
    }
}
