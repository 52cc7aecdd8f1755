namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>
/// Requests on their way through a pool of nodes, a database and its log. Requests come by chance: users who think, and phones that wait, only move
/// requests to other moments, which leaves a stream of chance what it is.
/// </summary>
internal sealed class StepRun
{
    private readonly Constants constants;
    private readonly Chance chance;
    private readonly Timeline time = new();
    private readonly Station nodes;
    private readonly Station? hashing;
    private readonly Station database;
    private readonly Journal journal;
    private readonly double measureFrom;
    private readonly List<double> plain = [];
    private readonly List<double> hashed = [];

    /// <param name="nodeCores">Of the whole pool.</param>
    /// <param name="hashCores">So many of them hash, and do nothing else; 0 where everybody shares all of them.</param>
    private StepRun(Constants constants, int nodeCores, int hashCores, int databaseCores, double measureFrom, ulong seed)
    {
        this.constants = constants;
        this.measureFrom = measureFrom;
        chance = new Chance(seed);
        nodes = new Station(time, nodeCores - hashCores);
        hashing = hashCores == 0 ? null : new Station(time, hashCores);
        database = new Station(time, databaseCores);
        journal = new Journal(time, constants.FlushMs);
    }

    /// <summary>Both pools so busy, in chance arrivals of an average sign-in's requests.</summary>
    internal static Waits At(Constants c, double utilisation, double seconds, ulong seed)
    {
        var demand = Demand.Average(c);
        var cores = (int)c.EffectiveCores;
        var rate = utilisation * cores * 1000 / demand.DatabaseMs(c);
        var run = new StepRun(c, Math.Max(1, (int)(rate * demand.NodeMs(c) / 1000 / utilisation)), 0, cores, seconds * 200, seed);
        run.Arrive(Demand.Mix(c), rate / 1000, 0, seconds * 1000);
        run.time.Run();
        return run.Result();
    }

    /// <summary>A pool at some utilisation, while somebody tries passwords at one org.</summary>
    /// <param name="attempts">A second, in the middle half of the run.</param>
    internal static Waits Under(Constants c, int nodeCores, double utilisation, double attempts, int hashCores, double seconds, ulong seed)
    {
        var rate = utilisation * nodeCores * 1000 / Demand.Average(c).NodeMs(c);
        var run = new StepRun(c, nodeCores, hashCores, Math.Max(8, nodeCores), seconds * 250, seed);
        run.Arrive(Demand.Mix(c), rate / 1000, 0, seconds * 1000);
        run.Arrive([(Request.Wrong, 1)], attempts / 1000, seconds * 250, seconds * 750, counted: false);
        run.time.Run();
        return run.Result();
    }

    private void Arrive((Request Request, double Times)[] mix, double perMs, double from, double until, bool counted = true)
    {
        var weights = mix.Select(part => part.Times).ToArray();
        var all = perMs * weights.Sum();
        Next(from);

        void Next(double at)
        {
            var next = at + chance.Exponential(1 / all);
            if (next < until)
            {
                time.After(next - time.Now, () =>
                {
                    Begin(mix[chance.Pick(weights)].Request, counted);
                    Next(next);
                });
            }
        }
    }

    private void Begin(Request request, bool counted)
    {
        var came = time.Now;
        var own = chance.Exponential(constants.NodeMs) + (request.Signatures * constants.SignMs);
        nodes.Enter(own + (hashing is null ? request.Hashes * constants.HashMs : 0), () =>
        {
            if (hashing is not null && request.Hashes > 0)
            {
                hashing.Enter(request.Hashes * constants.HashMs, () => Read(request, request.Reads, Done));
            }
            else
            {
                Read(request, request.Reads, Done);
            }
        });

        void Done()
        {
            if (counted && request.IsStep && came >= measureFrom)
            {
                (request.Hashes > 0 ? hashed : plain).Add(time.Now - came);
            }
        }
    }

    private void Read(Request request, int left, Action done)
    {
        if (left > 0)
        {
            Trip(1, () => Read(request, left - 1, done));
        }
        else if (request.Commits)
        {
            Trip(request.Written - (request.Ends ? 1 : 0), () =>
            {
                if (request.Ends)
                {
                    Trip(1, () => journal.Enter(done));
                }
                else
                {
                    journal.Enter(done);
                }
            });
        }
        else
        {
            done();
        }
    }

    private void Trip(int statements, Action then) =>
        time.After(constants.TripMs, () => database.Enter(chance.Exponential(constants.TripCpuMs) + Enumerable.Range(0, statements).Sum(_ => chance.Exponential(constants.StatementMs)), then));

    private Waits Result()
    {
        plain.Sort();
        hashed.Sort();
        return new Waits(At(plain, 0.5), At(plain, 0.99), At(hashed, 0.5), At(hashed, 0.99), journal.Commits / (double)Math.Max(1, journal.Flushes), plain.Count + hashed.Count);
    }

    private static double At(List<double> sorted, double quantile) => sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * quantile)];
}

/// <summary>How long steps took, in milliseconds: those that hash a password, and the others.</summary>
/// <param name="Shared">Commits for each flush of the log.</param>
internal sealed record Waits(double P50, double P99, double HashedP50, double HashedP99, double Shared, int Steps);
