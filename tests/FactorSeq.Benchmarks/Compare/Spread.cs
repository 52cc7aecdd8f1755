namespace FactorSeq.Benchmarks.Compare;

/// <summary>Measurements of one thing, one for each round.</summary>
internal sealed class Spread
{
    private readonly List<double> values = [];

    internal IReadOnlyList<double> Values => values;

    internal bool IsEmpty => values.Count == 0;

    internal double Median
    {
        get
        {
            var sorted = values.Order().ToList();
            var middle = sorted.Count / 2;
            return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    internal void Add(double value) => values.Add(value);

    /// <summary>Round by round: what was measured side by side is divided side by side, so that a slow minute slows both.</summary>
    internal Spread Over(Spread other)
    {
        var ratios = new Spread();
        foreach (var (mine, theirs) in values.Zip(other.values))
        {
            if (theirs > 0)
            {
                ratios.Add(mine / theirs);
            }
        }

        return ratios;
    }

    internal string Text(string format) => IsEmpty ? "not measured"
        : values.Count == 1 ? Median.ToString(format)
        : $"{Median.ToString(format)} ({values.Min().ToString(format)}–{values.Max().ToString(format)})";
}
