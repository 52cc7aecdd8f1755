using System.Globalization;
using FactorSeq.Benchmarks.Scale.Model;

namespace FactorSeq.Benchmarks.Scale;

/// <summary>Tables in Markdown, each under the heading by which the page knows it.</summary>
internal sealed class ScaleReport(TextWriter to, int orgs, long users, ulong seed, Constants c)
{
    private const double RecordsKept = 20_000;

    private readonly Fleet fleet = new(orgs, users, seed, c);
    private readonly Demand average = Demand.Average(c);

    private double Database => Ceiling.Database(c);

    internal void Inputs()
    {
        Heading("Inputs");
        Table("number", "value", "basis", "from");
        foreach (var constant in Constant.All)
        {
            Row(constant.Name, $"{N(constant.Get(c), 3)} {constant.Unit}".TrimEnd(), constant.Measured ? "measured" : "**assumed**", constant.From);
        }
    }

    internal void SignIns()
    {
        Heading("A request");
        Table("request", "statements", "of them reads", "rows written", "trips", "bytes of log");
        foreach (var request in Request.All)
        {
            Row(request.Name, N(request.Statements), N(request.Reads), N(request.Rows), N(request.Trips), N(request.Wal));
        }

        Heading("A sign-in");
        Table("way", "steps", "share (assumed)", "requests", "statements", "trips", "commits", "bytes of log", "CPU of PostgreSQL, ms", "CPU of a node, ms");
        foreach (var way in Way.All)
        {
            var demand = Demand.OfWay(way, c);
            Row(way.Name, N(way.Steps), N(way.Share, 2), N(demand.Requests, 1), N(demand.Statements), N(demand.Trips), N(demand.Commits, 1), N(demand.Wal), N(demand.DatabaseMs(c), 1), N(demand.NodeMs(c), 1));
        }

        Row(
            "the average, with apps and lists", "", "", N(average.Requests, 1), N(average.Statements), N(average.Trips), N(average.Commits, 1), N(average.Wal),
            N(average.DatabaseMs(c), 1), N(average.NodeMs(c), 1));
    }

    internal void Peak()
    {
        var peak = fleet.Peak;
        Heading("Load");
        Table("what", "at the worst minute of the week");
        Row("sign-ins", $"{N(peak)} /s ({N(fleet.PerWeek / 1e6)} million a week, {N(fleet.PerWeek / 604800)} /s on average)");
        Row("requests", $"{N(peak * average.Requests)} /s");
        Row("statements", $"{N(peak * average.Statements)} /s");
        Row("trips, if none were shared", $"{N(peak * average.Trips)} /s");
        Row("commits", $"{N(peak * average.Commits)} /s");
        Row("log of PostgreSQL", $"{N(peak * Ceiling.Wal(c) / 1e6)} MB/s, of which full pages {N(peak * c.FullPages * 8192 / 1e6)}");
        Row("cores of PostgreSQL at work", N(peak * average.DatabaseMs(c) / 1000));
        Row("cores of nodes at work", $"{N(peak * average.NodeMs(c) / 1000)}, of which {N(peak * average.Hashes * c.HashMs / 1000)} hash passwords");
        Row($"nodes of {N(c.NodeCores)} cores", $"{N(NodesNeeded(c))}, {N(c.Full * 100)} % busy");
        Row("sign-ins under way", N(peak * average.Seconds));
        Row("stored", $"{N(Stored / 1e9)} GB: users {N(users * c.UserBytes / 1e9)}, sessions {N(users * c.SessionsKept * c.SessionBytes / 1e9)}, log {N(orgs * RecordsKept * c.RecordBytes / 1e9)}");
    }

    internal void OneDatabase()
    {
        Heading("One database");
        Table("what runs out", "one has", "a sign-in takes", "ends at sign-ins/s", "the peak is");
        foreach (var ceiling in Ceiling.Of(c))
        {
            Row(ceiling.What, $"{N(ceiling.Limit)} {ceiling.Unit}".TrimEnd(), N(ceiling.EachSignIn, 2), N(ceiling.SignIns), $"{N(fleet.Peak / ceiling.SignIns, 2)} times that");
        }

        Row("memory", $"{N(c.DatabaseRam)} GB", "", "", $"{N(Stored / 1e9 / c.DatabaseRam, 2)} times that is stored");
        to.WriteLine();
        to.WriteLine($"So one database carries {N(users * Database / fleet.Peak / 1e6)} million of these users.");
    }

    internal void Partitioned()
    {
        Heading("Partitions");
        Table("partitions", "hottest, by hash", "hottest, by map", "by hash / even", "by map / even", "fullest by map, of one database");
        foreach (var partitions in (int[])[1, 2, 3, 4, 6, 8, 16, 32, 64])
        {
            var hash = fleet.PeakOf(fleet.ByHash(partitions), partitions).Max();
            var map = fleet.PeakOf(fleet.ByMap(partitions), partitions).Max();
            var even = fleet.Peak / partitions;
            Row(N(partitions), $"{N(hash)} /s", $"{N(map)} /s", N(hash / even, 2), N(map / even, 2), $"{N(100 * map / Database)} %");
        }
    }

    internal void LargestOrg()
    {
        var largest = fleet.PeakOfLargest;
        Heading("The largest orgs");
        Table("org", "users", "sign-ins/s", "of one database", "stored", "moved in");
        foreach (var n in (int[])[1, 2, 3, 10, 100, 1000])
        {
            if (n <= orgs)
            {
                var size = fleet.Users[n - 1];
                var bytes = size * (c.UserBytes + (c.SessionsKept * c.SessionBytes)) + (RecordsKept * c.RecordBytes);
                var peak = largest * size / fleet.Users[0];
                Row(N(n), N(size), N(peak), $"{N(100 * peak / Database)} %", $"{N(bytes / 1e9, 1)} GB", $"{N(bytes / 1e6 / c.CopyMBs / 60, 1)} min");
            }
        }
    }

    internal void Waiting(int seconds)
    {
        Heading("Waits");
        Table("both pools busy", "p50 ms", "p99 ms", "p50 ms with a hash", "p99 ms with a hash", "commits for each flush", "steps");
        foreach (var utilisation in (double[])[0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
        {
            var waits = StepRun.At(c, utilisation, seconds, seed);
            Row($"{N(utilisation * 100)} %", N(waits.P50, 1), N(waits.P99, 1), N(waits.HashedP50, 1), N(waits.HashedP99, 1), N(waits.Shared, 1), N(waits.Steps));
        }
    }

    internal void Attack(int seconds)
    {
        const int Cores = 64;
        var idle = Cores * (1 - c.Full) * 1000 / c.HashMs;
        Heading("An attack");
        Table("wrong passwords at one org", "cores that they share", "p50 ms", "p99 ms", "p50 ms with a hash", "p99 ms with a hash");
        foreach (var (times, hashing) in ((double, int)[])[(0, 0), (0.5, 0), (0.9, 0), (1.5, 0), (3, 0), (3, Cores * 5 / 8)])
        {
            var waits = StepRun.Under(c, Cores, c.Full, times * idle, hashing, seconds, seed);
            Row(
                $"{N(times * idle)} /s", hashing == 0 ? $"all {Cores}" : $"{hashing} that only hash",
                N(waits.P50, 1), N(waits.P99, 1), N(waits.HashedP50, 1), N(waits.HashedP99, 1));
        }
    }

    internal void Replicas()
    {
        Heading("Replicas");
        Table("statements of an average sign-in", "how many", "share", "on a replica");
        Share("the look at an org's revisions", average.Requests, "no: a policy that was just changed would not hold");
        Share("other reads of sign-ins and tokens", average.Reads - average.Requests - average.Lists, "no: each reads what the request before has written");
        Share("transactions, with their rows", average.Statements - average.Reads, "no");
        Share("lists of the Management API", average.Lists, "yes, where the caller has not just written");

        void Share(string what, double many, string may) => Row(what, N(many, 1), $"{N(100 * many / average.Statements, 1)} %", may);
    }

    internal void Savings()
    {
        Heading("Savings");
        Table("if", "statements of a sign-in", "trips", "CPU of PostgreSQL, ms", "less", "partitions");
        Saved("as it is", 0, 0);
        var polls = Demand.Mix(c).Single(part => part.Request == Request.Poll).Times;
        var (others, looks) = (average.Reads - average.Requests, average.Requests);
        Saved("a poll that finds nothing wrote nothing", polls * Request.Poll.Written, polls * 2);
        Saved("each commit were one trip", average.Ends * 2, average.Ends);
        Saved("the lock and the look at the org's life were one statement", average.Commits, 0);
        Saved("reads shared their trips as those of 16 connections do", 0, average.Reads * (1 - (1 / c.ReadsOnATrip)));
        Saved("nobody had to look at the revisions", looks, looks);
        Saved(
            "all five", (polls * Request.Poll.Written) + ((average.Ends - polls) * 2) + (average.Commits - polls) + looks,
            (polls * 2) + (average.Ends - polls) + looks + (others * (1 - (1 / c.ReadsOnATrip))));

        void Saved(string what, double statements, double trips)
        {
            var left = Demand.DatabaseMs(average.Statements - statements, average.Trips - trips, c);
            var part = left / average.DatabaseMs(c);
            var partitions = PartitionsNeeded(c with { StatementMs = c.StatementMs * part, TripCpuMs = c.TripCpuMs * part });
            Row(what, N(average.Statements - statements), N(average.Trips - trips), N(left, 1), statements + trips == 0 ? "" : $"{N(100 * (1 - part))} %", N(partitions));
        }
    }

    internal void Million()
    {
        Heading("A million sign-ins");
        Table("what", "how much", "at the assumed prices");
        var (node, database) = (average.NodeMs(c) * 1000 / 3600, average.DatabaseMs(c) * 1000 / 3600);
        Row("CPU of nodes", $"{N(average.NodeMs(c) * 1000)} s, of which passwords {N(average.Hashes * c.HashMs * 1000)} s", N(node * c.CoreHour, 2));
        Row("CPU of PostgreSQL", $"{N(average.DatabaseMs(c) * 1000)} s", N(database * c.CoreHour, 2));
        Row("log of PostgreSQL", $"{N(Ceiling.Wal(c) / 1000, 1)} GB, kept a day for recovery", N(Ceiling.Wal(c) / 1000 * c.GigabyteMonth / 30, 2));
        Row("records, if nothing were swept for 90 days", $"{N(average.Commits * c.Records * c.RecordBytes / 1000, 1)} GB", N(average.Commits * c.Records * c.RecordBytes / 1000 * c.GigabyteMonth * 3, 2));
        var machines = (NodesNeeded(c) * c.NodeCores) + (2 * PartitionsNeeded(c) * c.DatabaseCores);
        var month = (machines * c.CoreHour * 730) + (3 * Stored / 1e9 * c.GigabyteMonth);
        Row(
            "machines that stand for the peak all week, a standby for each database, three copies",
            $"{N(machines)} cores, {N(3 * Stored / 1e9)} GB", $"{N(month)} a month, {N(month / (fleet.PerWeek * 365.25 / 7 / 12 / 1e6), 2)} a million");
    }

    internal void Sensitivity()
    {
        Heading("Sensitivity");
        Table("halved / doubled", "partitions", "cores of nodes");
        Row("as it is", N(PartitionsNeeded(c)), N(NodesNeeded(c) * c.NodeCores));
        foreach (var constant in Constant.All)
        {
            var half = constant.With(c, constant.Get(c) / 2);
            var twice = constant.With(c, constant.Get(c) * 2);
            var (p1, p2, n1, n2) = (PartitionsNeeded(half), PartitionsNeeded(twice), NodesNeeded(half) * half.NodeCores, NodesNeeded(twice) * twice.NodeCores);
            if (Moves(p1, PartitionsNeeded(c)) || Moves(p2, PartitionsNeeded(c)) || Moves(n1, NodesNeeded(c) * c.NodeCores) || Moves(n2, NodesNeeded(c) * c.NodeCores))
            {
                Row(constant.Name + (constant.Measured ? "" : " (assumed)"), $"{N(p1)} / {N(p2)}", $"{N(n1)} / {N(n2)}");
            }
        }
    }

    private static bool Moves(double other, double from) => Math.Abs(other - from) > 0.05 * from;

    private double Stored => (users * (c.UserBytes + (c.SessionsKept * c.SessionBytes))) + (orgs * RecordsKept * c.RecordBytes);

    private double NodesNeeded(Constants with) =>
        Math.Ceiling(new Fleet(orgs, users, seed, with).Peak * Demand.Average(with).NodeMs(with) / 1000 / with.Full / with.NodeCores);

    // By load alone: an org that is larger than a database is the next question.
    private double PartitionsNeeded(Constants with) => Math.Ceiling(new Fleet(orgs, users, seed, with).Peak / Ceiling.Database(with));

    private void Heading(string text)
    {
        to.WriteLine();
        to.WriteLine($"## {text}");
        to.WriteLine();
    }

    private void Table(params string[] heads)
    {
        Row(heads);
        Row([.. heads.Select(_ => "---")]);
    }

    private void Row(params string[] cells) => to.WriteLine($"| {string.Join(" | ", cells)} |");

    private static string N(double value, int decimals = 0) =>
        value.ToString(decimals == 0 ? "#,0" : "#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
}
