using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.SignOn;

/// <summary>What an account remembers of earlier attempts: the two counters that lock it, and the throttles.</summary>
public sealed record Attempts
{
    /// <summary>Strikes that lock: fixed by Okta, not a setting.</summary>
    public const int StrikeLimit = 5;

    // As long as any pause between two sendings may be set.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Locks in a row that may open by themselves; the next one waits for an admin.</summary>
    public const int AutoUnlockLimit = 10;

    public static Attempts None { get; } = new();

    /// <summary>Wrong passwords in a row; counted against the password policy.</summary>
    public int WrongPasswords { get; init; }

    /// <summary>Wrong codes and answers in a row, over all factors and transactions; five lock the user.</summary>
    public int Strikes { get; init; }

    public DateTimeOffset? LastStrike { get; init; }

    /// <summary>Locks that opened by themselves since the last good sign-in; ten are the most (Okta, "auto-unlock").</summary>
    public int AutoUnlocks { get; init; }

    /// <summary>The factor that last opened a sign-in.</summary>
    public FactorKind? LastFirstFactor { get; init; }

    /// <summary>When a code last went out, by enrollment; by channel, purpose and address where there is none yet.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> LastSent { get; init; } = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    /// <summary>One more strike; strikes further back than the window are forgotten.</summary>
    public Attempts Struck(DateTimeOffset now, TimeSpan window) => this with
    {
        Strikes = (LastStrike is { } last && now - last < window ? Strikes : 0) + 1,
        LastStrike = now,
    };

    /// <summary>One more sending; those that no throttle asks for any more are forgotten.</summary>
    public Attempts Sent(string enrollmentId, DateTimeOffset now) => this with
    {
        LastSent = LastSent.RemoveRange(LastSent.Where(sent => now - sent.Value > LongestPause).Select(sent => sent.Key)).SetItem(enrollmentId, now),
    };

    public bool MaySend(string enrollmentId, DateTimeOffset now, TimeSpan pause) =>
        !LastSent.TryGetValue(enrollmentId, out var last) || now - last >= pause || last > now;
}
