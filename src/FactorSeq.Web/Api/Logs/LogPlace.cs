using System.Globalization;

namespace FactorSeq.Web.Api.Logs;

/// <summary>Where an event stands in the System Log when it is sorted by time; a page of it ends with one.</summary>
/// <param name="Sequence">Tells events of one instant apart.</param>
internal sealed record LogPlace(DateTimeOffset At, long Sequence) : IComparable<LogPlace>
{
    internal static readonly IComparer<LogPlace> NewestFirst = Comparer<LogPlace>.Create((one, other) => other.CompareTo(one));

    /// <summary>Reads a cursor.</summary>
    /// <param name="place">null for the beginning, which has none.</param>
    /// <returns>false where it is none.</returns>
    internal static bool TryRead(string cursor, out LogPlace? place)
    {
        place = null;
        if (cursor.Length == 0)
        {
            return true;
        }

        if (cursor.Split('_') is [var ticks, var sequence]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.Ticks
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            place = new LogPlace(new DateTimeOffset(at, TimeSpan.Zero), number);
        }

        return place is not null;
    }

    public int CompareTo(LogPlace? other) => (At, Sequence).CompareTo((other?.At ?? default, other?.Sequence ?? 0));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}_{Sequence}");
}
