namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>Which partition an org lies in.</summary>
internal static class Partitions
{
    /// <summary>By chance, as a hash of its name would have it.</summary>
    internal static int[] ByHash(int orgs, int partitions, ulong seed)
    {
        var chance = new Chance(seed);
        return [.. Enumerable.Range(0, orgs).Select(_ => (int)(chance.Next() * partitions))];
    }

    /// <summary>By a map that somebody keeps: largest first, each to where the least has gone.</summary>
    internal static int[] ByMap(IReadOnlyList<long> sizes, int partitions)
    {
        var where = new int[sizes.Count];
        var lines = new PriorityQueue<int, (long, int)>(Enumerable.Range(0, partitions).Select(p => (p, (0L, p))));
        foreach (var org in Enumerable.Range(0, sizes.Count).OrderByDescending(org => sizes[org]).ThenBy(org => org))
        {
            lines.TryDequeue(out var least, out var load);
            where[org] = least;
            lines.Enqueue(least, (load.Item1 + sizes[org], least));
        }

        return where;
    }

    /// <summary>The load of each partition, by hour.</summary>
    internal static double[][] Loads(IReadOnlyList<int> where, int partitions, Func<int, double[]> ofOrg)
    {
        var loads = Enumerable.Range(0, partitions).Select(_ => new double[Week.Hours]).ToArray();
        for (var org = 0; org < where.Count; org++)
        {
            var one = ofOrg(org);
            for (var hour = 0; hour < Week.Hours; hour++)
            {
                loads[where[org]][hour] += one[hour];
            }
        }

        return loads;
    }
}
