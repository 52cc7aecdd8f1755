namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>What is known of a line by arithmetic (Erlang C): chance arrivals, chance work, some servers.</summary>
internal static class Erlang
{
    /// <summary>How likely somebody has to wait.</summary>
    internal static double Waits(int servers, double utilisation)
    {
        // By Erlang B's recursion, which does not overflow.
        var offered = servers * utilisation;
        var blocked = 1.0;
        for (var k = 1; k <= servers; k++)
        {
            blocked = offered * blocked / (k + (offered * blocked));
        }

        return blocked / (1 - (utilisation * (1 - blocked)));
    }

    internal static double MeanWait(int servers, double utilisation, double work) =>
        Waits(servers, utilisation) * work / (servers * (1 - utilisation));
}
