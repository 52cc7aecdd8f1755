using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Console.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Hosting;

/// <summary>Opens orgs from their seeds: those of the command line at the start, the first of them as the default.</summary>
internal sealed class OrgOpening(
    OrgRegistry orgs, Seeding seeding, AddedOrgs added, OrgLives lives, FactorCatalog catalog, TimeProvider machine, INodes nodes, NodeAgreement agreement,
    OrgNews news, PageKeys keys)
{
    /// <summary>Opens every org, or, where one seed has an error, none.</summary>
    /// <exception cref="UnusableException">Every error of every seed.</exception>
    internal async Task All()
    {
        // Nodes that start at once fill the store one after the other: the second finds what the first has left.
        await using var turn = await nodes.Turn("open");
        await agreement.Reach();
        var now = machine.GetUtcNow();
        var read = new List<(SeedSource Source, OrgSeed Seed, string Digest)>();
        var errors = new List<string>();
        foreach (var source in seeding.Sources)
        {
            try
            {
                var (seed, digest) = seeding.Read(source, catalog, now);
                var name = seed.Configuration.Name;
                if (read.FirstOrDefault(other => other.Seed.Configuration.Name == name) is { Source: { } first })
                {
                    errors.Add($"{source.Name}: there is an org {name} already, from {first.Name}. Give each its own name: org: {{ name: … }}");
                }

                read.Add((source, seed, digest));
            }
            catch (UnusableException e)
            {
                errors.Add(e.Message);
            }
        }

        if (errors.Count > 0)
        {
            throw new UnusableException(string.Join('\n', errors));
        }

        foreach (var (source, seed, digest) in read)
        {
            await Open(source, seed, digest);
        }

        await added.Recall();
        await keys.Prepare();
        news.Listen();
    }

    /// <summary>Opens one; from then on requests find it. The first is the default.</summary>
    internal async Task<Org> Open(SeedSource source, OrgSeed seed, string digest)
    {
        var org = lives.New(seed.Configuration.Name);
        await seeding.Start(org, source, seed, digest);
        orgs.Add(org, isDefault: orgs.All.Count == 0);
        return org;
    }
}
