namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>How many users each org has: the n-th largest an n-th of the largest (Zipf), to the power of an exponent.</summary>
internal static class Sizes
{
    /// <returns>Largest first; no user is lost to rounding.</returns>
    internal static long[] Zipf(int orgs, long users, double exponent)
    {
        var weights = Enumerable.Range(1, orgs).Select(n => Math.Pow(n, -exponent)).ToArray();
        var all = weights.Sum();
        var sizes = weights.Select(weight => (long)(users * weight / all)).ToArray();
        for (var (left, i) = (users - sizes.Sum(), 0); left > 0; left--, i = (i + 1) % orgs)
        {
            sizes[i]++;
        }

        return sizes;
    }
}
