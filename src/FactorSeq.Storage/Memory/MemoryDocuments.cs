using System.Runtime.InteropServices;
using FactorSeq.Core.Ports;

namespace FactorSeq.Storage.Memory;

/// <summary>
/// Documents in memory, as the values they were written as: nothing is turned into JSON, and a read hands out the document that is kept. Lives and dies
/// with the process; one thread at a time.
/// </summary>
public sealed class MemoryDocuments : IDocuments
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Space> spaces = [];
    private long sequence;

    public ValueTask<Stored<T>?> Find<T>(string org, DocumentKind<T> kind, string id)
        where T : class
    {
        lock (gate)
        {
            return new((Stored<T>?)Shelf(org, kind.Name)?.Find(id)?.Now.Stored);
        }
    }

    public ValueTask<Stored<T>?> FindByAlias<T>(string org, DocumentKind<T> kind, string alias)
        where T : class
    {
        lock (gate)
        {
            return new((Stored<T>?)Shelf(org, kind.Name)?.FindByAlias(alias)?.Now.Stored);
        }
    }

    public ValueTask<IReadOnlyList<Stored<T>>> FindByAliasPrefix<T>(string org, DocumentKind<T> kind, string prefix, int limit)
        where T : class
    {
        lock (gate)
        {
            return new(Read<T>(Shelf(org, kind.Name)?.WithAlias(prefix), limit));
        }
    }

    public ValueTask<IReadOnlyList<Stored<T>>> List<T>(string org, DocumentKind<T> kind, int limit, string after = "")
        where T : class
    {
        lock (gate)
        {
            return new(Read<T>(Shelf(org, kind.Name)?.After(after), limit));
        }
    }

    public ValueTask<IReadOnlyList<Recorded<T>>> Recent<T>(string org, RecordKind<T> kind, string? subject, int limit)
        where T : class
    {
        lock (gate)
        {
            var lines = Find(org)?.Book(kind.Name).Of(subject) ?? [];
            return new(Read<T>(lines, Enumerable.Range(1, Math.Min(limit, lines.Count)).Select(back => lines.Count - back)));
        }
    }

    public ValueTask<IReadOnlyList<Recorded<T>>> Following<T>(string org, RecordKind<T> kind, long after, int limit)
        where T : class
    {
        lock (gate)
        {
            return new(Find(org)?.Book(kind.Name) is { } book && book.Behind(after) is var first
                ? Read<T>(book.All, Enumerable.Range(first, Math.Min(limit, book.All.Count - first)))
                : []);
        }
    }

    public ValueTask<IReadOnlyList<Revision>> Revisions(string org, IReadOnlyList<string> kinds)
    {
        lock (gate)
        {
            return new([
                .. kinds.Order(StringComparer.Ordinal).SelectMany(kind =>
                    (Shelf(org, kind)?.After("") ?? []).Select(document => new Revision(kind, document.Id, document.Now.Stored!.Version)))
            ]);
        }
    }

    public ValueTask<bool> Commit(UnitOfWork work)
    {
        lock (gate)
        {
            var attempt = new Attempt(this, work);
            var done = false;
            try
            {
                done = attempt.Do();
            }
            finally
            {
                if (!done)
                {
                    attempt.TakeBack();
                }
            }

            return new(done);
        }
    }

    public ValueTask Sweep(string org, DateTimeOffset before, int keep)
    {
        lock (gate)
        {
            Find(org)?.Sweep(before.ToUnixTimeMilliseconds(), keep);
        }

        return default;
    }

    private static List<Stored<T>> Read<T>(IEnumerable<Document>? documents, int limit)
        where T : class => documents is null ? [] : [.. documents.Take(limit).Select(document => (Stored<T>)document.Now.Stored!)];

    private static List<Recorded<T>> Read<T>(IReadOnlyList<IRecorded> lines, IEnumerable<int> places)
        where T : class => [.. places.Select(place => (Recorded<T>)lines[place])];

    private Shelf? Shelf(string org, string kind) => Find(org)?.Find(kind);

    private Space? Find(string org) => spaces.GetValueOrDefault(org);

    private Space Of(string org) => CollectionsMarshal.GetValueRefOrAddDefault(spaces, org, out _) ??= new Space();

    /// <summary>The writes of one work, each with what undoes it.</summary>
    private sealed class Attempt(MemoryDocuments store, UnitOfWork work)
    {
        private readonly Stack<Undo> undone = new(work.Writes.Count);
        private Space space = store.Of(work.Org);

        /// <returns>false where a version had moved, or a name was taken.</returns>
        internal bool Do()
        {
            foreach (var write in work.Writes)
            {
                if (!Do(write))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Do(Write write) => write switch
        {
            Write.Put { Version: 0 } put => Insert(put),
            Write.Put put => Update(put),
            Write.Replace replace => Replace(replace),
            Write.Delete delete => Delete(delete),
            Write.Append append => Append(append),
            Write.Expect expect => space.Shelf(expect.Kind).Find(expect.Id) is not null,
            Write.Clear clear => Clear(clear.Except),
            Write.Copy copy => Copy(copy),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        internal void TakeBack()
        {
            while (undone.TryPop(out var undo))
            {
                undo.Do();
            }
        }

        private bool Insert(Write.Put put)
        {
            var shelf = space.Shelf(put.Kind);
            return shelf.Find(put.Id) is null
                && (put.Alias is null || shelf.FindByAlias(put.Alias) is null)
                && Set(new Document(shelf, put.Id), Document.State.Of(put.Content.Stored(put.Id, 1), put.Alias, put.Expires));
        }

        private bool Update(Write.Put put)
        {
            var shelf = space.Shelf(put.Kind);
            return shelf.Find(put.Id) is { Now: { Stored: { } stored } now } document
                && stored.Version == put.Version
                && (put.Alias is null || (shelf.FindByAlias(put.Alias) ?? document) == document)
                && Set(document, Document.State.Of(put.Content.Stored(put.Id, stored.Version + 1), put.Alias ?? now.Alias, put.Expires));
        }

        private bool Replace(Write.Replace replace)
        {
            var shelf = space.Shelf(replace.Kind);
            var document = shelf.Find(replace.Id) ?? new Document(shelf, replace.Id);
            var version = (document.Now.Stored?.Version ?? 0) + 1;
            return Set(document, Document.State.Of(replace.Content.Stored(replace.Id, version), document.Now.Alias, replace.Expires));
        }

        private bool Delete(Write.Delete delete)
        {
            var shelf = space.Shelf(delete.Kind);
            return shelf.Find(delete.Id) is { } document && document.Now.Stored!.Version == delete.Version && Set(document, default);
        }

        private bool Append(Write.Append append) =>
            Add(append.Kind, append.Content.Recorded(++store.sequence, append.Subject, append.At));

        private bool Add(string kind, IRecorded record)
        {
            var book = space.Book(kind);
            book.Add(record);
            undone.Push(new Undo.Record(book));
            return true;
        }

        private bool Clear(string? except)
        {
            undone.Push(new Undo.Whole(store, work.Org, space));
            var kept = except is null ? null : space.Book(except);
            store.spaces[work.Org] = space = new Space();
            if (except is not null)
            {
                space.Take(except, kept!);
            }

            return true;
        }

        private bool Copy(Write.Copy copy)
        {
            var from = store.Of(copy.From);
            foreach (var (kind, shelf) in from.Shelves.Where(kind => !copy.Without.Contains(kind.Key)).ToList())
            {
                var own = space.Shelf(kind);
                foreach (var document in shelf.After(""))
                {
                    if (own.Find(document.Id) is not null)
                    {
                        throw new InvalidOperationException($"{work.Org} has a {kind} {document.Id} already: only what it lacks can be copied.");
                    }

                    var now = document.Now;
                    Set(new Document(own, document.Id), now with { Stored = now.Stored!.As(version: 1) });
                }
            }

            // In the order in which they were written, whatever their kinds.
            foreach (var (kind, record) in from.Books
                .Where(kind => !copy.Without.Contains(kind.Key))
                .SelectMany(kind => kind.Value.All.Select(record => (kind.Key, record)))
                .OrderBy(kind => kind.record.Sequence)
                .ToList())
            {
                Add(kind, record.As(++store.sequence));
            }

            return true;
        }

        private bool Set(Document document, Document.State state)
        {
            undone.Push(new Undo.Place(space, document, space.Set(document, state)));
            return true;
        }
    }

    private abstract record Undo
    {
        internal abstract void Do();

        internal sealed record Place(Space Space, Document Document, Document.State Before) : Undo
        {
            internal override void Do() => Space.Set(Document, Before);
        }

        internal sealed record Record(Book Book) : Undo
        {
            internal override void Do() => Book.TakeBack();
        }

        internal sealed record Whole(MemoryDocuments Store, string Org, Space Space) : Undo
        {
            internal override void Do() => Store.spaces[Org] = Space;
        }
    }
}
