namespace FactorSeq.Storage.Memory;

/// <summary>
/// The documents of one kind of one org, by id and by alias, and in the order of either from when it is first asked for: of most kinds nobody ever asks.
/// Not for two threads at a time.
/// </summary>
internal sealed class Shelf
{
    private static readonly Comparer<Document> ById = Comparer<Document>.Create((a, b) => string.CompareOrdinal(a.Id, b.Id));
    private static readonly Comparer<Named> ByAlias = Comparer<Named>.Create((a, b) => string.CompareOrdinal(a.Alias, b.Alias));

    private readonly Dictionary<string, Document> byId = [];
    private readonly Dictionary<string, Document> byAlias = [];
    private SortedSet<Document>? ids;
    private SortedSet<Named>? aliases;

    private SortedSet<Document> Ids => ids ??= new SortedSet<Document>(byId.Values, ById);

    private SortedSet<Named> Aliases => aliases ??= new SortedSet<Named>(byAlias.Select(named => new Named(named.Key, named.Value)), ByAlias);

    internal Document? Find(string id) => byId.GetValueOrDefault(id);

    internal Document? FindByAlias(string alias) => byAlias.GetValueOrDefault(alias);

    internal IEnumerable<Document> After(string id) =>
        id.Length == 0 ? Ids : From(Ids, new Document(this, id)).SkipWhile(document => document.Id == id);

    internal IEnumerable<Document> WithAlias(string prefix) =>
        From(Aliases, new Named(prefix, null)).TakeWhile(named => named.Alias.StartsWith(prefix, StringComparison.Ordinal)).Select(named => named.Document!);

    /// <summary>Puts a state in a document's place, a place where there was none, or nothing; no other document has the alias.</summary>
    /// <returns>What stood there.</returns>
    internal Document.State Set(Document document, Document.State state)
    {
        var before = document.Now;
        if (before.Alias != state.Alias)
        {
            Rename(document, before.Alias, state.Alias);
        }

        if (before.Stored is null && state.Stored is not null)
        {
            byId.Add(document.Id, document);
            ids?.Add(document);
        }
        else if (before.Stored is not null && state.Stored is null)
        {
            byId.Remove(document.Id);
            ids?.Remove(document);
        }

        document.Now = state;
        return before;
    }

    private void Rename(Document document, string? before, string? after)
    {
        if (before is not null)
        {
            byAlias.Remove(before);
            aliases?.Remove(new Named(before, null));
        }

        if (after is not null)
        {
            byAlias.Add(after, document);
            aliases?.Add(new Named(after, document));
        }
    }

    private static IEnumerable<T> From<T>(SortedSet<T> all, T first)
        where T : class => all.Max is { } last && all.Comparer.Compare(first, last) <= 0 ? all.GetViewBetween(first, last) : [];

    private sealed record Named(string Alias, Document? Document);
}
