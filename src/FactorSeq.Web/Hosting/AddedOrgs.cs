using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>Orgs that are made and dropped while the server runs. Where the store is a file they come back with it.</summary>
internal sealed class AddedOrgs(
    OrgRegistry orgs, Seeding seeding, OrgLives lives, OrgTurnover turnover, Snapshots snapshots, FactorCatalog catalog, IDocuments documents,
    ServerOptions options, TimeProvider machine, INodes nodes)
{
    /// <summary>Where the store keeps which orgs were added; no org can be called so.</summary>
    private const string Shelf = "/added";

    private const int Most = 10_000;

    /// <summary>Makes an org from a seed.</summary>
    /// <param name="source">Where it is from, as errors name it; null for the org that starts where nobody names another.</param>
    /// <returns>null where there is an org of that name.</returns>
    /// <exception cref="UnusableException">The seed has errors; all of them are in the text.</exception>
    internal ValueTask<Org?> Make(string name, string? text) => orgs.Alone(name, async () =>
    {
        if (await Standing(name) is not null)
        {
            return null;
        }

        var source = new SeedSource(text is null ? "demo.yaml" : "seed", null, text ?? Seeding.BuiltIn).For(name);
        var (seed, digest) = seeding.Read(source, catalog, machine.GetUtcNow());
        var org = lives.New(name);
        await seeding.Found(org, source, seed, digest);
        return await Add(org, source);
    });

    /// <summary>Makes an org that has everything another one has now, sessions and clock included.</summary>
    /// <returns>null where there is an org of that name, or the other is gone.</returns>
    internal ValueTask<Org?> Copy(string name, Org other) => orgs.Alone(name, async () =>
    {
        if (await Standing(name) is not null)
        {
            return null;
        }

        var org = lives.New(name);
        var configuration = other.Current.Configuration with { Id = Seed.Ids.Org(name), Name = name };
        var work = new UnitOfWork(name).Clear().Copy(other.Name, DocumentKinds.Lives.Name, DocumentKinds.Configuration.Name, DocumentKinds.SigningKeys.Name, DocumentKinds.Labs.Name);
        if (!await documents.Commit(org.Found(work, configuration)))
        {
            return null;
        }

        await org.Load();
        seeding.Share(org, other.Name);
        return await Add(org, seeding.SourceOf(name));
    });

    /// <summary>Drops an org with everything it has. What was decided for it meanwhile is written nowhere.</summary>
    /// <returns>false where it was gone already.</returns>
    internal ValueTask<bool> Drop(string name) => orgs.Alone(name, async () =>
    {
        if (await Standing(name) is not { } org)
        {
            return false;
        }

        await documents.Commit(new UnitOfWork(name).Clear());
        await snapshots.Forget(name);
        turnover.End(org);
        if (options.IsKept && await documents.Find(Shelf, DocumentKinds.AddedOrgs, name) is { } shelved)
        {
            await documents.Commit(new UnitOfWork(Shelf).Delete(DocumentKinds.AddedOrgs, shelved));
        }

        return true;
    });

    /// <summary>Brings back what was added before the server was stopped. An org of the command line that has taken the name keeps it.</summary>
    internal async ValueTask Recall()
    {
        if (options.IsKept)
        {
            await RecallAll();
        }
    }

    /// <summary>Takes up those that are in the store and not here.</summary>
    internal async ValueTask RecallAll()
    {
        foreach (var added in await documents.List(Shelf, DocumentKinds.AddedOrgs, Most))
        {
            if (orgs.Find(added.Id) is null)
            {
                await orgs.Here(added.Id, () => Take(added));
            }
        }
    }

    /// <summary>Takes up an org that another node has added.</summary>
    /// <returns>null where there is none of that name.</returns>
    internal async ValueTask<Org?> Recall(string name) => !nodes.IsAlone && await Shelved(name) is { } added
        ? await orgs.Here(name, () => Take(added))
        : null;

    /// <summary>Where an org that may have been made anew by another node comes from.</summary>
    internal async ValueTask Resource(Org org)
    {
        if (await Shelved(org.Name) is { } added)
        {
            seeding.Recall(org, Source(added));
        }
    }

    private ValueTask<Stored<AddedOrg>?> Shelved(string name) => documents.Find(Shelf, DocumentKinds.AddedOrgs, name);

    private static SeedSource Source(Stored<AddedOrg> added) => new SeedSource(added.Value.Source, null, added.Value.Seed).For(added.Id);

    private async ValueTask<Org?> Take(Stored<AddedOrg> added)
    {
        if (orgs.Find(added.Id) is { } known)
        {
            return known;
        }

        var org = lives.New(added.Id);
        if (!await org.Load())
        {
            return null;
        }

        seeding.Recall(org, Source(added));
        orgs.Add(org);
        return org;
    }

    // The org of a name, for whoever is about to make or drop one: another node may just have done the one or the other.
    private async ValueTask<Org?> Standing(string name)
    {
        if (orgs.Find(name) is { } known)
        {
            if (nodes.IsAlone || (await OrgRevision.Of(known.Documents)).Life is not null)
            {
                return known;
            }

            turnover.End(known);
        }

        return !nodes.IsAlone && await Shelved(name) is { } added ? await Take(added) : null;
    }

    private async ValueTask<Org?> Add(Org org, SeedSource source)
    {
        if (options.IsKept)
        {
            await documents.Commit(new UnitOfWork(Shelf).Replace(DocumentKinds.AddedOrgs, org.Name, new AddedOrg(source.Name, source.Text())));
        }

        orgs.Add(org);
        return org;
    }
}
