namespace FactorSeq.Web.Tests.Processes;

/// <summary>
/// What a start in memory has no use for, it does not wait for. Milliseconds are measured elsewhere; here it is counted what they are spent on.
/// </summary>
[Collection("processes")]
public sealed class ColdStartTests
{
    private const int JsonMethods = 30;

    private static readonly string[] Unneeded =
    [
        "Npgsql", "SQLite", "System.Data.Common", "System.DirectoryServices", "Microsoft.IdentityModel", "Microsoft.AspNetCore.Components", "Radzen", "QRCoder",
        "Microsoft.Extensions.FileSystemGlobbing",
    ];

    [Fact]
    public async Task A_start_in_memory_loads_no_database_no_console_no_tokens_and_no_LDAP()
    {
        await using var host = await HostProcess.StartAsIs();
        var loaded = File.ReadLines($"/proc/{host.Id}/maps").Where(line => line.EndsWith(".dll", StringComparison.Ordinal) || line.Contains(".so", StringComparison.Ordinal))
            .Select(line => Path.GetFileName(line)).Distinct().ToList();
        Assert.Contains("FactorSeq.Core.dll", loaded);
        Assert.DoesNotContain(loaded, file => Unneeded.Any(name => file.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    // One kind of document whose contract is made at the start brings twenty methods with it, and once four thousand came.
    [Fact]
    public async Task A_start_in_memory_makes_no_contracts_of_JSON()
    {
        using var compiled = new Support.TemporaryFile();
        await using (await HostProcess.StartAsIs(("DOTNET_JitStdOutFile", compiled.Path), ("DOTNET_JitDisasmSummary", "1")))
        {
        }

        var methods = await File.ReadAllLinesAsync(compiled.Path);
        Assert.InRange(methods.Length, 1000, int.MaxValue);
        Assert.InRange(methods.Count(method => method.Contains("System.Text.Json", StringComparison.Ordinal)), 0, JsonMethods);
    }
}
