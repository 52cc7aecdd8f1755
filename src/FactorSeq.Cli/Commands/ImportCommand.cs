using System.CommandLine;
using System.Text.Json;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq import DIRECTORY</c>: an import by hand.</summary>
internal static class ImportCommand
{
    internal static Command Create(Workbench bench)
    {
        var directory = new Argument<string>("directory") { Description = "The directory's name.", HelpName = "DIRECTORY" };
        var full = new Option<bool>("--full") { Description = "Read everybody; who is gone is deactivated. Without it, what has changed." };
        return bench.Doing(
            new Command("import", "Imports users from a directory. Exits with 4 where the import broke off.") { directory, full },
            async (invocation, cancellation) =>
            {
                var report = await invocation.At.Post(
                    $"directories/{Uri.EscapeDataString(invocation.Get(directory)!)}/import",
                    new { mode = invocation.Get(full) ? "full" : "incremental" }, cancellation);
                if (invocation.Json)
                {
                    invocation.Terminal.Json(report);
                }
                else
                {
                    invocation.Terminal.Line(Sentence(report));
                }

                if (report.TextOrNull("error") is not { } broken)
                {
                    return ExitCode.Done;
                }

                invocation.Terminal.Complain(broken, "The next import goes on where this one broke off.");
                return ExitCode.BrokenOff;
            });
    }

    private static string Sentence(JsonElement report)
    {
        string[] counts = ["read", "created", "updated", "deactivated", "reactivated", "skipped"];
        var done = string.Join(", ", counts.Select(count => $"{report.Text(count)} {count}"));
        var why = report.TextOrNull("converted") is { } converted ? $" ({converted})" : "";
        return $"{report.Text("mode")}{why}: {done}";
    }
}
