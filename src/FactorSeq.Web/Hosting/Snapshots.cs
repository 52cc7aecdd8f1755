using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>Named copies of an org: everything it holds, its configuration and its clock. Each is taken and restored in one write.</summary>
internal sealed class Snapshots(OrgRegistry orgs, OrgLives lives, IDocuments documents, OrgTurnover turnover)
{
    /// <summary>How many an org keeps.</summary>
    internal const int Most = 100;

    /// <summary>Takes one, over an older one of that name.</summary>
    /// <returns>null where there are too many.</returns>
    internal ValueTask<SnapshotMark?> Take(Org org, string snapshot) => orgs.Alone<SnapshotMark?>(org.Name, async () =>
    {
        var shelf = Shelf(org.Name);
        if (await documents.Find(shelf, DocumentKinds.Snapshots, snapshot) is null && (await List(org.Name)).Count >= Most)
        {
            return null;
        }

        var mark = new SnapshotMark(org.Clock.Now);
        await documents.Commit(new UnitOfWork(Key(org.Name, snapshot)).Clear().Copy(org.Name, DocumentKinds.Lives.Name, DocumentKinds.Labs.Name));
        await documents.Commit(new UnitOfWork(shelf).Replace(DocumentKinds.Snapshots, snapshot, mark));
        return mark;
    });

    internal ValueTask<IReadOnlyList<Stored<SnapshotMark>>> List(string org) => documents.List(Shelf(org), DocumentKinds.Snapshots, Most);

    /// <summary>Puts the org back to where it was.</summary>
    /// <param name="keepsEvents">Whether the System Log stays as it is now.</param>
    /// <returns>false where there is no snapshot of that name.</returns>
    internal ValueTask<bool> Restore(string name, string snapshot, bool keepsEvents) => orgs.Alone(name, async () =>
    {
        if (orgs.Find(name) is not { } org || await documents.Find(Shelf(name), DocumentKinds.Snapshots, snapshot) is null)
        {
            return false;
        }

        var next = lives.After(org);
        var log = DocumentKinds.Log.Name;
        var work = new UnitOfWork(name).Clear(keepsEvents ? log : null);
        if (!await documents.Commit(next.Follow(keepsEvents ? work.Copy(Key(name, snapshot), log) : work.Copy(Key(name, snapshot)))))
        {
            return false;
        }

        await next.Load();
        turnover.Replace(org, next);
        return true;
    });

    /// <returns>false where there is none of that name.</returns>
    internal ValueTask<bool> Drop(string org, string snapshot) => orgs.Alone(org, async () =>
    {
        if (await documents.Find(Shelf(org), DocumentKinds.Snapshots, snapshot) is not { } mark)
        {
            return false;
        }

        await documents.Commit(new UnitOfWork(Shelf(org)).Delete(DocumentKinds.Snapshots, mark));
        await documents.Commit(new UnitOfWork(Key(org, snapshot)).Clear());
        return true;
    });

    /// <summary>Throws all of an org's away.</summary>
    internal async ValueTask Forget(string org)
    {
        foreach (var mark in await List(org))
        {
            await documents.Commit(new UnitOfWork(Key(org, mark.Id)).Clear());
        }

        await documents.Commit(new UnitOfWork(Shelf(org)).Clear());
    }

    // Beside the org in the store: a slash is in no org's name.
    private static string Shelf(string org) => $"{org}/snapshots";

    private static string Key(string org, string snapshot) => $"{org}/snapshot/{snapshot}";
}
