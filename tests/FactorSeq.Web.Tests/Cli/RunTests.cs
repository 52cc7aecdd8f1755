using System.Diagnostics;

namespace FactorSeq.Web.Tests.Cli;

/// <summary><c>factorseq run</c>, as the process that it is.</summary>
public sealed class RunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_serves_until_it_is_asked_to_end()
    {
        using var process = Start("run", "--urls=http://127.0.0.1:0", "--admin-token", "00run-token");
        var first = (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience))!;
        var url = first[first.IndexOf("http", StringComparison.Ordinal)..];
        Assert.Equal($"FactorSeq serves the org demo at {url}", first);
        Assert.Contains("ana@demo.test", (await Shell.Run("users", "--url", url)).Expect(0).Output, StringComparison.Ordinal);

        using var term = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task What_it_cannot_serve_it_refuses_with_1()
    {
        using var process = Start("run", "--seed", "/nowhere/factorseq.yaml");
        var errors = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal((1, true), (process.ExitCode, errors.StartsWith("/nowhere/factorseq.yaml: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_other_commands_find_their_server_in_the_environment()
    {
        await using var org = await Support.OrgHost.Start();
        var start = Of("users", "--json");
        (start.Environment["FACTORSEQ_URL"], start.Environment["FACTORSEQ_ORG"]) = (org.Address, "demo");
        using var process = Process.Start(start)!;
        Assert.StartsWith("[{\"login\":\"admin@demo.test\"", await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience), StringComparison.Ordinal);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_has_every_option_of_the_server()
    {
        var help = (await Shell.Run("run", "--help")).Expect(0).Output;
        Assert.All(Hosting.ServerOptions.All, option => Assert.Contains($"--{option.Name}", help, StringComparison.Ordinal));
        (await Shell.Run("run", "--sed", "x")).Expect(2);
    }

    private static Process Start(params string[] arguments) => Process.Start(Of(arguments))!;

    private static ProcessStartInfo Of(params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "factorseq.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
}
