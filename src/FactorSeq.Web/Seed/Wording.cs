using System.Collections.Immutable;

namespace FactorSeq.Web.Seed;

/// <summary>How messages quote what somebody wrote, and guess what they meant.</summary>
internal static class Wording
{
    private const int Longest = 60;
    private const int MostListed = 24;

    internal static string Quoted(string text) => $"\"{Clause(text)}\"";

    /// <summary>On one line, not too long, without a full stop.</summary>
    internal static string Clause(string text)
    {
        var cut = text.Length > Longest ? string.Concat(text.AsSpan(0, Longest), "…") : text;
        return string.Concat(cut.TrimEnd('.').Select(c => char.IsControl(c) ? ' ' : c));
    }

    /// <summary>The place of a word, or -1; case and underscores do not count, so that Okta's own spelling is understood too.</summary>
    internal static int Place(string text, ImmutableArray<string> words)
    {
        for (var place = 0; place < words.Length; place++)
        {
            if (string.Equals(text.Replace("_", ""), words[place].Replace("_", ""), StringComparison.OrdinalIgnoreCase))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary><c>Did you mean "device"? Members here: device, platform.</c></summary>
    /// <param name="title">What the list holds.</param>
    internal static string Choose(string written, IReadOnlyCollection<string> choices, string title)
    {
        var list = choices.Count == 0 ? $"{title}: none."
            : choices.Count > MostListed ? $"{title}: {string.Join(", ", choices.Take(MostListed))}, and {choices.Count - MostListed} more."
            : $"{title}: {string.Join(", ", choices)}.";
        return Nearest(written, choices) is { } meant ? $"Did you mean {Quoted(meant)}? {list}" : list;
    }

    private static string? Nearest(string written, IEnumerable<string> choices)
    {
        if (written.Length is 0 or > Longest)
        {
            return null;
        }

        var (distance, meant) = choices
            .Select(choice => (Distance: Distance(written, choice), Choice: choice))
            .DefaultIfEmpty((int.MaxValue, ""))
            .MinBy(pair => pair.Item1);
        return distance <= (written.Length < 4 ? 1 : Math.Max(2, written.Length / 3)) ? meant : null;
    }

    // Levenshtein's, case counting for nothing.
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
