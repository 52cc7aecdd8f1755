namespace FactorSeq.Core.Ports;

/// <summary>Writes that win or lose together.</summary>
public sealed class UnitOfWork(string org)
{
    private readonly List<Write> writes = [];

    /// <summary>The org that all of it belongs to.</summary>
    public string Org => org;

    public IReadOnlyList<Write> Writes => writes;

    /// <summary>Forgets everything the org holds; what this work writes after it is what the org has then.</summary>
    /// <param name="except">A kind of record that stays; null keeps nothing.</param>
    public UnitOfWork Clear(string? except = null) => Add(new Write.Clear(except));

    /// <summary>Everything that another org holds, beside what this one has.</summary>
    /// <param name="without">Kinds of documents and records that stay where they are.</param>
    public UnitOfWork Copy(string from, params IReadOnlyList<string> without) => Add(new Write.Copy(from, without));

    /// <summary>Nothing is written where this document is not there.</summary>
    public UnitOfWork Expect<T>(DocumentKind<T> kind, string id)
        where T : class =>
        Add(new Write.Expect(kind.Name, id));

    /// <summary>The same writes for another org.</summary>
    public UnitOfWork For(string other)
    {
        var same = new UnitOfWork(other);
        // Whoever makes a copy has something to add to it.
        same.writes.EnsureCapacity(writes.Count + 1);
        same.writes.AddRange(writes);
        return same;
    }

    /// <summary>A document that must not exist yet.</summary>
    public UnitOfWork Insert<T>(DocumentKind<T> kind, string id, T value, string? alias = null, DateTimeOffset? expires = null)
        where T : class =>
        Add(new Write.Put(kind.Name, id, alias, 0, Content.Of(value, kind.Contract), expires));

    /// <summary>A document under an id that was drawn at random for it, and that nobody else can have: a token, a session.</summary>
    public UnitOfWork Issue<T>(DocumentKind<T> kind, string id, T value, DateTimeOffset? expires)
        where T : class =>
        Add(new Write.Put(kind.Name, id, null, 0, Content.Of(value, kind.Contract), expires) { IsIssued = true });

    /// <summary>A document whatever was there before: for facts of which the last one counts.</summary>
    public UnitOfWork Replace<T>(DocumentKind<T> kind, string id, T value, DateTimeOffset? expires = null)
        where T : class =>
        Add(new Write.Replace(kind.Name, id, Content.Of(value, kind.Contract), expires));

    /// <summary>A document that must still have the version it was read with.</summary>
    public UnitOfWork Update<T>(DocumentKind<T> kind, Stored<T> read, T value, DateTimeOffset? expires = null)
        where T : class =>
        Add(new Write.Put(kind.Name, read.Id, null, read.Version, Content.Of(value, kind.Contract), expires));

    /// <summary>A document that must still have the version it was read with, under another second name, which must be free.</summary>
    public UnitOfWork Rename<T>(DocumentKind<T> kind, Stored<T> read, T value, string alias)
        where T : class =>
        Add(new Write.Put(kind.Name, read.Id, alias, read.Version, Content.Of(value, kind.Contract), null));

    /// <summary>A document that must still have the version it was read with; afterwards it is gone.</summary>
    public UnitOfWork Delete<T>(DocumentKind<T> kind, Stored<T> read)
        where T : class =>
        Add(new Write.Delete(kind.Name, read.Id, read.Version));

    public UnitOfWork Append<T>(RecordKind<T> kind, string subject, DateTimeOffset at, T value)
        where T : class =>
        Add(new Write.Append(kind.Name, subject, at, Content.Of(value, kind.Contract)));

    private UnitOfWork Add(Write write)
    {
        writes.Add(write);
        return this;
    }
}

/// <summary>One write of a <see cref="UnitOfWork"/>. Closed.</summary>
public abstract record Write
{
    private Write()
    {
    }

    /// <summary>Write a document.</summary>
    /// <param name="Alias">The second name; null leaves a document the one it has.</param>
    /// <param name="Version">The version that was read; 0 for a document that must be new.</param>
    public sealed record Put(string Kind, string Id, string? Alias, long Version, Content Content, DateTimeOffset? Expires) : Write
    {
        /// <summary>Whether the id was drawn for this write: where the document is there, this write has put it there.</summary>
        public bool IsIssued { get; init; }
    }

    /// <summary>Write a document over whatever was there.</summary>
    public sealed record Replace(string Kind, string Id, Content Content, DateTimeOffset? Expires) : Write;

    /// <summary>Delete a document that still has the version it was read with.</summary>
    public sealed record Delete(string Kind, string Id, long Version) : Write;

    /// <summary>Forget everything the org holds.</summary>
    /// <param name="Except">A kind of record that stays.</param>
    public sealed record Clear(string? Except = null) : Write;

    /// <summary>Take over everything another org holds.</summary>
    /// <param name="Without">Kinds that stay where they are.</param>
    public sealed record Copy(string From, IReadOnlyList<string> Without) : Write;

    /// <summary>Go on only where a document is there.</summary>
    public sealed record Expect(string Kind, string Id) : Write;

    /// <summary>Add a record.</summary>
    public sealed record Append(string Kind, string Subject, DateTimeOffset At, Content Content) : Write;
}
