using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Ports;

/// <summary>
/// A directory as its agents reach it. Implementations ask once for each call (a second bind would lock people twice as fast), return within
/// the time they are given, and are safe for any number of callers.
/// </summary>
public interface IDirectory
{
    /// <summary>
    /// Puts one password to the directory: an empty one is wrong, whatever the directory thinks of it. Never throws for what a directory or a
    /// network can do: those are answers.
    /// </summary>
    ValueTask<DirectoryReply> Authenticate(DirectoryUser user, Secret password, CancellationToken cancellation);

    /// <summary>Finds somebody in the organizational units that are read; null where nobody has that login.</summary>
    /// <exception cref="DirectoryUnavailableException">The directory did not answer.</exception>
    ValueTask<DirectoryEntry?> Find(DirectoryUser user, CancellationToken cancellation);

    /// <summary>Changes a password as its owner does; the directory's own policy judges the new one.</summary>
    ValueTask<PasswordReply> ChangePassword(DirectoryUser user, Secret old, Secret @new, CancellationToken cancellation);

    /// <summary>Sets a password as an administrator does.</summary>
    ValueTask<PasswordReply> ResetPassword(DirectoryUser user, Secret @new, CancellationToken cancellation);

    /// <summary>Opens an account that the directory has locked.</summary>
    /// <returns>false where the directory would not, or did not answer.</returns>
    ValueTask<bool> Unlock(DirectoryUser user, CancellationToken cancellation);

    /// <summary>How far the directory has come: what is changed after this is read by the next incremental import.</summary>
    /// <exception cref="DirectoryUnavailableException">The directory did not answer.</exception>
    ValueTask<DirectoryPosition> Position(CancellationToken cancellation);

    /// <summary>Reads users page by page, in an order in which reading can go on after <see cref="DirectoryPage.Next"/>.</summary>
    /// <exception cref="DirectoryUnavailableException">The directory did not answer, or broke off.</exception>
    IAsyncEnumerable<DirectoryPage> Read(DirectoryQuery query, CancellationToken cancellation);
}

/// <summary>How far a directory has come.</summary>
/// <param name="Server">Who counts: another server's numbers mean nothing here.</param>
/// <param name="Revision"><c>highestCommittedUSN</c>, or the time of the newest change (<c>modifyTimestamp</c>).</param>
public sealed record DirectoryPosition(string Server, string Revision);

/// <summary>What an import wants to read.</summary>
/// <param name="After">Only what was changed at or after this revision; null reads everything.</param>
/// <param name="From">Where an earlier reading was broken off (<see cref="DirectoryPage.Next"/>); null begins at the beginning.</param>
public sealed record DirectoryQuery(string? After, string? From);

/// <summary>Some users of a directory.</summary>
/// <param name="Next">Where to go on after this page; null after the last one.</param>
public sealed record DirectoryPage(ImmutableArray<DirectoryEntry> Entries, string? Next);

/// <summary>What a directory says of a new password.</summary>
/// <param name="Diagnostic">The directory's own words, for the tester.</param>
public sealed record PasswordReply(PasswordAnswer Answer, string? Diagnostic = null);

/// <summary>What came of a new password.</summary>
public enum PasswordAnswer
{
    Changed,

    /// <summary>The present password was wrong.</summary>
    OldPasswordWrong,

    /// <summary>The new one does not meet the directory's policy.</summary>
    Unfit,

    /// <summary>The directory would not let it be changed, or did not answer.</summary>
    Unavailable,
}

/// <summary>A directory could not be reached or broke off in the middle.</summary>
public sealed class DirectoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
