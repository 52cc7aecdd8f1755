namespace FactorSeq.Web.Seed;

/// <summary>ISO 8601 durations of days and smaller units, whole numbers only: <c>PT8H</c>, <c>P1DT12H</c>.</summary>
internal static class IsoDuration
{
    private const int MostDigits = 9;

    private static readonly long[] Ticks =
        [0, TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond];

    internal static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 3 || text[0] != 'P')
        {
            return false;
        }

        var ticks = 0L;
        var time = false;
        var before = 0;
        for (var rest = text[1..]; !rest.IsEmpty;)
        {
            if (rest[0] == 'T' && !time && rest.Length > 1)
            {
                time = true;
                rest = rest[1..];
                continue;
            }

            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MostDigits || Rank(rest[digits], time) is var rank && rank <= before)
            {
                return false;
            }

            before = rank;
            ticks += long.Parse(rest[..digits]) * Ticks[rank];
            rest = rest[(digits + 1)..];
        }

        duration = TimeSpan.FromTicks(ticks);
        return true;
    }

    // Where a unit stands among the others; 0 is no unit.
    private static int Rank(char letter, bool time) => (letter, time) switch
    {
        ('D', false) => 1,
        ('H', true) => 2,
        ('M', true) => 3,
        ('S', true) => 4,
        _ => 0,
    };
}
