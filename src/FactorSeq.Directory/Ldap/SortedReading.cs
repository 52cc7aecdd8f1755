using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Ports;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// Reads users in the order of their ids, so that "after this one" means the same tomorrow, from another process and on another server: a paging
/// cookie means nothing once its connection is gone, and a directory's own order is no promise.
/// <para>
/// The server does not sort (few can, and a filter by id is not known to all): each pass reads the whole scope and holds the users with the lowest
/// ids after the last page. A directory of up to <see cref="MaxHeld"/> users is read once; a larger one once for each so many. No page is given out
/// twice, and nobody is left out who is there all the time. Who is moved from a unit that is still to be read into one that is done is read by
/// the next incremental import, for whom the move is a change.
/// </para>
/// </summary>
internal sealed class SortedReading(IDialect dialect, LdapAgent agent, int maxHeld)
{
    /// <summary>About 40 MB.</summary>
    internal const int MaxHeld = 20_000;

    private const int PageSize = 500;

    private static readonly Comparer<string> HighestFirst = Comparer<string>.Create((one, other) => string.CompareOrdinal(other, one));

    /// <summary>One pass: the pages that follow an id.</summary>
    /// <returns>At least one page; the last of all may be empty.</returns>
    internal async Task<Held> Hold(string? changedSince, string? after, CancellationToken cancellation)
    {
        var held = new PriorityQueue<DirectoryEntry, string>(HighestFirst);
        var isCut = false;
        var filter = changedSince is null ? null : dialect.ChangedSince(changedSince);
        await agent.Every(filter, dialect.Attributes, found =>
        {
            var entry = dialect.Read(found);
            if (after is not null && string.CompareOrdinal(entry.ExternalId, after) <= 0)
            {
                return;
            }

            held.Enqueue(entry, entry.ExternalId);
            if (held.Count > maxHeld)
            {
                held.Dequeue();
                isCut = true;
            }
        }, cancellation).ConfigureAwait(false);

        // Units that lie in one another show the same person twice.
        var pages = held.UnorderedItems.Select(item => item.Element)
            .OrderBy(entry => entry.ExternalId, StringComparer.Ordinal)
            .DistinctBy(entry => entry.ExternalId)
            .Chunk(PageSize)
            .ToList();
        return new(
            pages is [] ? [new DirectoryPage([], null)] : [.. pages.Select((page, i) => new DirectoryPage(
                ImmutableArray.Create(page), isCut || i < pages.Count - 1 ? page[^1].ExternalId : null))],
            !isCut);
    }

    /// <param name="IsLast">Whether nobody comes after these.</param>
    internal sealed record Held(ImmutableArray<DirectoryPage> Pages, bool IsLast);
}
