using FactorSeq.Core.Ports;
using FactorSeq.Factors;
using FactorSeq.Storage;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// A start spends most of its time on making code ready that runs once: the seed's reader, JSON contracts, SQLite. All of it is made ready on
/// another core, by filling a store that nobody sees from the built-in org, while the framework puts its host together on the first.
/// </summary>
internal static class Rehearsal
{
    internal static void Begin()
    {
        if (Environment.ProcessorCount > 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Play(), null);
        }
    }

    private static void Play()
    {
        try
        {
            using var store = SqliteDocuments.InMemory();
            if (SeedResult.Read("demo.yaml", Assets.Text("seed/demo.yaml"), All.Catalog(passwordIterations: 1), DateTimeOffset.UnixEpoch, "") is SeedResult.Ready(var seed))
            {
                var work = Org.Found(new UnitOfWork(seed.Configuration.Name), seed.Configuration, new OrgSecrets(""));
                work.Insert(DocumentKinds.Accounts, seed.Accounts[0].User.Id, seed.Accounts[0], alias: seed.Accounts[0].User.Login);
                _ = store.Commit(work).AsTask();
            }
        }
        catch (Exception)
        {
            // Whatever is wrong will be met again where somebody is told of it.
        }
    }
}
