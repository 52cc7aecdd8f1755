using System.Runtime.InteropServices;
using FactorSeq.Core.Ports;

namespace FactorSeq.Storage.Memory;

/// <summary>What one org holds. Not for two threads at a time.</summary>
internal sealed class Space
{
    private readonly Dictionary<string, Shelf> shelves = [];
    private readonly Dictionary<string, Book> books = [];
    private readonly PriorityQueue<(Shelf Shelf, Document Document), long> ends = new();

    internal IEnumerable<KeyValuePair<string, Shelf>> Shelves => shelves;

    internal IEnumerable<KeyValuePair<string, Book>> Books => books;

    internal Shelf Shelf(string kind) => CollectionsMarshal.GetValueRefOrAddDefault(shelves, kind, out _) ??= new Shelf();

    /// <summary>The documents of a kind; null where there were never any.</summary>
    internal Shelf? Find(string kind) => shelves.GetValueOrDefault(kind);

    internal Book Book(string kind) => CollectionsMarshal.GetValueRefOrAddDefault(books, kind, out _) ??= new Book();

    /// <summary>Takes a book over from another space of the same org.</summary>
    internal void Take(string kind, Book book) => books[kind] = book;

    /// <summary>Sees to it that a document's end is noticed. One that ends later and later is looked at once for each time it was waited for.</summary>
    internal void Watch(Shelf shelf, Document document)
    {
        if (document.Now?.Expires is { } expires && !(document.Watched <= expires))
        {
            document.Watched = expires;
            ends.Enqueue((shelf, document), expires);
        }
    }

    internal void Sweep(long before, int keep)
    {
        while (ends.TryPeek(out var one, out var end) && end < before)
        {
            ends.Dequeue();
            if (one.Document.Watched != end)
            {
                continue;
            }

            one.Document.Watched = null;
            if (one.Document.Now?.Expires < before)
            {
                one.Shelf.Set(one.Document, null);
            }
            else
            {
                Watch(one.Shelf, one.Document);
            }
        }

        foreach (var book in books.Values)
        {
            book.Keep(keep);
        }
    }
}
