namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>A line before some servers, first come first served; it counts whoever is in it.</summary>
internal sealed class Station(Timeline time, int servers)
{
    private readonly Queue<(double Work, Action Done, double Came)> line = new();
    private int busy;
    private double changed;

    internal int Arrived { get; private set; }

    internal int Left { get; private set; }

    /// <summary>All that was waited, and all the time that was spent here, in milliseconds.</summary>
    internal double Waited { get; private set; }

    internal double Stayed { get; private set; }

    internal int Inside => busy + line.Count;

    /// <summary>The integral over time of how many were inside, and of how many servers worked.</summary>
    internal double Crowded { get; private set; }

    internal double Worked { get; private set; }

    internal void Enter(double work, Action done)
    {
        Count();
        Arrived++;
        if (busy < servers)
        {
            Serve(work, done, time.Now);
        }
        else
        {
            line.Enqueue((work, done, time.Now));
        }
    }

    private void Serve(double work, Action done, double came)
    {
        busy++;
        Waited += time.Now - came;
        time.After(work, () =>
        {
            Count();
            busy--;
            Left++;
            Stayed += time.Now - came;
            if (line.TryDequeue(out var next))
            {
                Serve(next.Work, next.Done, next.Came);
            }

            done();
        });
    }

    private void Count()
    {
        Crowded += Inside * (time.Now - changed);
        Worked += busy * (time.Now - changed);
        changed = time.Now;
    }
}
