using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary><c>factorseq upgrade</c>.</summary>
public sealed class UpgradeCommandTests
{
    [Fact]
    public async Task Plans_are_printed_begun_and_taken_back()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "password -> sms"));
        await org.Clock.StopAt(Approve.Noon);
        await org.Approve(
            "upgrade",
            ["upgrade", "plan"],
            ["upgrade", "plan", "--mode", "assurance"],
            ["terminal", "upgrade", "diff", "--mode", "assurance"],
            ["upgrade", "diff", "--mode", "preserve"],
            ["upgrade", "start", "--mode", "assurance", "--method-chains"],
            ["upgrade", "start"],
            ["upgrade", "rollback", "--json"],
            ["upgrade", "rollback"]);
    }

    [Fact]
    public async Task A_seed_needs_no_server_and_its_report_is_as_its_file_is_called()
    {
        using var seed = new TemporaryFile(".yaml");
        await File.WriteAllTextAsync(seed.Path, Seeds.WithChains("sms -> call"));
        foreach (var (ending, begins) in new[] { (".html", "<!DOCTYPE html>"), (".md", "# Upgrade of demo"), (".tf", "terraform {"), (".json", "{") })
        {
            using var report = new TemporaryFile(ending);
            Assert.Equal(0, (await Shell.Run("upgrade", "plan", "--seed", seed.Path, "--out", report.Path)).Code);
            Assert.StartsWith(begins, await File.ReadAllTextAsync(report.Path), StringComparison.Ordinal);
        }

        Assert.Equal(5, (await Shell.Run("upgrade", "plan", "--seed", seed.Path, "--mode", "preserve")).Code);
        var diff = await Shell.Show("upgrade", "diff", "--seed", seed.Path);
        Assert.Equal(5, diff.Code);
        Assert.Contains("differs", diff.Output);
    }

    [Theory]
    [InlineData("Give one of --seed and --folder.", "plan", "--seed", "a", "--folder", "b")]
    [InlineData("An export does not say what people have enrolled: compare a seed, or an org that is running.", "diff", "--folder", "b")]
    [InlineData("Terraform holds policies, not people: upgrade plan writes it.", "diff", "--out", "a.tf")]
    public async Task What_makes_no_sense_is_refused(string says, params string[] args)
    {
        var ended = await Shell.Run(["upgrade", .. args]);

        Assert.Equal(2, ended.Code);
        Assert.Contains(says, ended.Errors);
    }
}
