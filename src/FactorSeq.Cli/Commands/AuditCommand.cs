using System.CommandLine;
using System.Text;
using System.Text.Json;
using FactorSeq.Factors;
using FactorSeq.Web.Upgrade;
using FactorSeq.Web.Wire;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq audit</c>: is factor sequencing on, is it used, and can the org be upgraded with it.</summary>
internal sealed class AuditCommand
{
    private const string TokenVariable = "OKTA_API_TOKEN";

    // The gravest first, as findings name them.
    private static readonly string[] Levels = ["error", "warning", "note", "never"];

    private readonly Workbench bench;

    private readonly Option<string?> seed = new("--seed") { Description = "The org that a seed describes; - is what is piped in.", HelpName = "FILE" };

    private readonly Option<string?> folder = new("--folder")
    {
        Description = "An export of an org: its policies and rules as Okta's API returns them, in .json files.",
        HelpName = "DIR",
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = $"An API token of the org of --org URL ({TokenVariable}); a read-only administrator's will do.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } given ? given : null,
        HelpName = "TOKEN",
    };

    private readonly Option<string?> feature = new("--feature")
    {
        Description = "Whether Factor Sequence is in the rule editor, which no export says: on or off.",
        HelpName = "STATE",
    };

    private readonly Option<bool> strictPairs = new("--strict-pairs")
    {
        Description = "Count two methods of one authenticator as blocking where they are alternatives of one step, too.",
    };

    private readonly Option<bool> sarif = new("--sarif") { Description = "Print a SARIF 2.1.0 log, for code hosts." };

    private readonly Option<string> failOn = new("--fail-on")
    {
        Description = "End with 5 where something of this level, or a graver one, was found: error, warning, note or never.",
        DefaultValueFactory = _ => Levels[0],
        HelpName = "LEVEL",
    };

    private AuditCommand(Workbench bench)
    {
        this.bench = bench;
        feature.AcceptOnlyFromAmong("on", "off");
        failOn.AcceptOnlyFromAmong(Levels);
    }

    internal static Command Create(Workbench bench) => new AuditCommand(bench).Command();

    private Command Command()
    {
        var command = new Command(
            "audit",
            """
            Is factor sequencing on, is it used, and can the org be upgraded to Identity Engine with it? Of a seed, of an export of a real org, of an org
            that answers at an address (--org https://example.okta.com), or else of the FactorSeq that is running. Nothing is changed.
            """)
        {
            seed, folder, token, feature, strictPairs, sarif, failOn,
        };
        command.Validators.Add(result =>
        {
            var address = Address(result.GetValue(bench.Shared.Org));
            if (new[] { result.GetValue(seed), result.GetValue(folder), address?.ToString() }.Count(source => source is not null) > 1)
            {
                result.AddError("Give one of --seed, --folder and --org URL.");
            }

            if (result.GetResult(feature) is not null && result.GetValue(folder) is null && address is null)
            {
                result.AddError("--feature is for --folder and --org URL: seeds and running orgs say it themselves.");
            }

            if (address is not null && result.GetValue(token) is null)
            {
                result.AddError($"Give an API token of {address.Host} with --token or {TokenVariable}.");
            }

            if (result.GetValue(bench.Shared.Json) && result.GetValue(sarif))
            {
                result.AddError("Give --json or --sarif.");
            }
        });
        return bench.Doing(command, Audit);
    }

    private async Task<int> Audit(Invocation invocation, CancellationToken cancellation)
    {
        using var audit = JsonDocument.Parse(await Text(invocation, cancellation));
        var isSarif = invocation.Get(sarif);
        if (isSarif || invocation.Json)
        {
            invocation.Terminal.Json(audit.RootElement);
        }
        else
        {
            AuditPrint.Print(invocation.Terminal, audit.RootElement);
        }

        var threshold = Array.IndexOf(Levels, invocation.Get(failOn));
        var found = isSarif ? audit.RootElement.GetProperty("runs")[0].List("results") : audit.RootElement.List("findings");
        return threshold < Levels.Length - 1 && found.Any(finding => Array.IndexOf(Levels, finding.Text("level")) <= threshold) ? ExitCode.Found : ExitCode.Done;
    }

    private async Task<string> Text(Invocation invocation, CancellationToken cancellation)
    {
        var strict = invocation.Get(strictPairs);
        if (await Elsewhere(invocation, strict, cancellation) is not { } run)
        {
            return await invocation.At.GetText($"audit?strictPairs={(strict ? "true" : "false")}&format={(invocation.Get(sarif) ? "sarif" : "json")}", "application/json", cancellation);
        }

        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written, OktaJson.Plain))
        {
            (invocation.Get(sarif) ? (Action<Utf8JsonWriter, AuditRun>)AuditSarif.Write : AuditJson.Write)(json, run);
        }

        return Encoding.UTF8.GetString(written.ToArray());
    }

    // null for the server that is running, which looks at itself.
    private async Task<AuditRun?> Elsewhere(Invocation invocation, bool strict, CancellationToken cancellation)
    {
        var catalog = All.Catalog(passwordIterations: 1);
        var said = invocation.Get(feature) is { } state ? state == "on" : (bool?)null;
        try
        {
            if (invocation.Get(seed) is { } file)
            {
                var (run, refused) = AuditRun.OfSeed(file, await SeedCommand.Text(file, cancellation), catalog, strict);
                return run ?? throw new FailedException(ExitCode.Refused, string.Join('\n', refused!.Errors));
            }

            if (invocation.Get(folder) is { } path)
            {
                return AuditRun.OfForeign(ForeignFolder.Read(path), path, catalog, said, isFolder: true, strict);
            }

            if (Address(invocation.Get(bench.Shared.Org)) is { } address)
            {
                using var http = ForeignClient.Http(address);
                var org = await new ForeignClient(http, address, invocation.Get(token)!, Task.Delay).Read(cancellation);
                return AuditRun.OfForeign(org, address.GetLeftPart(UriPartial.Path).TrimEnd('/'), catalog, said, isFolder: false, strict);
            }
        }
        catch (ForeignException failed)
        {
            throw new FailedException(
                failed.NobodyThere ? ExitCode.NoServer : invocation.Get(folder) is null ? ExitCode.Refused : ExitCode.Usage, failed.Message, failed.Cure);
        }

        return null;
    }

    private static Uri? Address(string? org) => Uri.TryCreate(org, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https" } ? address : null;
}
