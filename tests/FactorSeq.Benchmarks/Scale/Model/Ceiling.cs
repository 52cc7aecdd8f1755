namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>Where one PostgreSQL ends: what it can, in each thing that it may run out of, and how many sign-ins a second that is.</summary>
internal sealed record Ceiling(string What, double Limit, string Unit, double EachSignIn)
{
    internal double SignIns => Limit / EachSignIn;

    internal static Ceiling[] Of(Constants c)
    {
        var demand = Demand.Average(c);
        return
        [
            new("CPU", c.EffectiveCores * c.Full * 1000, "ms of a core a second", demand.DatabaseMs(c)),
            new("log", c.WalMBs * 1e6, "bytes a second", Wal(c)),
            new("connections at work", c.Connections, "", Held(c)),
            new($"connections, {c.NodeConnections:0} for each node", c.Connections, "", demand.NodeMs(c) / 1000 / c.Full / c.NodeCores * c.NodeConnections),
        ];
    }

    internal static double Wal(Constants c) => Demand.Average(c).Wal + (c.FullPages * 8192);

    /// <summary>Sign-ins a second of a whole database: the least of what bounds it and cannot be had elsewhere.</summary>
    internal static double Database(Constants c) => Of(c).Take(2).Min(ceiling => ceiling.SignIns);

    // A request holds a connection for a trip and its statement, and for a write until the log is flushed; pools are kept at half.
    private static double Held(Constants c)
    {
        var demand = Demand.Average(c);
        return ((demand.Trips * c.TripMs) + demand.DatabaseMs(c) + (demand.Commits * c.FlushMs * 1.5)) / 1000 / 0.5;
    }
}
