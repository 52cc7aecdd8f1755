namespace FactorSeq.Cli;

/// <summary>How a command ends, for scripts.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    /// <summary>The server, or the check of a seed, says no.</summary>
    internal const int Refused = 1;

    /// <summary>The command line cannot be understood, or a file that it names cannot be read.</summary>
    internal const int Usage = 2;

    /// <summary>No FactorSeq answers at the address.</summary>
    internal const int NoServer = 3;

    /// <summary>It was begun, and broke off.</summary>
    internal const int BrokenOff = 4;

    /// <summary>An audit found something of the level that counts.</summary>
    internal const int Found = 5;

    /// <summary>Somebody pressed Ctrl-C.</summary>
    internal const int Interrupted = 130;
}

/// <summary>A command that cannot be done; the text is for whoever gave it.</summary>
/// <param name="cure">What to do about it; null where the message says it.</param>
internal sealed class FailedException(int exitCode, string message, string? cure = null) : Exception(message)
{
    internal int ExitCode => exitCode;

    internal string? Cure => cure;
}
