using System.Diagnostics;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Directories;

/// <summary><c>factorseq import</c>, as a process beside a running server.</summary>
public sealed class ImportCommandTests
{
    [Fact]
    public async Task It_imports_and_says_what_came_of_it()
    {
        await using var org = await CorpOrg.Start();
        await org.InDirectory(CorpOrg.Ad1, new { disabled = true });
        var (code, output) = await Run("import", "corp-ad", "--url", org.Address);
        Assert.Equal((0, "incremental: 2 read, 1 created, 0 updated, 1 deactivated, 0 reactivated, 0 skipped"), (code, output.Trim()));
        (code, output) = await Run("import", "corp-ad", "--full", "--json", "--url", org.Address);
        Assert.Equal((0, true), (code, output.Contains("\"mode\":\"full\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Its_exit_code_tells_what_broke_off_and_what_was_not_begun()
    {
        await using var org = await CorpOrg.Start();
        await org.Directory(new { agents = 0 });
        Assert.Equal(4, (await Run("import", "corp-ad", "--url", org.Address)).Code);
        var (code, output) = await Run("import", "nowhere", "--url", org.Address);
        Assert.Equal((1, true), (code, output.Contains("nowhere (Directory)", StringComparison.Ordinal)));
        Assert.Equal(3, (await Run("import", "corp-ad", "--url", "http://127.0.0.1:1")).Code);
        Assert.Equal(2, (await Run("import", "corp-ad", "--url", "no address")).Code);
    }

    private static async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        var tool = Path.Combine(AppContext.BaseDirectory.Replace("tests/FactorSeq.Web.Tests", "src/FactorSeq.Cli", StringComparison.Ordinal), "factorseq.dll");
        var start = new ProcessStartInfo("dotnet", [tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + errors);
    }
}
