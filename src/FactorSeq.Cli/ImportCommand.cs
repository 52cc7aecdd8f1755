using System.CommandLine;
using System.Text.Json;

namespace FactorSeq.Cli;

/// <summary><c>factorseq import DIRECTORY</c>: an import by hand.</summary>
internal static class ImportCommand
{
    private const int BrokenOff = 1;
    private const int NotDone = 2;

    /// <param name="emulator">Opens the FactorSeq that the command line names.</param>
    internal static Command Create(Func<ParseResult, Emulator> emulator)
    {
        var directory = new Argument<string>("directory") { Description = "The directory's name." };
        var full = new Option<bool>("--full") { Description = "Read everybody; who is gone is deactivated. Without it, what has changed." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("import", "Imports users from a directory. Exits with 1 where the import broke off, with 2 where it was not begun.")
        {
            directory, full, json,
        };
        command.SetAction(async (result, cancellation) =>
        {
            using var at = emulator(result);
            return await Run(at, result.GetValue(directory)!, result.GetValue(full), result.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> Run(Emulator emulator, string directory, bool full, bool json, CancellationToken cancellation)
    {
        try
        {
            var report = await emulator.Post(
                $"directories/{Uri.EscapeDataString(directory)}/import", new { mode = full ? "full" : "incremental" }, cancellation);
            Console.WriteLine(json ? report.ToString() : Sentence(report));
            return report.GetProperty("error").ValueKind == JsonValueKind.Null ? 0 : BrokenOff;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return NotDone;
        }
    }

    private static string Sentence(JsonElement report)
    {
        string[] counts = ["read", "created", "updated", "deactivated", "reactivated", "skipped"];
        var done = string.Join(", ", counts.Select(count => $"{report.GetProperty(count).GetInt32()} {count}"));
        var why = report.GetProperty("converted").GetString() is { } converted ? $" ({converted})" : "";
        var error = report.GetProperty("error").GetString() is { } broken ? $"\n{broken}" : "";
        return $"{report.GetProperty("mode").GetString()}{why}: {done}{error}";
    }
}
