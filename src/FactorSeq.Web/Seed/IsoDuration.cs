namespace FactorSeq.Web.Seed;

/// <summary>ISO 8601 durations of days and smaller units, whole numbers only: <c>PT8H</c>, <c>P1DT12H</c>.</summary>
internal static class IsoDuration
{
    private const int MostDigits = 9;

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
            if (digits is < 1 or > MostDigits || Unit(rest[digits], time) is not var (rank, unit) || rank <= before)
            {
                return false;
            }

            before = rank;
            ticks += long.Parse(rest[..digits]) * unit;
            rest = rest[(digits + 1)..];
        }

        duration = TimeSpan.FromTicks(ticks);
        return true;
    }

    private static (int Rank, long Ticks)? Unit(char letter, bool time) => (letter, time) switch
    {
        ('D', false) => (1, TimeSpan.TicksPerDay),
        ('H', true) => (2, TimeSpan.TicksPerHour),
        ('M', true) => (3, TimeSpan.TicksPerMinute),
        ('S', true) => (4, TimeSpan.TicksPerSecond),
        _ => null,
    };
}
