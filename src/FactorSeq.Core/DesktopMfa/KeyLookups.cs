using System.Collections.Immutable;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>How often a Mac may ask Okta for one user's keys. What was refused does not count: whoever waits a minute may ask again.</summary>
public static class KeyLookups
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>The look-ups that count at an instant.</summary>
    public static ImmutableArray<DateTimeOffset> Counting(ImmutableArray<DateTimeOffset> taken, DateTimeOffset now) =>
        [.. taken.Where(at => now - at < Window)];

    /// <summary>Counts one more; null where it is one too many.</summary>
    public static ImmutableArray<DateTimeOffset>? Take(ImmutableArray<DateTimeOffset> taken, int limit, DateTimeOffset now) =>
        Counting(taken, now) is var counting && counting.Length < limit ? counting.Add(now) : null;
}
