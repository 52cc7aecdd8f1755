using System.Runtime.InteropServices;
using FactorSeq.Core.Ports;

namespace FactorSeq.Storage.Memory;

/// <summary>What one org holds. Not for two threads at a time.</summary>
internal sealed class Space
{
    private readonly Dictionary<string, Shelf> shelves = [];
    private readonly Dictionary<string, Book> books = [];
    private readonly Ends ends = new();

    internal IEnumerable<KeyValuePair<string, Shelf>> Shelves => shelves;

    internal IEnumerable<KeyValuePair<string, Book>> Books => books;

    internal Shelf Shelf(string kind) => CollectionsMarshal.GetValueRefOrAddDefault(shelves, kind, out _) ??= new Shelf();

    /// <summary>The documents of a kind; null where there were never any.</summary>
    internal Shelf? Find(string kind) => shelves.GetValueOrDefault(kind);

    internal Book Book(string kind) => CollectionsMarshal.GetValueRefOrAddDefault(books, kind, out _) ??= new Book();

    /// <summary>Takes a book over from another space of the same org.</summary>
    internal void Take(string kind, Book book) => books[kind] = book;

    /// <summary>Puts a state in a document's place, or nothing, and sees to it that its end is noticed.</summary>
    /// <returns>What stood there.</returns>
    internal Document.State Set(Document document, Document.State state)
    {
        var before = document.Shelf.Set(document, state);
        ends.Watch(document);
        return before;
    }

    internal void Sweep(long before, int keep)
    {
        ends.Sweep(before);
        foreach (var book in books.Values)
        {
            book.Keep(keep);
        }
    }
}
