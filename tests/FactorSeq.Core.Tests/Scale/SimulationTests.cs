using FactorSeq.Benchmarks.Scale;
using FactorSeq.Benchmarks.Scale.Model;
using FactorSeq.Core.Tests.Support;

namespace FactorSeq.Core.Tests.Scale;

/// <summary>The simulation behind <c>docs/explanation/scale.md</c> keeps the laws of queues, loses nobody, and says the same each time.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(4, 0.7)]
    [InlineData(16, 0.9)]
    public void A_line_waits_as_long_as_arithmetic_says_and_is_as_long_as_Littles_law_says(int servers, double utilisation)
    {
        const int Customers = 60_000;
        var (time, chance) = (new Timeline(), new Chance(7));
        var line = new Station(time, servers);
        var left = Customers;
        void Arrive()
        {
            line.Enter(chance.Exponential(10), () => { });
            if (--left > 0)
            {
                time.After(chance.Exponential(10 / (servers * utilisation)), Arrive);
            }
        }

        time.After(0, Arrive);
        time.Run();

        Assert.Equal((Customers, Customers, 0), (line.Arrived, line.Left, line.Inside));
        // Everybody who came is gone, so that the law holds to the last digit: L = λW.
        Assert.Equal(line.Arrived / time.Now * (line.Stayed / line.Left), line.Crowded / time.Now, 1e-6);
        Near(Erlang.MeanWait(servers, utilisation, 10), line.Waited / line.Left, 0.1);
        Near(utilisation, line.Worked / time.Now / servers, 0.03);
    }

    [Fact]
    public void One_server_waits_by_the_formula_that_everybody_knows() =>
        Assert.Equal(0.8 * 10 / (1 - 0.8), Erlang.MeanWait(1, 0.8, 10), 1e-9);

    [Fact]
    public void Commits_that_come_during_a_flush_share_the_next_and_none_is_lost()
    {
        var time = new Timeline();
        var journal = new Journal(time, 10);
        var done = new List<double>();
        foreach (var at in (double[])[0, 1, 9, 25])
        {
            time.After(at, () => journal.Enter(() => done.Add(time.Now)));
        }

        time.Run();

        Assert.Equal([10.0, 20, 20, 35], done);
        Assert.Equal((4, 3), (journal.Commits, journal.Flushes));
    }

    [Fact]
    public void What_falls_on_one_moment_happens_in_the_order_in_which_it_was_said()
    {
        var (time, seen) = (new Timeline(), new List<int>());
        foreach (var n in (int[])[1, 2, 3])
        {
            time.After(5, () => seen.Add(n));
        }

        time.Run();

        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void A_seed_says_the_same_each_time_and_another_something_else()
    {
        var one = StepRun.At(Constants.Default, 0.6, 0.1, 1);

        Assert.Equal(one, StepRun.At(Constants.Default, 0.6, 0.1, 1));
        Assert.NotEqual(one, StepRun.At(Constants.Default, 0.6, 0.1, 2));
    }

    [Fact]
    public void No_user_is_lost_between_the_orgs_and_a_larger_org_comes_first()
    {
        var sizes = Sizes.Zipf(1000, 100_000_003, 1);

        Assert.Equal(100_000_003, sizes.Sum());
        Assert.Equal(sizes.OrderDescending(), sizes);
        Near(2, (double)sizes[0] / sizes[1], 0.001);
    }

    [Theory]
    [InlineData(-7)]
    [InlineData(0)]
    [InlineData(9)]
    public void A_week_has_all_its_sign_ins_and_its_peak_on_Monday_morning(int ahead)
    {
        var shares = Week.Shares(1.2, 0.15, ahead);

        Assert.Equal(1, shares.Sum(), 1e-9);
        Assert.Equal((8 - ahead + Week.Hours) % Week.Hours, Array.IndexOf(shares, shares.Max()));
    }

    [Fact]
    public void No_load_is_lost_between_partitions_and_a_map_is_never_hotter_than_a_hash()
    {
        var fleet = new Fleet(200, 1_000_000, 3, Constants.Default);
        foreach (var partitions in (int[])[1, 4, 16])
        {
            foreach (var where in (int[][])[fleet.ByHash(partitions), fleet.ByMap(partitions)])
            {
                var loads = Partitions.Loads(where, partitions, org => [.. Enumerable.Repeat((double)fleet.Users[org], Week.Hours)]);
                Assert.Equal(1_000_000, loads.Sum(load => load[0]), 1e-3);
            }

            Assert.True(fleet.PeakOf(fleet.ByMap(partitions), partitions).Max() <= fleet.PeakOf(fleet.ByHash(partitions), partitions).Max() + 1e-9);
        }
    }

    [Fact]
    public void The_ways_to_sign_in_are_all_of_them_and_each_request_is_in_the_average()
    {
        Assert.Equal(1, Way.All.Sum(way => way.Share), 1e-9);
        var average = Demand.Average(Constants.Default with { Apps = 0, Lists = 0 });

        Assert.Equal(Way.All.Sum(way => way.Share * Demand.OfWay(way, Constants.Default).Wal), average.Wal, 1e-6);
        Assert.Equal(Way.All.Sum(way => way.Share * Demand.OfWay(way, Constants.Default).Statements), average.Statements, 1e-6);
    }

    [Fact]
    public void Every_number_of_the_model_is_named_and_says_whether_it_was_measured()
    {
        var numbers = typeof(Constants).GetProperties(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)
            .Count(property => property.PropertyType == typeof(double) && property.CanWrite);

        Assert.Equal(numbers, Constant.All.Length);
        Assert.All(Constant.All, constant => Assert.Equal(3, constant.Get(constant.With(Constants.Default, 3))));
        Assert.All(Constant.All.Where(constant => constant.Measured), constant => Assert.NotEqual("", constant.From));
    }

    [Fact]
    public void The_page_shows_what_the_command_prints()
    {
        var printed = new StringWriter();
        var report = new ScaleReport(printed, 1000, 100_000_000, 1, Constants.Default);
        Action[] quick = [report.Inputs, report.SignIns, report.Peak, report.OneDatabase, report.Partitioned, report.LargestOrg, report.Replicas, report.Savings, report.Million];
        foreach (var part in quick)
        {
            part();
        }

        var page = File.ReadAllLines(Repository.Path("docs", "explanation", "scale.md")).ToHashSet();
        Assert.All(printed.ToString().Split('\n').Where(line => line.StartsWith('|')), line => Assert.Contains(line.TrimEnd(), page));
    }

    private static void Near(double expected, double actual, double part) => Assert.InRange(actual, expected * (1 - part), expected * (1 + part));
}
