using System.CommandLine;
using System.Text.Json;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq log tail</c>: the System Log with its true reasons.</summary>
internal static class LogCommand
{
    private const int Most = 1000;

    internal static Command Create(Workbench bench) => new("log", "The System Log.") { Tail(bench) };

    private static Command Tail(Workbench bench)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is logged from now on, until Ctrl-C." };
        var lines = new Option<int>("--lines", "-n") { Description = $"How many of the newest to begin with, {Most} at most.", DefaultValueFactory = _ => 20, HelpName = "N" };
        var user = new Option<string?>("--user") { Description = "Only what is about this user.", HelpName = "USER" };
        lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > Most)
            {
                result.AddError($"--lines is a number from 0 to {Most}");
            }
        });
        return bench.Doing(
            new Command("tail", "The newest entries, oldest of them first; with --json an entry a line.") { follow, lines, user },
            (invocation, cancellation) => invocation.Get(follow)
                ? Follow(invocation, invocation.Get(lines), invocation.Get(user), cancellation)
                : Newest(invocation, invocation.Get(lines), invocation.Get(user), cancellation));
    }

    private static async Task Newest(Invocation invocation, int lines, string? user, CancellationToken cancellation)
    {
        foreach (var entry in (await Entries(invocation, user, cancellation)).Take(lines).Reverse())
        {
            Print(invocation, entry);
        }
    }

    // To listen comes before to read: what is logged between the two is read twice, and printed once.
    private static async Task Follow(Invocation invocation, int lines, string? user, CancellationToken cancellation)
    {
        HashSet<string>? printed = null;
        await foreach (var kind in invocation.At.Changes(cancellation))
        {
            if (kind is not ("" or "events"))
            {
                continue;
            }

            var entries = await Entries(invocation, user, cancellation);
            var fresh = printed is null ? entries.Take(lines) : entries.TakeWhile(entry => !printed.Contains(entry.Text("uuid")));
            foreach (var entry in fresh.Reverse())
            {
                Print(invocation, entry);
            }

            printed = [.. entries.Select(entry => entry.Text("uuid"))];
        }

        throw new FailedException(ExitCode.NoServer, "The server has ended.", "Start it again with factorseq run.");
    }

    // Newest first.
    private static async Task<List<JsonElement>> Entries(Invocation invocation, string? user, CancellationToken cancellation) =>
        [.. (await invocation.At.Get($"events?limit={Most}&user={Uri.EscapeDataString(user ?? "")}", cancellation)).EnumerateArray()];

    private static void Print(Invocation invocation, JsonElement entry)
    {
        if (invocation.Json)
        {
            invocation.Terminal.Json(entry);
            return;
        }

        var outcome = entry.GetProperty("outcome");
        var debug = entry.GetProperty("debugContext").GetProperty("debugData");
        string?[] why = [outcome.TextOrNull("reason"), debug.TextOrNull("factor"), debug.TextOrNull("ErrorCode"), debug.TextOrNull("detail")];
        invocation.Terminal.Line(string.Join("  ",
            entry.Instant("published"), outcome.Text("result").PadRight(9), entry.Text("eventType").PadRight(40),
            entry.GetProperty("actor").Text("alternateId").PadRight(24), string.Join(", ", why.OfType<string>())).TrimEnd());
    }
}
