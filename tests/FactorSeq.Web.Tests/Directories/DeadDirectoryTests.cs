using System.Net;
using System.Net.Sockets;
using FactorSeq.Web.Tests.Support;
using static FactorSeq.Web.Tests.Directories.CorpOrg;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>A directory that takes connections and says nothing, beside those of the scenarios.</summary>
public sealed class DeadDirectoryTests : IDisposable
{
    private const string Dead1 = "dead1@corp.test";

    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public DeadDirectoryTests() => silent.Start();

    [Fact]
    public async Task Its_users_hear_the_standard_message_in_time_and_the_log_says_why()
    {
        await using var org = await StartWithIt();
        (await org.ByBoth(Dead1)).Expect(401, "E0000004");
        Assert.Equal(
            "Delegated authentication request timed out. Ensure that the agent for your directory is connected to Okta",
            (string?)(await org.Event("user.authentication.auth_via_LDAP_agent", Dead1))!["outcome"]!["reason"]);
        var explained = (await org.Get($"/emulator/explain?user={Dead1}")).Expect(200).Json!["directory"]!;
        Assert.Equal("E0000004", (string?)explained["atPassword"]!["errorCode"]);
    }

    [Fact]
    public async Task It_keeps_nobody_from_being_found_in_another()
    {
        await using var org = await StartWithIt();
        (await org.ByBoth("late@corp.test", "Passw0rd-late")).Expect("SUCCESS");
        (await org.ByBoth("nobody@corp.test", "whatever")).Expect(401, "E0000004");
        (await org.ByBoth(Ad1)).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_filter_that_is_none_changes_nothing()
    {
        await using var org = await StartWithIt();
        var refused = await org.Send(HttpMethod.Patch, "/emulator/directories/dead", OrgHost.Body(new { userFilter = "((", agents = 0 }));
        Assert.Contains("userFilter", refused.Expect(400, "E0000001").Cause);
        Assert.Contains("\"agents\":1", (await org.Get("/emulator/directories")).Body);
    }

    public void Dispose() => silent.Dispose();

    private Task<OrgHost> StartWithIt() => OrgHost.Start(CorpOrg.Seed(null, feature: false).Replace(
        "\nusers:\n",
        $$"""

          - name: dead
            type: ldap
            importInterval: never
            ldap: { url: "ldap://127.0.0.1:{{((IPEndPoint)silent.LocalEndpoint).Port}}", bindDn: "cn=svc", bindPassword: svcpw, baseDn: "dc=corp,dc=test" }
        users:
          - { login: {{Dead1}}, directory: dead }

        """,
        StringComparison.Ordinal));
}
