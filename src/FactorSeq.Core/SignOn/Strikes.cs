using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>Five wrong codes or answers in a row lock the user, over all factors and transactions.</summary>
internal static class Strikes
{
    /// <summary>Refuses a wrong code and counts it; the fifth is refused as locking.</summary>
    internal static Decision Count(
        Transaction at, Refusal refusal, Account account, Facts facts, DateTimeOffset now, ImmutableArray<Effect> logged)
    {
        var struck = account.Attempts.Struck(now, Window(facts));
        if (struck.Strikes < Attempts.StrikeLimit)
        {
            return Decision.Refuse(at, refusal, logged).With(account with { Attempts = struck });
        }

        // Who is locked already, and tries to unlock, has used up their tries until the strikes are forgotten.
        return account.User.Status == AccountStatus.LockedOut
            ? Decision.Refuse(at, Refusal.UserLocked, logged).With(account with { Attempts = struck })
            : Decision.Refuse(at, Refusal.UserLocked, [.. logged, .. Locked("five wrong factor codes in a row", account, facts)])
                .With((account with { Attempts = struck with { Strikes = 0 } }).WithStatus(AccountStatus.LockedOut, now));
    }

    /// <summary>Whether a locked user's five tries to unlock are used up.</summary>
    internal static bool AreUsedUp(Account account, Facts facts, DateTimeOffset now) =>
        account.Attempts is { Strikes: >= Attempts.StrikeLimit, LastStrike: { } last } && now - last < Window(facts);

    /// <summary>What the System Log hears of a lock.</summary>
    internal static ImmutableArray<Effect> Locked(string why, Account account, Facts facts)
    {
        Effect locked = new Effect.Log(new SystemEvent("user.account.lock", EventOutcome.Success, Detail: why));
        return facts.Password.AutoUnlockMinutes > 0 && account.Attempts.AutoUnlocks >= Attempts.AutoUnlockLimit
            ? [locked, new Effect.Log(new SystemEvent("user.account.lock.limit", EventOutcome.Success))]
            : [locked];
    }

    private static TimeSpan Window(Facts facts) => TimeSpan.FromMinutes(facts.Settings.MfaLockWindowMinutes);
}
