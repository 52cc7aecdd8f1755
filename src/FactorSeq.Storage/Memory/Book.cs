using FactorSeq.Core.Ports;

namespace FactorSeq.Storage.Memory;

/// <summary>The records of one kind of one org, and each subject's among them. Not for two threads at a time.</summary>
internal sealed class Book
{
    private readonly Tail all = new();
    private readonly Dictionary<string, Tail> bySubject = [];

    internal IReadOnlyList<IRecorded> All => all;

    internal IReadOnlyList<IRecorded> Of(string? subject) => subject is null ? all : bySubject.TryGetValue(subject, out var own) ? own : [];

    internal void Add(IRecorded record)
    {
        all.Add(record);
        if (!bySubject.TryGetValue(record.Subject, out var own))
        {
            bySubject.Add(record.Subject, own = new Tail());
        }

        own.Add(record);
    }

    /// <summary>Takes back the newest.</summary>
    internal void TakeBack()
    {
        var record = all[^1];
        all.TakeBack();
        bySubject[record.Subject].TakeBack();
        Forget(record.Subject);
    }

    /// <summary>Drops all but the newest.</summary>
    internal void Keep(int count)
    {
        while (all.Count > count)
        {
            var record = all[0];
            all.DropFirst();
            bySubject[record.Subject].DropFirst();
            Forget(record.Subject);
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

    /// <summary>A list that is added to at one end and shortened at both.</summary>
    private sealed class Tail : IReadOnlyList<IRecorded>
    {
        private readonly List<IRecorded?> records = [];
        private int first;

        public int Count => records.Count - first;

        public IRecorded this[int index] => records[first + index]!;

        internal void Add(IRecorded record) => records.Add(record);

        internal void TakeBack() => records.RemoveAt(records.Count - 1);

        internal void DropFirst()
        {
            records[first++] = null;
            if (first > 16 && first > records.Count / 2)
            {
                records.RemoveRange(0, first);
                first = 0;
            }
        }

        public IEnumerator<IRecorded> GetEnumerator() => records.Skip(first).OfType<IRecorded>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
