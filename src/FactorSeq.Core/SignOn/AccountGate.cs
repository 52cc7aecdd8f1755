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
}
