using FactorSeq.Core.Ports;

namespace FactorSeq.Storage.Memory;

/// <summary>One document of a <see cref="Memory.Shelf"/>: its place, and what stands there now. Memory holds one for each session, so it is small.</summary>
internal sealed class Document(Shelf shelf, string id)
{
    /// <summary>An end that never comes.</summary>
    internal const long Never = long.MaxValue;

    internal Shelf Shelf => shelf;

    internal string Id => id;

    /// <summary>Nothing before it is first written, and once it is deleted.</summary>
    internal State Now { get; set; }

    /// <summary>The minute of the Unix epoch in which <see cref="Ends"/> will look at it; <see cref="Never"/> while nobody will.</summary>
    internal long Watched { get; set; } = Never;

    /// <summary>What stands in a place.</summary>
    /// <param name="Stored">The document as it is read; null where there is none.</param>
    /// <param name="Alias">Its second name.</param>
    /// <param name="Expires">In Unix milliseconds, or <see cref="Never"/>; means nothing where there is no document.</param>
    internal readonly record struct State(IStored? Stored, string? Alias, long Expires)
    {
        internal static State Of(IStored stored, string? alias, DateTimeOffset? expires) => new(stored, alias, expires?.ToUnixTimeMilliseconds() ?? Never);
    }
}
