using System.CommandLine;
using FactorSeq.Web.Hosting;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq run</c>: the server, in this process, with the options that it has everywhere.</summary>
internal static class RunCommand
{
    internal const string Name = "run";

    internal static Command Create(Workbench bench)
    {
        var command = new Command(Name, "Starts a FactorSeq, which serves until Ctrl-C. Each option is also an environment variable: FACTORSEQ_SEED.");
        foreach (var (name, value, text) in ServerOptions.All.Where(option => $"--{option.Name}" != bench.Shared.AdminToken.Name))
        {
            command.Options.Add(value.Length == 0
                ? new Option<bool>($"--{name}") { Description = text }
                : new Option<string[]>($"--{name}") { Description = text, HelpName = value });
        }

        // The server reads the words itself, as it does without this command.
        return bench.Doing(command, (_, _) => Serving.Run([.. bench.Arguments.SkipWhile(word => word != Name).Skip(1)]));
    }
}
