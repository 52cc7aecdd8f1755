using System.CommandLine;
using System.Text;
using System.Text.Json;
using FactorSeq.Core.Upgrade;
using FactorSeq.Factors;
using FactorSeq.Web.Upgrade;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq upgrade</c>: what Identity Engine makes of an org, on paper and for real.</summary>
internal sealed class UpgradeCommand
{
    private readonly Workbench bench;

    private readonly Option<string?> seed = new("--seed") { Description = "The org that a seed describes; - is what is piped in.", HelpName = "FILE" };

    private readonly Option<string?> folder = new("--folder") { Description = "An export of an org, as audit reads it; its people cannot be compared.", HelpName = "DIR" };

    private readonly Option<string?> mode = new("--mode") { Description = "preserve or assurance; without it, preserve where nothing blocks that.", HelpName = "MODE" };

    private readonly Option<bool> methodChains = new("--method-chains") { Description = "Write authentication method chains where assurance is not faithful." };

    private readonly Option<string?> output = new("--out", "-o")
    {
        Description = "The file to write: .html, .md, .tf or .json say what to write; without it, a table is printed.",
        HelpName = "FILE",
    };

    private readonly Option<string?> format = new("--format") { Description = $"{string.Join(", ", UpgradeFormats.All)}; without --out it is printed.", HelpName = "FORMAT" };

    private UpgradeCommand(Workbench bench)
    {
        this.bench = bench;
        mode.AcceptOnlyFromAmong("preserve", "assurance");
        format.AcceptOnlyFromAmong(UpgradeFormats.All);
    }

    internal static Command Create(Workbench bench)
    {
        var shared = new UpgradeCommand(bench);
        return new Command("upgrade", "The upgrade to Identity Engine: what it makes of an org, begun, and taken back.")
        {
            shared.Report("plan", "What an upgrade makes of each rule, as a table, a report, Okta JSON or Terraform. Ends with 5 where it is blocked.", compares: false),
            shared.Report("diff", "Compares both engines over everybody: who gains, who loses, who is locked out. Ends with 5 where somebody loses.", compares: true),
            shared.Start(),
            shared.RollBack(),
        };
    }

    private Command Report(string name, string description, bool compares)
    {
        var command = new Command(name, description) { seed, folder, mode, methodChains, output, format };
        command.Validators.Add(result =>
        {
            if (result.GetValue(seed) is not null && result.GetValue(folder) is not null)
            {
                result.AddError("Give one of --seed and --folder.");
            }

            if (compares && result.GetValue(folder) is not null)
            {
                result.AddError("An export does not say what people have enrolled: compare a seed, or an org that is running.");
            }

            if (compares && (result.GetValue(format) ?? Guess(result.GetValue(output))) == UpgradeFormats.Terraform)
            {
                result.AddError("Terraform holds policies, not people: upgrade plan writes it.");
            }
        });
        return bench.Doing(command, (invocation, cancellation) => Report(invocation, compares, cancellation));
    }

    private async Task<int> Report(Invocation invocation, bool compares, CancellationToken cancellation)
    {
        var wanted = invocation.Get(format) ?? (invocation.Json ? UpgradeFormats.Json : Guess(invocation.Get(output)));
        if (Elsewhere(invocation, cancellation) is not { } loading)
        {
            return await Live(invocation, compares, wanted, cancellation);
        }

        var run = await loading;
        var compared = compares ? Compare(invocation, run) : null;
        if (wanted is not null || invocation.Get(output) is not null)
        {
            await Write(invocation, run.Write(wanted ?? UpgradeFormats.Json, compared), cancellation);
        }
        else
        {
            using var document = JsonDocument.Parse(run.Json(compared).ToJsonString());
            UpgradePrint.Print(invocation.Terminal, document.RootElement);
        }

        return Code(compared is null ? run.Plan.IsBlocked : Loses(compared));
    }

    // The server that is running works it out; the table is made of its JSON.
    private async Task<int> Live(Invocation invocation, bool compares, string? wanted, CancellationToken cancellation)
    {
        var path = $"upgrade/{(compares ? "differential" : "plan")}?mode={invocation.Get(mode)}&methodChains={(invocation.Get(methodChains) ? "true" : "false")}";
        using var json = JsonDocument.Parse(await invocation.At.GetText(path, "application/json", cancellation));
        if (wanted is not null || invocation.Get(output) is not null)
        {
            await Write(invocation, await invocation.At.GetText($"{path}&format={wanted ?? UpgradeFormats.Json}", "*/*", cancellation), cancellation);
        }
        else
        {
            UpgradePrint.Print(invocation.Terminal, json.RootElement);
        }

        return Code(compares
            ? json.RootElement.GetProperty("differential").GetProperty("summary") is var summary
                && new[] { WayChange.LockedOut, WayChange.Loses, WayChange.Differs }.Any(change => summary.GetProperty(PlanJson.Change(change)).GetInt32() > 0)
            : json.RootElement.Flag("blocked"));
    }

    private static DifferentialRun Compare(Invocation invocation, UpgradeRun run) =>
        invocation.Terminal.Progress("Comparing sign-ins", run.Accounts!.Count, progress => run.Compare(progress)!);

    private static bool Loses(DifferentialRun run) => run.Count(WayChange.LockedOut) + run.Count(WayChange.Loses) + run.Count(WayChange.Differs) > 0;

    private static int Code(bool found) => found ? ExitCode.Found : ExitCode.Done;

    private static string? Guess(string? file) => Path.GetExtension(file ?? "").ToLowerInvariant() switch
    {
        ".html" or ".htm" => UpgradeFormats.Html,
        ".md" or ".markdown" => UpgradeFormats.Markdown,
        ".tf" => UpgradeFormats.Terraform,
        ".json" => UpgradeFormats.Json,
        _ => null,
    };

    private async Task Write(Invocation invocation, string text, CancellationToken cancellation)
    {
        if (invocation.Get(output) is not { } file)
        {
            invocation.Terminal.Out.Write(text.TrimEnd('\n') + "\n");
            return;
        }

        try
        {
            await File.WriteAllTextAsync(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailedException(ExitCode.Usage, $"{file}: {e.Message}", "Name another file with --out.");
        }
    }

    // null for the server that is running.
    private Task<UpgradeRun>? Elsewhere(Invocation invocation, CancellationToken cancellation)
    {
        var catalog = All.Catalog(passwordIterations: 1);
        var options = new UpgradeOptions(
            invocation.Get(mode) switch { "preserve" => UpgradeMode.Preserve, "assurance" => UpgradeMode.Assurance, _ => null }, invocation.Get(methodChains));
        return invocation.Get(seed) is { } file ? Seed()
            : invocation.Get(folder) is { } path ? Task.FromResult(Folder(path))
            : null;

        async Task<UpgradeRun> Seed()
        {
            var (run, refused) = UpgradeRun.OfSeed(file, await SeedCommand.Text(file, cancellation), catalog, options);
            return run ?? throw new FailedException(ExitCode.Refused, string.Join('\n', refused!.Errors));
        }

        UpgradeRun Folder(string path)
        {
            try
            {
                return UpgradeRun.OfForeign(ForeignFolder.Read(path), path, catalog, feature: null, options);
            }
            catch (ForeignException failed)
            {
                throw new FailedException(ExitCode.Usage, failed.Message, failed.Cure);
            }
        }
    }

    private Command Start()
    {
        var copy = new Option<string?>("--copy") { Description = "Upgrade a copy of the org, a new one of this name.", HelpName = "NAME" };
        return bench.Doing(
            new Command("start", "Switches the org that is running to Identity Engine.") { mode, methodChains, copy },
            async (invocation, cancellation) =>
            {
                var wanted = new Dictionary<string, object> { ["methodChains"] = invocation.Get(methodChains) };
                if (invocation.Get(mode) is { } given)
                {
                    wanted["mode"] = given;
                }

                if (invocation.Get(copy) is { } name)
                {
                    wanted["copy"] = name;
                }

                Say(invocation, await invocation.At.Post("upgrade", wanted, cancellation));
            });
    }

    private Command RollBack() => bench.Doing(
        new Command("rollback", "Takes the upgrade back, within seven days."),
        async (invocation, cancellation) => Say(invocation, await invocation.At.Post("upgrade/rollback", new { }, cancellation)));

    private static void Say(Invocation invocation, JsonElement state)
    {
        if (invocation.Json)
        {
            invocation.Terminal.Json(state);
            return;
        }

        invocation.Terminal.Line(state.Text("engine") == "classic"
            ? $"{state.Text("org")} runs the Classic Engine"
            : $"{state.Text("org")} runs Identity Engine, mode {state.Text("mode")}, rollback until {state.Text("rollbackUntil")}");
    }
}
