namespace FactorSeq.Cli;

/// <summary>The program.</summary>
internal static class Entry
{
    internal static Task<int> Main(string[] args) => CommandLine.Run(args, Terminal.OfProcess());
}
