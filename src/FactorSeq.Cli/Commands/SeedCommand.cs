using System.CommandLine;
using System.Text;
using FactorSeq.Core.Factors;
using FactorSeq.Factors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Seed;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq seed</c>: a seed checked without a server, and a running org written down as one.</summary>
internal static class SeedCommand
{
    private const string Input = "-";

    internal static Command Create(Workbench bench) => new("seed", "Seeds: the files that describe orgs.") { Check(bench), Export(bench) };

    private static Command Check(Workbench bench)
    {
        var files = new Argument<string[]>("file")
        {
            Description = $"Seeds; - is what is piped in. Without one, {Seeding.DefaultFile}.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [Seeding.DefaultFile],
        };
        return bench.Doing(
            new Command("check", "Checks seeds as a start would. Every error comes with file, line, path and cure; with one, it exits with 1.") { files },
            async (invocation, cancellation) =>
            {
                var catalog = All.Catalog(passwordIterations: 1);
                var code = ExitCode.Done;
                foreach (var file in invocation.Get(files)!)
                {
                    code = Math.Max(code, Judge(invocation, file, await Text(file, cancellation), catalog));
                }

                return code;
            });
    }

    private static int Judge(Invocation invocation, string file, string text, FactorCatalog catalog)
    {
        var name = file == Input ? "standard input" : file;
        var result = SeedResult.Read(name, text, catalog, DateTimeOffset.UtcNow, adminPassword: "made-at-start");
        if (result is SeedResult.Refused refused)
        {
            if (invocation.Json)
            {
                invocation.Terminal.Json(new
                {
                    file = name,
                    valid = false,
                    errors = refused.Errors.Select(error => new { line = error.Line, path = error.Path, message = error.Message, cure = error.Cure }),
                });
            }
            else
            {
                foreach (var error in refused.Errors)
                {
                    invocation.Terminal.Complain(error.ToString(), null);
                }
            }

            return ExitCode.Refused;
        }

        var seed = ((SeedResult.Ready)result).Seed;
        var (org, users) = (seed.Configuration, seed.Accounts.Length);
        if (invocation.Json)
        {
            invocation.Terminal.Json(new { file = name, valid = true, org = org.Name, users, apps = org.Apps.Length, signOnPolicies = org.SignOn.Length });
        }
        else
        {
            invocation.Terminal.Line($"{name}: the org {org.Name}, {Count(users, "user")}, {Count(org.Apps.Length, "app")}, no errors");
        }

        return ExitCode.Done;
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>The text of a file, or of what is piped in.</summary>
    /// <exception cref="FailedException">It cannot be read.</exception>
    internal static async Task<string> Text(string file, CancellationToken cancellation)
    {
        try
        {
            return file == Input ? await Console.In.ReadToEndAsync(cancellation) : await File.ReadAllTextAsync(file, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailedException(ExitCode.Usage, $"{file}: {e.Message}", "Name the file of a seed.");
        }
    }

    private static Command Export(Workbench bench)
    {
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; without it, the seed is printed.", HelpName = "FILE" };
        return bench.Doing(
            new Command("export", "Writes the org as it stands now as a seed, YAML or with --json JSON. Secrets stand in it, hashed where they are kept so.") { output },
            async (invocation, cancellation) =>
            {
                var seed = await invocation.At.GetText("seed", invocation.Json ? "application/json" : "text/yaml", cancellation);
                if (invocation.Get(output) is not { } file)
                {
                    invocation.Terminal.Out.Write(seed.TrimEnd('\n') + "\n");
                    return;
                }

                try
                {
                    await File.WriteAllTextAsync(file, seed, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new FailedException(ExitCode.Usage, $"{file}: {e.Message}", "Name another file with --output.");
                }
            });
    }
}
