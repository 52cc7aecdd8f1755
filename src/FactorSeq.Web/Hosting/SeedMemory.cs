using System.Collections.Concurrent;
using FactorSeq.Core.Factors;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// Reads seeds, and remembers what came of those that many orgs are made from: most of the reading is the hashing of their passwords. A seed is
/// read anew when it has aged, lest its people look as if they had been there for hours.
/// </summary>
internal sealed class SeedMemory
{
    private const int Most = 32;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (OrgSeed Seed, DateTimeOffset At)> known = new();

    /// <summary>For the built-in admin of seeds that have no admins.</summary>
    internal string AdminPassword { get; set; } = Tokens.Random(16);

    /// <exception cref="UnusableException">The seed has errors; all of them are in the text.</exception>
    internal OrgSeed Read(SeedSource source, string text, FactorCatalog catalog, DateTimeOffset now)
    {
        if (source.Org is not { } name)
        {
            return Read(source.Name, text, catalog, now);
        }

        if (!known.TryGetValue(text, out var remembered) || (now - remembered.At).Duration() > Fresh)
        {
            remembered = (Read(source.Name, text, catalog, now), now);
            if (known.Count >= Most)
            {
                known.Clear();
            }

            known[text] = remembered;
        }

        var seed = remembered.Seed;
        return seed with { Configuration = seed.Configuration with { Id = Ids.Org(name), Name = name } };
    }

    private OrgSeed Read(string sourceName, string text, FactorCatalog catalog, DateTimeOffset now) =>
        SeedResult.Read(sourceName, text, catalog, now, AdminPassword) switch
        {
            SeedResult.Ready ready => ready.Seed,
            SeedResult.Refused refused => throw new UnusableException(string.Join('\n', refused.Errors)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
