namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>How the sign-ins of a week fall on its 168 hours, Monday first: a morning's peak, a second one after lunch, and Monday above all.</summary>
internal static class Week
{
    internal const int Hours = 168;

    // Of a day's sign-ins, in thousandths, by the hour of the user's own clock.
    private static readonly double[] Day = [6, 4, 3, 3, 5, 12, 30, 75, 160, 130, 85, 65, 60, 80, 70, 55, 45, 35, 25, 18, 13, 9, 7, 5];

    /// <summary>The parts of the week's sign-ins; their sum is 1.</summary>
    /// <param name="monday">A Monday's sign-ins, where another working day has 1.</param>
    /// <param name="weekend">A Saturday's, and a Sunday's.</param>
    /// <param name="ahead">By how many hours the users' clocks are ahead of ours.</param>
    internal static double[] Shares(double monday, double weekend, int ahead = 0)
    {
        double[] days = [monday, 1, 1, 1, 1, weekend, weekend];
        var all = days.Sum() * Day.Sum();
        return [.. Enumerable.Range(0, Hours).Select(hour => (hour + ahead + Hours) % Hours).Select(local => days[local / 24] * Day[local % 24] / all)];
    }
}
