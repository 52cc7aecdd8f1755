using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary>Every command against the real host: what it says to people, to programs and in JSON.</summary>
public sealed class CommandTests
{
    private const string Admins = "admins: [ { login: root@demo.test, password: Passw0rd-root } ]";

    private static readonly string Seed = Seeds.WithRule(Seeds.Chains("push", "sms -> question", "password -> push | totp"), more: Admins);

    [Fact]
    public async Task Users_are_listed_with_what_they_sign_in_by()
    {
        await using var org = await Start();
        await org.Approve("users", ["users"], ["terminal", "users"], ["users", "--json"]);
    }

    [Fact]
    public async Task A_code_is_printed_alone()
    {
        await using var org = await Start();
        await org.Approve("otp",
            ["otp", "ana"], ["terminal", "otp", "ana"], ["otp", "ana@demo.test", "--json"],
            ["otp", "ben"], ["otp", "nobody"], ["otp", "ana", "--factor", "abacus"]);
        Assert.Equal(await org.Otp("ana@demo.test"), (await org.Run("otp", "ana")).Output.Trim());
    }

    [Fact]
    public async Task Pushes_are_listed_approved_and_denied()
    {
        await using var org = await Start();
        await org.Approve("push_none", ["push", "approve", "ana"], ["push", "list"]);
        var waiting = await org.Verify(await org.Identify("ana@demo.test"), "push");
        await org.Approve("push_list", ["push", "list"], ["terminal", "push", "list"], ["push", "list", "--json"]);
        await org.Approve("push_approve", ["push", "approve", "ana"], ["push", "approve", "ana"]);
        (await org.Verify(waiting, "push")).Expect("SUCCESS");

        var denied = await org.Verify(await org.Identify("ana@demo.test"), "push");
        await org.Approve("push_deny", ["push", "deny", "ana@demo.test", "--json"]);
        Assert.Equal("REJECTED", (await org.Verify(denied, "push")).FactorResult);
    }

    [Fact]
    public async Task Of_several_pushes_the_newest_is_answered()
    {
        await using var org = await Start();
        var older = await org.Verify(await org.Identify("ana@demo.test"), "push");
        await org.Clock.Advance("PT1S");
        var newer = await org.Verify(await org.Identify("ana@demo.test"), "push");
        (await org.Run("push", "approve", "ana")).Expect(0);
        Assert.Equal("WAITING", (await org.Verify(older, "push")).FactorResult);
        (await org.Verify(newer, "push")).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_phone_that_shows_numbers_wants_one()
    {
        await using var org = await Start();
        await org.Set(new { numberChallenge = "always" });
        var waiting = await org.Verify(await org.Identify("ana@demo.test"), "push");
        var refused = (await org.Run("push", "approve", "ana")).Expect(1);
        Assert.Matches("^number: the phone shows [0-9]+, [0-9]+, [0-9]+; say which was tapped.\n$", refused.Errors);

        var right = (int)waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["challenge"]!["correctAnswer"]!;
        (await org.Run("push", "approve", "ana", "--number", $"{right}")).Expect(0);
        (await org.Verify(waiting, "push")).Expect("SUCCESS");
    }

    [Fact]
    public async Task Messages_are_listed_newest_first()
    {
        await using var org = await Start();
        await org.Verify(await org.Identify("ben@demo.test"), "sms");
        var code = await org.LatestCode("ben@demo.test", "sms");
        Assert.Contains(code, (await org.Run("messages", "ben@demo.test", "--channel", "sms")).Expect(0).Lines[1], StringComparison.Ordinal);
        Assert.Equal(code, (string?)JsonNode.Parse((await org.Run("messages", "--json")).Output)![0]!["code"]);
        Assert.Single((await org.Run("messages", "ana@demo.test")).Lines);
    }

    [Fact]
    public async Task Accounts_are_locked_and_unlocked_and_no_others_are_touched()
    {
        await using var org = await Start();
        await org.Approve("lock",
            ["lock", "ana"], ["lock", "ana", "--json"], ["unlock", "ana@demo.test"], ["unlock", "ana@demo.test"], ["lock", "nobody"]);
        await org.InOkta("ana@demo.test", "SUSPENDED");
        await org.Approve("lock_suspended", ["lock", "ana"], ["unlock", "ana"]);
        Assert.Equal("SUSPENDED", await org.StatusOf("ana@demo.test"));
    }

    [Fact]
    public async Task A_directory_is_imported()
    {
        await using var org = await CorpOrg.Start();
        await org.InDirectory(CorpOrg.Ad1, new { disabled = true });
        await org.Approve("import", ["import", "corp-ad"], ["import", "corp-ad", "--full"], ["import", "corp-ad", "--full", "--json"], ["import", "nowhere"]);
        await org.Directory(new { agents = 0 });
        await org.Approve("import_broken_off", ["import", "corp-ad"]);
    }

    [Fact]
    public async Task The_clock_is_read_and_moved()
    {
        await using var org = await Start();
        await org.Approve("clock",
            ["clock"], ["clock", "--json"], ["clock", "advance", "P1DT5M"], ["clock", "advance", "-PT1H"], ["clock", "set", "2031-02-03T12:00:00Z"],
            ["clock", "advance", "soon"], ["clock", "advance"]);
        Assert.Contains("frozen", (await org.Run("clock", "freeze")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("frozen", (await org.Run("clock", "unfreeze")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("from the machine's", (await org.Run("clock", "reset")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_is_explained()
    {
        await using var org = await Start();
        await org.Approve("explain", ["explain", "ana"], ["terminal", "explain", "ana"], ["explain", "nobody"], ["explain"], ["explain", "ana", "--state-token", "00a"]);

        var begun = await org.Verify((await org.Identify("ana@demo.test")).StateToken!, "password", password: Seeds.Password);
        await org.Approve("explain_state_token", ["explain", "--state-token", begun.StateToken!]);
        Assert.Equal(
            (await org.Get("/emulator/explain?user=ana@demo.test")).Json!.ToJsonString(),
            JsonNode.Parse((await org.Run("explain", "ana@demo.test", "--json")).Expect(0).Output)!.ToJsonString());
        (await org.Run("explain", "--state-token", "00no-such-token")).Expect(1);
    }

    [Fact]
    public async Task The_log_is_read_oldest_first()
    {
        await using var org = await Start();
        await org.SignIn("ben@demo.test", "wrong");
        await org.Run("lock", "ben");
        await org.Approve("log", ["log", "tail"], ["log", "tail", "-n", "1"], ["log", "tail", "--json", "--lines", "1", "--user", "ben@demo.test"], ["log", "tail", "-n", "-1"]);
        Assert.Empty((await org.Run("log", "tail", "--user", "ana@demo.test")).Expect(0).Output);
    }

    [Fact]
    public async Task An_org_goes_back_to_its_seed()
    {
        await using var org = await Start();
        await org.Run("lock", "ana");
        await org.Approve("reset", ["reset"], ["reset", "--json"]);
        Assert.Equal("ACTIVE", await org.StatusOf("ana@demo.test"));
    }

    [Fact]
    public async Task An_org_of_several_is_named_by_option_or_address()
    {
        await using var org = await OrgHost.Start(Seed, null, null, "--seed", await Second());
        Assert.Contains("zoe@second.test", (await org.Run("users", "--org", "second")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("zoe@second.test", (await Shell.Run("users", "--url", org.Address + "/o/second/")).Expect(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("zoe@second.test", (await org.Run("users")).Expect(0).Output, StringComparison.Ordinal);
        await org.Approve("org_unknown", ["users", "--org", "third"]);
    }

    private static async Task<OrgHost> Start()
    {
        var org = await OrgHost.Start(Seed);
        await org.Clock.StopAt(Support.Approve.Noon);
        return org;
    }

    private static async Task<string> Second()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("factorseq").FullName, "second.yaml");
        await File.WriteAllTextAsync(file, "org: { name: second }\nusers: [ { login: zoe@second.test, password: Passw0rd-zoe } ]");
        return file;
    }
}
