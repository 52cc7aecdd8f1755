using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FactorSeq.Cli.Commands;

namespace FactorSeq.Cli;

/// <summary>Every command in one table, and how a command line becomes one of them.</summary>
internal static class CommandLine
{
    private static readonly Func<Workbench, Command>[] Table =
    [
        RunCommand.Create,
        SeedCommand.Create,
        AuditCommand.Create,
        UsersCommand.Create,
        OtpCommand.Create,
        PushCommand.Create,
        MessagesCommand.Create,
        MacCommand.Create,
        LockCommand.Lock,
        LockCommand.Unlock,
        ImportCommand.Create,
        LogCommand.Create,
        ExplainCommand.Create,
        UpgradeCommand.Create,
        ClockCommand.Create,
        FaultCommand.Create,
        SnapshotCommand.Create,
        DataCommand.Create,
        OrgCommand.Create,
        ResetCommand.Create,
        CompletionCommand.Create,
    ];

    internal static async Task<int> Run(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        var shared = new Shared();
        var bench = new Workbench(shared, terminal, args);
        var root = new RootCommand(
            """
            Runs a FactorSeq, and works with one that is running.

            Ends with 0 when it is done, 1 where a server or a store refuses it (or a seed has errors), 2 where the command line cannot be understood or a file
            cannot be read, 3 where no FactorSeq answers, 4 where an import or a copy broke off, 5 where an audit found something, 130 after Ctrl-C.
            """);
        foreach (var option in shared.All)
        {
            root.Options.Add(option);
        }

        // The shells of this world write --help; nobody wants /h among what Tab offers.
        var help = root.Options.OfType<HelpOption>().Single();
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        foreach (var create in Table)
        {
            root.Subcommands.Add(create(bench));
        }

        var parsed = root.Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,

            // A server ends in its own way, and its requests with it.
            ProcessTerminationTimeout = parsed.CommandResult.Command.Name == RunCommand.Name ? null : TimeSpan.FromSeconds(2),
        };
        if (parsed.Action is not ParseErrorAction misunderstood)
        {
            return await parsed.InvokeAsync(configuration, cancellation);
        }

        misunderstood.ShowHelp = false;
        await parsed.InvokeAsync(configuration, cancellation);
        terminal.Error.WriteLine($"Help: {string.Join(' ', Path(parsed.CommandResult).Prepend("factorseq"))} --help");
        return ExitCode.Usage;
    }

    private static IEnumerable<string> Path(System.CommandLine.Parsing.SymbolResult? at) => at is System.CommandLine.Parsing.CommandResult { Command: not RootCommand and var command }
        ? Path(at.Parent).Append(command.Name)
        : [];
}
