using System.Text.Json.Nodes;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary><c>factorseq fault</c>, <c>snapshot</c> and <c>org</c>: the laboratory of a server that has one.</summary>
public sealed class LabCommandTests
{
    // The commands are older than the server's part of it.
    private static readonly bool HasLab = EmulatorApi.Table.Any(route => route.Pattern == "/emulator/faults");

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_was_told()
    {
        await using var org = await OrgHost.Start();
        if (!HasLab)
        {
            return;
        }

        var added = (await org.Run(
            "fault", "add", "--route", "/api/v1/authn*", "--status", "503", "--error-code", "E0000047", "--error-summary", "Busy", "--times", "1")).Expect(0);
        Assert.Matches("^The fault \\S+ strikes once: route /api/v1/authn\\*, status 503, errorCode E0000047, errorSummary Busy\n$", added.Output);
        Assert.Contains("route /api/v1/authn*", (await org.Run("fault", "list")).Expect(0).Lines[1], StringComparison.Ordinal);
        Assert.Equal(503, (await org.Identify("ana@demo.test")).Status);
        Assert.Equal(200, (await org.Identify("ana@demo.test")).Status);

        // One that has done its work may be listed yet.
        Assert.All(JsonNode.Parse((await org.Run("fault", "list", "--json")).Expect(0).Output)!.AsArray(), fault => Assert.Equal(0, (int)fault!["remaining"]!));
    }

    [Fact]
    public async Task Faults_are_removed_one_by_one_or_all()
    {
        await using var org = await OrgHost.Start();
        if (!HasLab)
        {
            return;
        }

        var id = (string)JsonNode.Parse((await org.Run("fault", "add", "--factor", "push", "--fails", "timeout", "--json")).Expect(0).Output)!["id"]!;
        await org.Run("fault", "add", "--method", "POST", "--route", "/oauth2*", "--drop", "--user", "ana@demo.test", "--delay", "PT1S");
        Assert.Equal($"{id} is removed\n", (await org.Run("fault", "remove", id)).Expect(0).Output);
        Assert.EndsWith("Which there are: factorseq fault list\n", (await org.Run("fault", "remove", id)).Expect(1).Errors, StringComparison.Ordinal);
        Assert.Equal("{\"cleared\":true}\n", (await org.Run("fault", "clear", "--json")).Expect(0).Output);
        Assert.Single((await org.Run("fault", "list")).Lines);
        Assert.StartsWith("route: begin with /", (await org.Run("fault", "add", "--route", "authn")).Expect(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_is_the_way_back()
    {
        await using var org = await OrgHost.Start();
        if (!HasLab)
        {
            return;
        }

        Assert.StartsWith("before: as the org was at ", (await org.Run("snapshot", "save", "before")).Expect(0).Output, StringComparison.Ordinal);
        await org.InOkta("ana@demo.test", "LOCKED_OUT");
        Assert.StartsWith("before  ", (await org.Run("snapshot", "list")).Expect(0).Lines[1], StringComparison.Ordinal);
        Assert.Equal("{\"name\":\"before\",\"restored\":true}\n", (await org.Run("snapshot", "restore", "before", "--keep-events", "--json")).Expect(0).Output);
        Assert.Equal("ACTIVE", await org.StatusOf("ana@demo.test"));
        Assert.Equal("before is dropped\n", (await org.Run("snapshot", "drop", "before")).Expect(0).Output);
        Assert.EndsWith("Which there are: factorseq snapshot list\n", (await org.Run("snapshot", "restore", "before")).Expect(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orgs_are_made_of_a_seed_of_another_org_or_of_nothing()
    {
        await using var org = await OrgHost.Start();
        if (!HasLab)
        {
            return;
        }

        var file = Path.Combine(Directory.CreateTempSubdirectory("factorseq").FullName, "seed.yaml");
        await File.WriteAllTextAsync(file, "users: [ { login: zoe@two.test, password: Passw0rd-zoe } ]");
        Assert.Equal($"one: {org.Address}/o/one\n", (await org.Run("org", "create", "one")).Expect(0).Output);
        (await org.Run("org", "create", "two", "--seed", file)).Expect(0);
        Assert.Equal("three", (string?)JsonNode.Parse((await org.Run("org", "create", "three", "--from", "two", "--json")).Expect(0).Output)!["name"]);
        Assert.Equal(["demo", "one", "three", "two"], JsonNode.Parse((await org.Run("org", "list", "--json")).Output)!.AsArray().Select(one => (string)one!["name"]!));
        Assert.Contains("zoe@two.test", (await org.Run("users", "--org", "three")).Expect(0).Output, StringComparison.Ordinal);

        Assert.Equal("two is dropped\n", (await org.Run("org", "drop", "two")).Expect(0).Output);
        (await org.Run("users", "--org", "two")).Expect(1);
        (await org.Run("org", "drop", "demo")).Expect(1);
        (await org.Run("org", "create", "one")).Expect(1);
        (await org.Run("org", "create", "four", "--seed", "/nowhere.yaml")).Expect(2);
    }
}
