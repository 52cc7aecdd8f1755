namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>Orgs, their users and when they sign in: what a week asks of however many partitions there are.</summary>
internal sealed class Fleet
{
    // Thirds of the world, by hours ahead of ours: America, Europe, Asia.
    private static readonly int[] Ahead = [-7, 0, 7];
    private static readonly double[] InZone = [0.45, 0.35, 0.20];

    private readonly Constants constants;
    private readonly double[][] weeks;
    private readonly int[] zones;
    private readonly ulong seed;

    internal Fleet(int orgs, long users, ulong seed, Constants constants)
    {
        this.constants = constants;
        this.seed = seed;
        Users = Sizes.Zipf(orgs, users, constants.Zipf);
        weeks = [.. Ahead.Select(ahead => Week.Shares(constants.Monday, constants.Weekend, ahead))];
        var chance = new Chance(seed);
        zones = [.. Users.Select(_ => chance.Pick(InZone))];
        PerWeek = users * constants.SignInsADay * (constants.Monday + 4 + (2 * constants.Weekend));
    }

    /// <summary>Of each org, largest first.</summary>
    internal long[] Users { get; }

    internal double PerWeek { get; }

    /// <summary>Sign-ins a second in the worst minute of the week, all orgs together.</summary>
    internal double Peak => PeakOf(new int[Users.Length], 1)[0];

    internal double PeakOfLargest => OfOrg(0).Max() / 3600 * constants.Minute;

    /// <summary>Sign-ins a second in the worst minute of each partition's week.</summary>
    internal double[] PeakOf(int[] where, int partitions) =>
        [.. Partitions.Loads(where, partitions, OfOrg).Select(load => load.Max() / 3600 * constants.Minute)];

    internal int[] ByHash(int partitions) => Partitions.ByHash(Users.Length, partitions, seed + 1);

    internal int[] ByMap(int partitions) => Partitions.ByMap(Users, partitions);

    private double[] OfOrg(int org)
    {
        var perWeek = PerWeek * Users[org] / Users.Sum();
        return [.. weeks[zones[org]].Select(share => share * perWeek)];
    }
}
