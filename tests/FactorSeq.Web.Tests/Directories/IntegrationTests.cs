using System.Diagnostics;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static FactorSeq.Web.Tests.Directories.CorpOrg;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>What an administrator changes of a directory integration, and what follows without anybody's doing.</summary>
public sealed class IntegrationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("agents", "-1")]
    [InlineData("agents", "101")]
    [InlineData("agents", "\"1\"")]
    [InlineData("agents", "1.5")]
    [InlineData("importInterval", "\"PT59S\"")]
    [InlineData("importInterval", "\"soon\"")]
    [InlineData("importInterval", "null")]
    [InlineData("organizationalUnits", "\"Staff\"")]
    [InlineData("organizationalUnits", "[1]")]
    [InlineData("userFilter", "1")]
    [InlineData("whenDeactivated", "\"delete\"")]
    [InlineData("whenReactivated", "\"suspend\"")]
    [InlineData("unlockInDirectory", "\"true\"")]
    [InlineData("name", "\"another\"")]
    public async Task What_cannot_be_is_refused_by_its_name_and_changes_nothing(string member, string value)
    {
        await using var org = await Start();
        var before = (await org.Get("/emulator/directories")).Body;

        var refused = await org.Send(
            HttpMethod.Patch, "/emulator/directories/corp-ad", OrgHost.Body($"{{\"justInTime\":false,\"{member}\":{value}}}"));

        Assert.StartsWith($"{member}: ", refused.Expect(400, "E0000001").Cause);
        Assert.Equal(before, (await org.Get("/emulator/directories")).Body);
    }

    [Fact]
    public async Task Whom_the_units_leave_out_the_next_sign_in_does_not_find()
    {
        await using var org = await Start();
        (await org.ByBoth(Ad1)).Expect("SUCCESS");

        await org.Directory(new { organizationalUnits = new[] { "Elsewhere" } });
        (await org.ByBoth(Ad1)).Expect(401, "E0000004");

        await org.Directory(new { organizationalUnits = new[] { "Staff" } });
        (await org.ByBoth(Ad1)).Expect("SUCCESS");
    }

    [Fact]
    public async Task An_unlock_that_no_agent_takes_to_the_directory_is_logged_as_failed()
    {
        await using var org = await Start();
        await org.Directory(new { unlockInDirectory = true });
        await org.InOkta(Ad1, "LOCKED_OUT");
        await org.InDirectory(Ad1, new { locked = true });
        await org.Directory(new { agents = 0 });
        await org.InOkta(Ad1, "ACTIVE");

        Assert.Equal("FAILURE", (string?)(await org.Event("system.agent.ad.unlock_user_account", Ad1))!["outcome"]!["result"]);
        await org.Directory(new { agents = 1 });
        (await org.ByBoth(Ad1)).Expect(401, "E0000004");
    }

    [Fact]
    public async Task An_import_that_fell_due_while_no_agent_was_connected_runs_by_itself_once_one_is()
    {
        await using var org = await Start("importInterval: PT1H");
        using var patience = new CancellationTokenSource(Patience);
        await org.InDirectory(Ad1, new { disabled = true });
        await org.Directory(new { agents = 0 });
        await org.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("ACTIVE", await org.StatusOf(Ad1));
        Assert.Single((await org.Get("/emulator/directories/corp-ad/imports")).Json!.AsArray());

        var told = org.Org.Changes.Listen(patience.Token).GetAsyncEnumerator(patience.Token);
        var next = told.MoveNextAsync().AsTask();
        await org.Directory(new { agents = 1 });
        while (await org.StatusOf(Ad1) != "DEPROVISIONED")
        {
            Assert.True(await next);
            next = told.MoveNextAsync().AsTask();
        }

        Assert.Equal("schedule", (string?)(await org.Get("/emulator/directories/corp-ad/imports")).Json!.AsArray()[0]!["trigger"]);
    }

    [Fact]
    public async Task A_directory_has_4000_ms_for_a_password_whatever_its_own_time_limit()
    {
        var watched = new WatchedDirectories { IsSilent = true };
        await using var org = await OrgHost.Start(CorpOrg.Seed(null, feature: false), services: services => services.AddSingleton<IDirectories>(watched));
        var watch = Stopwatch.StartNew();

        (await org.ByBoth(Ad1).WaitAsync(Patience)).Expect(401, "E0000004");

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3.9), Patience);
        Assert.StartsWith(
            "Delegated authentication request timed out", (string?)(await org.Event("user.authentication.auth_via_AD_agent", Ad1))!["outcome"]!["reason"]);
    }

    [Fact]
    public async Task The_interval_counts_from_the_end_of_an_import_however_long_it_takes()
    {
        var watched = new WatchedDirectories();
        await using var org = await OrgHost.Start(
            CorpOrg.Seed(null, feature: false, directory: "importInterval: PT1H"), services: services => services.AddSingleton<IDirectories>(watched));
        await org.Clock.Freeze();
        watched.Meanwhile(() => org.Clock.Advance(TimeSpan.FromMinutes(30)));

        var ended = (DateTimeOffset)(await org.Import("full"))["ended"]!;

        var due = (DateTimeOffset)(await org.Get("/emulator/directories")).Json!.AsArray().Single(d => (string?)d!["name"] == "corp-ad")!["import"]!["nextDue"]!;
        Assert.Equal(org.Clock.Now, ended, TimeSpan.FromSeconds(1));
        Assert.InRange(due - ended, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(65));
    }

    [Fact]
    public async Task Whom_their_directory_does_not_name_in_full_no_sign_in_creates()
    {
        await using var org = await OrgHost.Start(CorpOrg.Seed(null, feature: false).Replace("givenName: Lars, sn: Late", "givenName: Lars", StringComparison.Ordinal));

        (await org.ByBoth("late@corp.test", "Passw0rd-late")).Expect(401, "E0000004");

        Assert.DoesNotContain("late@corp.test", (await org.Get("/emulator/users")).Body);
    }

    private static Task<OrgHost> Start(string directory = "importInterval: never") => CorpOrg.Start(feature: false, directory: directory);
}
