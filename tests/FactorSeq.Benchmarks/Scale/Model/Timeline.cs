namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>What is to happen, in the order of time; what falls on one moment happens in the order in which it was said.</summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<Action, (double At, long Order)> events = new();
    private long said;

    /// <summary>In milliseconds.</summary>
    internal double Now { get; private set; }

    internal void After(double delay, Action happens) => events.Enqueue(happens, (Now + delay, said++));

    internal void Run(double until = double.PositiveInfinity)
    {
        while (events.TryPeek(out _, out var next) && next.At <= until)
        {
            Now = next.At;
            events.Dequeue()();
        }
    }
}
