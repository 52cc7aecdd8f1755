using FactorSeq.Core.Ports;

namespace FactorSeq.Storage.Memory;

/// <summary>One document of a <see cref="Shelf"/>: its place, and what stands there now.</summary>
internal sealed class Document(string id)
{
    internal string Id => id;

    /// <summary>Null once it is deleted.</summary>
    internal State? Now { get; set; }

    /// <summary>When <see cref="Space"/> will next ask whether it is over, in Unix milliseconds; null while nobody will.</summary>
    internal long? Watched { get; set; }

    /// <summary>What stands in a place. Never changed: a reader may keep it.</summary>
    /// <param name="Stored">The document as it is read.</param>
    /// <param name="Expires">In Unix milliseconds.</param>
    internal sealed record State(Content Content, object Stored, long Version, string? Alias, long? Expires)
    {
        internal static State Of(string id, Content content, long version, string? alias, DateTimeOffset? expires) =>
            new(content, content.Stored(id, version), version, alias, expires?.ToUnixTimeMilliseconds());
    }
}
