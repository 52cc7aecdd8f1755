using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Orgs;

/// <summary>Documents that are found by what is in them.</summary>
internal static class DocumentWalk
{
    // As many as one reading of the store brings.
    private const int Batch = 500;

    /// <summary>All documents of a kind that are meant, by id.</summary>
    internal static async IAsyncEnumerable<Stored<T>> Each<T>(this Org org, DocumentKind<T> kind, Func<T, bool> isMeant)
        where T : class
    {
        var after = "";
        while (true)
        {
            var batch = await org.Documents.List(org.Name, kind, Batch, after);
            foreach (var stored in batch.Where(stored => isMeant(stored.Value)))
            {
                yield return stored;
            }

            if (batch.Count < Batch)
            {
                yield break;
            }

            after = batch[^1].Id;
        }
    }
}
