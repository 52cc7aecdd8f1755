using FactorSeq.Core.Ports;

namespace FactorSeq.Storage.Memory;

/// <summary>The records of one kind of one org, and each subject's among them. Not for two threads at a time.</summary>
internal sealed class Book
{
    private readonly Tail all = new();
    private readonly Dictionary<string, Tail> bySubject = [];

    internal IReadOnlyList<Line> All => all;

    internal IReadOnlyList<Line> Of(string? subject) => subject is null ? all : bySubject.TryGetValue(subject, out var own) ? own : [];

    internal void Add(Line line)
    {
        all.Add(line);
        if (!bySubject.TryGetValue(line.Subject, out var own))
        {
            bySubject.Add(line.Subject, own = new Tail());
        }

        own.Add(line);
    }

    /// <summary>Takes back the newest.</summary>
    internal void TakeBack()
    {
        var line = all[^1];
        all.TakeBack();
        bySubject[line.Subject].TakeBack();
        Forget(line.Subject);
    }

    /// <summary>Drops all but the newest.</summary>
    internal void Keep(int count)
    {
        while (all.Count > count)
        {
            var line = all[0];
            all.DropFirst();
            bySubject[line.Subject].DropFirst();
            Forget(line.Subject);
        }
    }

    /// <summary>Where the first record behind a sequence stands.</summary>
    internal int Behind(long sequence)
    {
        var (low, high) = (0, all.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = all[middle].Sequence <= sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Forget(string subject)
    {
        if (bySubject[subject].Count == 0)
        {
            bySubject.Remove(subject);
        }
    }

    /// <summary>A record.</summary>
    internal sealed record Line(long Sequence, string Subject, DateTimeOffset At, Content Content, object Recorded)
    {
        internal static Line Of(long sequence, string subject, DateTimeOffset at, Content content) =>
            new(sequence, subject, at, content, content.Recorded(sequence, subject, at));
    }

    /// <summary>A list that is added to at one end and shortened at both.</summary>
    private sealed class Tail : IReadOnlyList<Line>
    {
        private readonly List<Line?> lines = [];
        private int first;

        public int Count => lines.Count - first;

        public Line this[int index] => lines[first + index]!;

        internal void Add(Line line) => lines.Add(line);

        internal void TakeBack() => lines.RemoveAt(lines.Count - 1);

        internal void DropFirst()
        {
            lines[first++] = null;
            if (first > 16 && first > lines.Count / 2)
            {
                lines.RemoveRange(0, first);
                first = 0;
            }
        }

        public IEnumerator<Line> GetEnumerator() => lines.Skip(first).Select(line => line!).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
