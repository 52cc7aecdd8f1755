using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Orgs;

/// <summary>What an administrator makes of an account, and what the System Log calls it.</summary>
internal static class AccountStates
{
    /// <summary>The account at another point of its life, with what an administrator's word forgives or ends.</summary>
    internal static Account Put(this Account account, AccountStatus status, DateTimeOffset now)
    {
        var changed = account.WithStatus(status, now);
        return status switch
        {
            AccountStatus.Active => changed with
            {
                Attempts = changed.Attempts with { WrongPasswords = 0, Strikes = 0, LastStrike = null, AutoUnlocks = 0 },
            },
            AccountStatus.Suspended or AccountStatus.Deprovisioned => changed with { User = changed.User with { SessionsRevoked = now } },
            _ => changed,
        };
    }

    /// <summary>Whether a reset of factors takes it away: a password is none of them.</summary>
    internal static bool IsReset(Enrollment enrollment) => enrollment.Kind != FactorKind.Password;

    internal static Account WithoutFactors(this Account account) => account with
    {
        Enrollments = account.Enrollments.RemoveAll(IsReset),
        Attempts = account.Attempts with { LastFirstFactor = null },
    };

    /// <summary>The event type of a change from one status to another.</summary>
    internal static string EventOf(AccountStatus from, AccountStatus to) => to switch
    {
        AccountStatus.Active when from == AccountStatus.LockedOut => "user.account.unlock_by_admin",
        AccountStatus.Active when from == AccountStatus.Suspended => "user.lifecycle.unsuspend",
        AccountStatus.Active or AccountStatus.Provisioned         => "user.lifecycle.activate",
        AccountStatus.LockedOut                                   => "user.account.lock",
        AccountStatus.PasswordExpired                             => "user.account.expire_password",
        AccountStatus.Recovery                                    => "user.account.reset_password",
        AccountStatus.Suspended                                   => "user.lifecycle.suspend",
        AccountStatus.Deprovisioned                               => "user.lifecycle.deactivate",
        _                                                         => "user.lifecycle.create",
    };
}
