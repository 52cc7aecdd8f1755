using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>What the state of an account lets a sign-in do.</summary>
public enum Gate
{
    /// <summary>Go on.</summary>
    Open,

    /// <summary>Fail without a reason.</summary>
    Shut,

    /// <summary>Fail as locked, where the password policy lets a locked user know.</summary>
    Locked,
}

/// <summary>The account-state matrix for users whose password is kept here.</summary>
public static class AccountGate
{
    /// <summary>What <paramref name="status"/> means to a sign-in.</summary>
    public static Gate Of(AccountStatus status) => status switch
    {
        AccountStatus.Active => Gate.Open,
        AccountStatus.PasswordExpired => Gate.Open, // only a sequence that uses the password asks for its change
        AccountStatus.LockedOut => Gate.Locked,
        _ => Gate.Shut,
    };

    /// <summary>The account as it stands now: a lock whose time is over has opened, ten times in a row at most.</summary>
    public static Account Unfrozen(Account account, PasswordAction policy, DateTimeOffset now) =>
        account.User.Status == AccountStatus.LockedOut
        && policy.AutoUnlockMinutes > 0
        && account.Attempts.AutoUnlocks < Attempts.AutoUnlockLimit
        && now >= account.User.StatusChanged.AddMinutes(policy.AutoUnlockMinutes)
            ? (account with { Attempts = account.Attempts with { AutoUnlocks = account.Attempts.AutoUnlocks + 1 } }).WithStatus(AccountStatus.Active, now)
            : account;
}
