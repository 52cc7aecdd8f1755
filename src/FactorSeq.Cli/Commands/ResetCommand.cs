using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq reset</c>: back to the seed.</summary>
internal static class ResetCommand
{
    internal static Command Create(Workbench bench) => bench.Doing(
        new Command("reset", "Takes the org back to its seed, and nothing else on the server."),
        async (invocation, cancellation) =>
        {
            await invocation.At.Post("reset", new { }, cancellation);
            invocation.Say(new { reset = true }, "The org is as its seed has it");
        });
}
