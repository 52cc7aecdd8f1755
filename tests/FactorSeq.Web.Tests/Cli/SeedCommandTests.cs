using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary><c>factorseq seed</c>.</summary>
public sealed class SeedCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("factorseq").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_good_seed_is_found_good()
    {
        var file = await Save("good.yaml", Seeds.Ana);
        Assert.Equal($"{file}: the org demo, 3 users, 0 apps, no errors\n", (await Shell.Run("seed", "check", file)).Expect(0).Output);
        Assert.Equal(
            $"{{\"file\":\"{file}\",\"valid\":true,\"org\":\"demo\",\"users\":3,\"apps\":0,\"signOnPolicies\":2}}\n",
            (await Shell.Run("seed", "check", file, "--json")).Expect(0).Output);
    }

    [Fact]
    public async Task A_bad_one_is_refused_as_a_start_refuses_it()
    {
        var file = await Save("bad.yaml", "org: { nmae: demo }\nusers:\n  - { login: a@b.c, status: ASLEEP }");
        var ended = (await Shell.Run("seed", "check", file)).Expect(1);
        Assert.Empty(ended.Output);
        var refused = await Assert.ThrowsAsync<Hosting.UnusableException>(() => OrgHost.Start(options: ["--seed", file]));
        Assert.Equal(refused.Message, ended.Errors.TrimEnd());
        Assert.StartsWith($"{file}:1: org: unknown member \"nmae\". Did you mean \"name\"?", ended.Errors, StringComparison.Ordinal);
        Assert.StartsWith(
            $"{{\"file\":\"{file}\",\"valid\":false,\"errors\":[{{\"line\":1,\"path\":\"org\",\"message\":\"unknown member \\\"nmae\\\"\",\"cure\":\"Did you mean",
            (await Shell.Run("seed", "check", file, "--json")).Expect(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_all_are_checked()
    {
        var (good, bad) = (await Save("good.yaml", Seeds.Ana), await Save("bad.yaml", "org: demo"));
        var ended = (await Shell.Run("seed", "check", bad, good)).Expect(1);
        Assert.Contains($"{bad}:1:", ended.Errors, StringComparison.Ordinal);
        Assert.Contains($"{good}: the org demo", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Name the file of a seed.", (await Shell.Run("seed", "check", Path.Combine(folder, "none.yaml"))).Expect(2).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_is_a_seed_that_the_check_finds_good()
    {
        await using var org = await OrgHost.Start();
        var printed = (await org.Run("seed", "export")).Expect(0);
        Assert.Equal((await org.Get("/emulator/seed")).Body, printed.Output);

        foreach (var (name, options) in new[] { ("a.yaml", (string[])[]), ("a.json", ["--json"]) })
        {
            var file = Path.Combine(folder, name);
            Assert.Empty((await org.Run(["seed", "export", "--output", file, .. options])).Expect(0).Output);
            (await Shell.Run("seed", "check", file)).Expect(0);
            Assert.Equal(name.EndsWith("json", StringComparison.Ordinal), (await File.ReadAllTextAsync(file)).StartsWith('{'));
        }

        Assert.Contains("Name another file", (await org.Run("seed", "export", "-o", Path.Combine(folder, "no", "way"))).Expect(2).Errors, StringComparison.Ordinal);
    }

    private async Task<string> Save(string name, string text)
    {
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }
}
