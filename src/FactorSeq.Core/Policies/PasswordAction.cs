using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Policies;

/// <summary>What a password policy carries; it applies where one of its rules matches (Policy API, "Password policy").</summary>
/// <param name="MaxAttempts">Wrong passwords in a row that lock the account; 0 never locks.</param>
/// <param name="AutoUnlockMinutes">Minutes after which the lock opens by itself; 0 never.</param>
/// <param name="ShowLockoutFailures">Whether a locked user is told so (200 <c>LOCKED_OUT</c>) or looks like a wrong password.</param>
public sealed record PasswordAction(int MaxAttempts = 10, int AutoUnlockMinutes = 0, bool ShowLockoutFailures = false)
{
    public PasswordComplexity Complexity { get; init; } = new();

    public PasswordAge Age { get; init; } = new();

    public RecoveryFactors Recovery { get; init; } = new();

    /// <summary>What the API was given and nothing here does; null where it was given none of it.</summary>
    public KeptPasswordSettings? Kept { get; init; }

    /// <summary><c>passwordChange</c>: users may change a password they know.</summary>
    public bool AllowsChange { get; init; } = true;

    /// <summary><c>selfServicePasswordReset</c>: users may reset a password they forgot.</summary>
    public bool AllowsReset { get; init; } = true;

    /// <summary><c>selfServiceUnlock</c>: users may unlock themselves. Okta's default rule says no.</summary>
    public bool AllowsUnlock { get; init; }

    /// <summary>What a rule carries whose policy has other settings.</summary>
    public PasswordAction Under(PasswordAction settings) =>
        settings with { AllowsChange = AllowsChange, AllowsReset = AllowsReset, AllowsUnlock = AllowsUnlock };
}

/// <summary>How old a password may get.</summary>
/// <param name="MaxAgeDays">Days after which it expires; 0 never.</param>
/// <param name="ExpireWarnDays">Days before that in which a sign-in warns; 0 never warns.</param>
/// <param name="MinAgeMinutes">Minutes it must be kept before it is changed again; 0 none.</param>
/// <param name="HistoryCount">Earlier passwords that may not come back; 0 none. The API's default.</param>
public sealed record PasswordAge(int MaxAgeDays = 0, int ExpireWarnDays = 0, int MinAgeMinutes = 0, int HistoryCount = 0)
{
    /// <summary>When a password set then expires; null where it never does.</summary>
    public DateTimeOffset? Expiry(DateTimeOffset? changed) => MaxAgeDays > 0 && changed is { } at ? at.AddDays(MaxAgeDays) : null;
}

/// <summary>Ways back for those who forgot, or are locked out.</summary>
/// <param name="Email">A link by mail.</param>
/// <param name="TokenMinutes">Life of that link.</param>
/// <param name="Sms">A code by text message.</param>
/// <param name="Call">A code by voice call.</param>
/// <param name="Question">The recovery question is asked besides, of those who have one.</param>
public sealed record RecoveryFactors(bool Email = true, int TokenMinutes = 60, bool Sms = false, bool Call = false, bool Question = true);

/// <summary>Settings of a password policy that are kept and given back.</summary>
/// <param name="ExcludesCommon"><c>complexity.dictionary.common.exclude</c>.</param>
/// <param name="Notified"><c>lockout.userLockoutNotificationChannels</c>.</param>
/// <param name="QuestionLength"><c>recovery_question.properties.complexity.minLength</c>.</param>
/// <param name="SkipUnlock"><c>delegation.options.skipUnlock</c>: here a directory says for itself whether an unlock reaches it.</param>
public sealed record KeptPasswordSettings(bool ExcludesCommon, ImmutableArray<string> Notified, int QuestionLength, bool SkipUnlock)
{
    /// <summary>Okta's defaults.</summary>
    public static KeptPasswordSettings Standard { get; } = new(false, [], 4, false);
}
