using System.Text;

namespace FactorSeq.Benchmarks.Compare;

/// <summary>A table of what was measured, in markdown.</summary>
internal sealed class Report
{
    private readonly StringBuilder rows = new();
    private readonly List<string> notes = [];

    internal void Heading(string text) => rows.AppendLine().AppendLine($"### {text}").AppendLine();

    internal void Columns(params ReadOnlySpan<string> names)
    {
        Row(names);
        rows.AppendLine("|" + string.Concat(Enumerable.Repeat(" --- |", names.Length)));
    }

    internal void Row(params ReadOnlySpan<string> cells) => rows.AppendLine($"| {string.Join(" | ", cells!)} |");

    /// <summary>Puts another table below this one.</summary>
    internal void Append(Report other) => rows.Append(other.rows);

    internal void Note(string text) => notes.Add(text);

    /// <param name="atMost">Whether the aim is a ceiling; it is a floor otherwise.</param>
    internal void Aim(string what, Spread mine, string unit, string against, Spread theirs, double aim, bool atMost)
    {
        var ratio = mine.Over(theirs);
        var met = ratio.IsEmpty ? "not measured" : (atMost ? ratio.Median <= aim : ratio.Median >= aim) ? "met" : "**not met**";
        var format = Format(mine);
        Row(what, $"{mine.Text(format)} {unit}", $"{against}: {theirs.Text(Format(theirs))} {unit}", $"{ratio.Text("0.00")}", $"{(atMost ? "≤" : "≥")} {aim:0.##}", met);
    }

    /// <summary>A ratio that is held to no aim.</summary>
    internal void Beside(string what, Spread mine, string unit, string against, Spread theirs) =>
        Row(what, $"{mine.Text(Format(mine))} {unit}", $"{against}: {theirs.Text(Format(theirs))} {unit}", mine.Over(theirs).Text("0.00"), "", "");

    internal static string Format(Spread spread) => spread.IsEmpty || spread.Median >= 100 ? "n0" : spread.Median >= 10 ? "n1" : "n2";

    public override string ToString()
    {
        var text = new StringBuilder(rows.ToString().TrimStart()).AppendLine();
        notes.ForEach(note => text.AppendLine($"- {note}"));
        return text.ToString();
    }
}
