using System.Text.Json.Serialization.Metadata;

namespace FactorSeq.Core.Ports;

/// <summary>
/// A kind of document: its name in the store and how it is written down. Storage knows neither users nor factors, only kinds.
/// </summary>
/// <param name="Name">Stable for ever: it stands in databases.</param>
/// <param name="Contract">Made when the first document is written or read: a start has no use for most of them.</param>
public sealed record DocumentKind<T>(string Name, Lazy<JsonTypeInfo<T>> Contract)
    where T : class
{
    public JsonTypeInfo<T> Json => Contract.Value;
}

/// <summary>A kind of record that is only ever added: events, messages.</summary>
/// <param name="Name">Stable for ever: it stands in databases.</param>
/// <param name="Contract">Made when the first record is written or read.</param>
public sealed record RecordKind<T>(string Name, Lazy<JsonTypeInfo<T>> Contract)
    where T : class
{
    public JsonTypeInfo<T> Json => Contract.Value;
}

/// <summary>A document as it was read, whatever its type: a <see cref="Stored{T}"/>.</summary>
public interface IStored
{
    long Version { get; }

    /// <summary>The same document as another version.</summary>
    IStored As(long version);
}

/// <summary>A document as it was read. A write names the version it was decided on and loses if another came first.</summary>
public sealed record Stored<T>(string Id, T Value, long Version) : IStored
    where T : class
{
    IStored IStored.As(long version) => this with { Version = version };
}

/// <summary>A record as it was read, whatever its type: a <see cref="Recorded{T}"/>.</summary>
public interface IRecorded
{
    long Sequence { get; }

    string Subject { get; }

    /// <summary>The same record in another place of the order.</summary>
    IRecorded As(long sequence);
}

/// <summary>A record as it was read.</summary>
/// <param name="Sequence">Grows with every record of the store.</param>
public sealed record Recorded<T>(long Sequence, string Subject, DateTimeOffset At, T Value) : IRecorded
    where T : class
{
    IRecorded IRecorded.As(long sequence) => this with { Sequence = sequence };
}

/// <summary>How far a document has come.</summary>
public sealed record Revision(string Kind, string Id, long Version);

/// <summary>
/// The store: versioned documents and append-only records, each belonging to one org. Everything that must happen together goes into one
/// <see cref="UnitOfWork"/>; what <see cref="Commit"/> has acknowledged is never lost.
/// </summary>
public interface IDocuments
{
    ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class;

    /// <summary>Finds by the second, unique name of a document.</summary>
    ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class;

    /// <summary>Up to <paramref name="limit"/> documents whose alias starts so, by alias.</summary>
    ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class;

    /// <summary>Up to <paramref name="limit"/> documents of a kind, by id.</summary>
    /// <param name="after">The last id that was read, to go on behind it; empty begins at the beginning.</param>
    ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class;

    /// <summary>The newest records first; of one subject, or of all where it is null.</summary>
    ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class;

    /// <summary>Up to <paramref name="limit"/> records of a kind, in the order in which they were written.</summary>
    /// <param name="after">The last sequence that was read, to go on behind it; 0 begins at the beginning.</param>
    ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class;

    /// <summary>How far every document of these kinds has come, by kind and id: for a few documents, and often.</summary>
    ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds);

    /// <summary>Writes all of it or nothing.</summary>
    /// <returns>false where a version had moved, or a name was taken: load again and decide again.</returns>
    ValueTask<bool> Commit(UnitOfWork work);

    /// <summary>Drops documents that expired before <paramref name="before"/>, and all but the newest <paramref name="keep"/> records of each kind.</summary>
    ValueTask Sweep(string org, DateTimeOffset before, int keep);
}

/// <summary>The store could not be had in time: nothing was read, and whether anything was written is told in the text.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
