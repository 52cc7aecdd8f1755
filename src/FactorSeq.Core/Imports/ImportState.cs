using FactorSeq.Core.Ports;

namespace FactorSeq.Core.Imports;

/// <summary>What an import reads.</summary>
public enum ImportMode
{
    /// <summary>What has changed since the last one. People who are gone are not among it.</summary>
    Incremental,

    /// <summary>Everybody; whoever is not there any more is deactivated.</summary>
    Full,
}

/// <summary>Who asked for an import.</summary>
public enum ImportTrigger
{
    Schedule,
    Manual,

    /// <summary>The org was just made.</summary>
    Seed,
}

/// <summary>How a directory's imports stand: one document for each directory.</summary>
public sealed record ImportState
{
    public static ImportState None { get; } = new();

    /// <summary>Where the directory stood when the last finished import began; null before the first.</summary>
    public DirectoryPosition? Position { get; init; }

    /// <summary>What the last finished import read (<see cref="Directories.DirectoryIntegration.ImportScope"/>).</summary>
    public string? Scope { get; init; }

    /// <summary>When the last import ended, well or not; null before the first.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How many imports have begun.</summary>
    public int Runs { get; init; }

    /// <summary>The import that is under way, or was broken off and goes on with the next one.</summary>
    public ImportRun? Running { get; init; }
}

/// <summary>An import under way, as far as it has been written: whoever takes it up goes on from here.</summary>
/// <param name="Number">Counts the directory's imports.</param>
/// <param name="Converted">Why an incremental import became a full one; null where it did not.</param>
/// <param name="Begin">Where the directory stood when it began.</param>
/// <param name="From">Where to go on reading; null at the beginning.</param>
/// <param name="Departed">The users are read; now those are looked for who were not among them. The link that was looked at last; null before that.</param>
public sealed record ImportRun(
    int Number,
    ImportMode Mode,
    ImportTrigger Trigger,
    DateTimeOffset Started,
    string? Converted,
    DirectoryPosition Begin,
    string Scope,
    string? From,
    string? Departed,
    ImportCounts Counts);

/// <summary>What an import has done, in users.</summary>
public sealed record ImportCounts(int Read, int Created, int Updated, int Deactivated, int Reactivated, int Skipped)
{
    public static ImportCounts None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>One more of what was done to a user.</summary>
    public ImportCounts With(ImportEffect effect) => effect switch
    {
        ImportEffect.Created => this with { Created = Created + 1 },
        ImportEffect.Updated => this with { Updated = Updated + 1 },
        ImportEffect.Deactivated => this with { Deactivated = Deactivated + 1 },
        ImportEffect.Reactivated => this with { Reactivated = Reactivated + 1 },
        ImportEffect.Skipped => this with { Skipped = Skipped + 1 },
        _ => this,
    };
}

/// <summary>What an import has done to one user.</summary>
public enum ImportEffect
{
    Nothing,
    Created,
    Updated,

    /// <summary>Deactivated or suspended, as the directory's settings have it.</summary>
    Deactivated,

    /// <summary>Activated or unsuspended.</summary>
    Reactivated,

    /// <summary>Something Okta requires is missing, or the login is somebody else's.</summary>
    Skipped,
}

/// <summary>An import that is over, for the history.</summary>
/// <param name="Error">Why it broke off; null where it came to its end.</param>
public sealed record ImportReport(ImportRun Run, DateTimeOffset Ended, string? Error);

/// <summary>Which user an entry of a directory is.</summary>
/// <param name="Seen">The number of the last import that has read the entry.</param>
public sealed record ImportLink(string UserId, int Seen);
