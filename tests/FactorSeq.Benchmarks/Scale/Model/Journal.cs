namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>A log that is flushed: whoever comes during one flush shares the next with all who wait.</summary>
internal sealed class Journal(Timeline time, double flush)
{
    private List<Action> waiting = [];
    private bool flushing;

    internal int Commits { get; private set; }

    internal int Flushes { get; private set; }

    internal void Enter(Action done)
    {
        Commits++;
        waiting.Add(done);
        if (!flushing)
        {
            Flush();
        }
    }

    private void Flush()
    {
        flushing = true;
        Flushes++;
        var these = waiting;
        waiting = [];
        time.After(flush, () =>
        {
            flushing = false;
            if (waiting.Count > 0)
            {
                Flush();
            }

            these.ForEach(done => done());
        });
    }
}
