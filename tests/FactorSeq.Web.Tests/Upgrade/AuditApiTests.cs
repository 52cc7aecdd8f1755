using FactorSeq.Web.Tests.Cli;
using FactorSeq.Web.Tests.Console;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>The audit of a running org, over the emulator's API and from the command line.</summary>
public sealed class AuditApiTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithChains("sms -> call", "password -> push | totp"));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task It_answers_with_the_audit_and_follows_every_change()
    {
        var audit = (await org.Get("/emulator/audit")).Expect(200);
        Assert.Equal(("live", "ENABLED_ACTIVE", "BLOCKED"), (audit.Text("source"), audit.Text("state"), audit.Text("target")));
        Assert.Equal("FACTOR_SEQUENCING_NO_SAME_ENROLLMENT", (string?)audit.Json!["findings"]![0]!["check"]);
        Assert.Equal(3, (int)audit.Json["people"]!["count"]!);

        (await org.Post("/emulator/support/features/PASSWORDLESS_AUTHN_SIGNON_POLICY", new { enabled = false, articleRef = "the article", force = true })).Expect(200);
        Assert.Equal("NOTHING", (await org.Get("/emulator/audit")).Expect(200).Text("target"));
    }

    [Fact]
    public async Task It_answers_as_a_log_for_code_hosts_and_reads_strictly_where_it_is_told_to()
    {
        var sarif = (await org.Get("/emulator/audit?format=sarif")).Expect(200);
        Assert.Equal("application/sarif+json", sarif.Header("Content-Type"));
        Assert.Equal("2.1.0", sarif.Text("version"));
        Assert.Single((await org.Get("/emulator/audit?strictPairs=false")).Json!["findings"]!.AsArray(), finding => (string?)finding!["level"] == "error");
        Assert.Equal(2, (await org.Get("/emulator/audit?strictPairs=true")).Json!["findings"]!.AsArray().Count(finding => (string?)finding!["level"] == "error"));
    }

    [Theory]
    [InlineData("format=pdf", "format: write json or sarif.")]
    [InlineData("strictPairs=maybe", "strictPairs: write true or false.")]
    public async Task What_it_cannot_do_is_refused(string query, string cause) =>
        Assert.Contains(cause, (await org.Get($"/emulator/audit?{query}")).Expect(400, "E0000001").Body, StringComparison.Ordinal);

    [Fact]
    public async Task The_command_asks_the_server_that_runs_and_says_the_same()
    {
        await org.Approve("audit", ["audit"], ["terminal", "audit"], ["audit", "--strict-pairs", "--fail-on", "never"]);
        var live = (await org.Run("audit", "--json")).Expect(5);
        Assert.Equal((await org.Get("/emulator/audit")).Body, Assert.Single(live.Lines));
        Assert.Equal((await org.Get("/emulator/audit?format=sarif")).Body, Assert.Single((await org.Run("audit", "--sarif")).Expect(5).Lines));
    }

    [Fact]
    public async Task The_console_reads_it_for_an_admin()
    {
        await using var world = await ConsoleWorld.Start();
        var page = world.Circuit(await world.SignIn(ConsoleWorld.Reader));
        Assert.Equal("DISABLE_FIRST", (string?)(await page.Get("/emulator/audit")).Object["target"]);
    }
}
