using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Tests.Upgrade;

namespace FactorSeq.Web.Tests.Cli;

/// <summary><c>factorseq audit</c> without a server.</summary>
public sealed class AuditCommandTests
{
    [Theory]
    [InlineData(0, "01-feature-off")]
    [InlineData(0, "17-company")]
    [InlineData(5, "17-company", "--fail-on", "warning")]
    [InlineData(0, "01-feature-off", "--fail-on", "note", "--strict-pairs")]
    [InlineData(5, "14-sms-then-call")]
    [InlineData(0, "14-sms-then-call", "--fail-on", "never")]
    [InlineData(5, "14-sms-then-call", "--sarif")]
    [InlineData(5, "20-export-blocked")]
    [InlineData(0, "05-password-then-push", "--json")]
    [InlineData(5, "05-password-then-push", "--json", "--fail-on", "note")]
    public async Task How_it_ends_says_whether_something_of_that_level_was_found(int code, string set, params string[] more)
    {
        var ended = (await Shell.Run(["audit", set.Contains("-export-", StringComparison.Ordinal) ? "--folder" : "--seed", PolicySet.Place(set), .. more])).Expect(code);
        Assert.Empty(ended.Errors);
        Assert.NotEmpty(ended.Output);
    }

    [Theory]
    [InlineData("Give one of --seed, --folder and --org URL.", "--seed", "a", "--folder", "b")]
    [InlineData("Give one of --seed, --folder and --org URL.", "--seed", "a", "--org", "https://acme.okta.com", "--token", "t")]
    [InlineData("Give an API token of acme.okta.com with --token or OKTA_API_TOKEN.", "--org", "https://acme.okta.com")]
    [InlineData("--feature is for --folder and --org URL: seeds and running orgs say it themselves.", "--feature", "on")]
    [InlineData("Give --json or --sarif.", "--json", "--sarif")]
    [InlineData("Argument 'maybe' not recognized.", "--folder", "a", "--feature", "maybe")]
    [InlineData("is no folder.\nName the folder of an export.", "--folder", "/nowhere/at/all")]
    public async Task What_cannot_be_understood_or_read_ends_with_2(string error, params string[] args) =>
        Assert.Contains(error, (await Shell.Run(["audit", .. args])).Expect(2).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task A_bad_seed_is_refused_as_a_start_refuses_it_and_an_org_that_is_not_there_is_no_server()
    {
        using var bad = new TemporaryFile();
        await File.WriteAllTextAsync(bad.Path, "org: { nmae: demo }");
        Assert.StartsWith($"{bad.Path}:1: org: unknown member \"nmae\".", (await Shell.Run("audit", "--seed", bad.Path)).Expect(1).Errors, StringComparison.Ordinal);
        (await Shell.Run("audit", "--org", "http://127.0.0.1:1", "--token", "t")).Expect(3);
        (await Shell.Run("audit", "--org", "http://acme.example", "--token", "t")).Expect(1);
    }

    [Fact]
    public async Task A_real_org_is_read_at_its_address_by_the_option_that_names_an_org()
    {
        await using var org = await OrgHost.Start($"{Seeds.WithChains("totp -> push")}\napiTokens: [ {{ name: ci, token: 00ci-token }} ]\n");
        var audit = JsonNode.Parse((await Shell.Run("audit", "--org", org.Address, "--token", "00ci-token", "--json")).Expect(5).Output)!;
        Assert.Equal((org.Address, "BLOCKED"), ((string)audit["source"]!, (string)audit["target"]!));
        Assert.Contains("does not know the token", (await Shell.Run("audit", "--org", org.Address, "--token", "wrong")).Expect(1).Errors, StringComparison.Ordinal);
    }
}
