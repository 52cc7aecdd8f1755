namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>Numbers that look like chance and are the same for a seed, whatever the runtime: SplitMix64.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = seed;

    /// <summary>From 0, and below 1.</summary>
    internal double Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1ul << 53));
    }

    internal double Exponential(double mean) => -mean * Math.Log(1 - Next());

    /// <summary>The index of one of some weights.</summary>
    internal int Pick(IReadOnlyList<double> weights)
    {
        var at = Next() * weights.Sum();
        for (var i = 0; i < weights.Count - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Count - 1;
    }
}
