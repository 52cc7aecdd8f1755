using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>What the state of an account lets a sign-in do.</summary>
public enum Gate
{
    /// <summary>Go on.</summary>
    Open,

    /// <summary>Go on, and at the end choose a new password; fail without a reason where the policy lets nobody change theirs.</summary>
    ChangePassword,

    /// <summary>Fail without a reason.</summary>
    Shut,

    /// <summary>Fail as locked, where the password policy lets a locked user know.</summary>
    Locked,

    /// <summary>Fail as the factor service does when it meets a locked directory user: E0000074 "Factor Service Error".</summary>
    FactorServiceError,
}

/// <summary>Where in a sign-in the account is looked at.</summary>
public enum SignInPoint
{
    /// <summary>Factor sequencing is off: name and password together, and whatever follows them.</summary>
    FeatureOff,

    /// <summary>The username step.</summary>
    Name,

    /// <summary>The verification of any factor but the password.</summary>
    Factor,

    /// <summary>The verification of the password, as a factor.</summary>
    Password,
}

/// <summary>Where an account stands: by Okta's own status, or by what its directory has just answered.</summary>
public enum AccountState
{
    Active,
    PasswordExpired,
    LockedOut,
    Suspended,
    Deprovisioned,
    NotActivated,
    LockedInDirectory,
    DisabledInDirectory,
    PasswordOverInDirectory,
    ExpiredInDirectory,
    RestrictedInDirectory,
    GoneFromDirectory,
    NobodyAnswered,
}

/// <summary>One row of the matrix.</summary>
/// <param name="Delegated">Whether a directory judges the account's password.</param>
public sealed record GateRow(bool Delegated, AccountState State, Gate FeatureOff, Gate Name, Gate Factor, Gate Password)
{
    /// <summary>The cell of one point.</summary>
    public Gate this[SignInPoint point] => point switch
    {
        SignInPoint.FeatureOff => FeatureOff,
        SignInPoint.Name => Name,
        SignInPoint.Factor => Factor,
        _ => Password,
    };
}

/// <summary>
/// The account-state matrix. A way to sign in is a walk through its columns: without factor sequencing <c>FeatureOff</c> alone; a chain
/// <c>password -> push</c> is Name, Password, Factor; a chain without the password never comes by the last column, and so never meets
/// what only the directory knows ("Factor Sequencing and Active Directory"). The settings that bend cells are those of <see cref="At"/>.
/// </summary>
public static class AccountGate
{
    /// <summary>The rows; Okta's own status comes first, what the directory answers counts where that is open.</summary>
    public static ImmutableArray<GateRow> Table { get; } =
    [
        //  delegated  state                                  feature off          name       any other factor         password
        new(false, AccountState.Active,                       Gate.Open,           Gate.Open, Gate.Open,               Gate.Open),
        new(false, AccountState.PasswordExpired,              Gate.ChangePassword, Gate.Open, Gate.Open,               Gate.ChangePassword),
        new(false, AccountState.LockedOut,                    Gate.Locked,         Gate.Locked, Gate.Locked,           Gate.Locked),
        new(false, AccountState.Suspended,                    Gate.Shut,           Gate.Shut, Gate.Shut,               Gate.Shut),
        new(false, AccountState.Deprovisioned,                Gate.Shut,           Gate.Shut, Gate.Shut,               Gate.Shut),
        new(false, AccountState.NotActivated,                 Gate.Shut,           Gate.Shut, Gate.Shut,               Gate.Shut),
        new(true,  AccountState.Active,                       Gate.Open,           Gate.Open, Gate.Open,               Gate.Open),
        new(true,  AccountState.PasswordExpired,              Gate.ChangePassword, Gate.Open, Gate.Open,               Gate.ChangePassword),
        new(true,  AccountState.LockedOut,                    Gate.Locked,         Gate.Open, Gate.FactorServiceError, Gate.FactorServiceError),
        new(true,  AccountState.Suspended,                    Gate.Shut,           Gate.Shut, Gate.Shut,               Gate.Shut),
        new(true,  AccountState.Deprovisioned,                Gate.Shut,           Gate.Shut, Gate.Shut,               Gate.Shut),
        new(true,  AccountState.NotActivated,                 Gate.Shut,           Gate.Shut, Gate.Shut,               Gate.Shut),
        // From here on the directory alone knows: Open in the first columns is the hole that passwordless chains leave.
        new(true,  AccountState.LockedInDirectory,            Gate.Shut,           Gate.Open, Gate.Open,               Gate.FactorServiceError),
        new(true,  AccountState.DisabledInDirectory,          Gate.Shut,           Gate.Open, Gate.Open,               Gate.Shut),
        new(true,  AccountState.PasswordOverInDirectory,      Gate.ChangePassword, Gate.Open, Gate.Open,               Gate.ChangePassword),
        new(true,  AccountState.ExpiredInDirectory,           Gate.Shut,           Gate.Open, Gate.Open,               Gate.Shut),
        new(true,  AccountState.RestrictedInDirectory,        Gate.Shut,           Gate.Open, Gate.Open,               Gate.Shut),
        new(true,  AccountState.GoneFromDirectory,            Gate.Shut,           Gate.Open, Gate.Open,               Gate.Shut),
        new(true,  AccountState.NobodyAnswered,               Gate.Shut,           Gate.Open, Gate.Open,               Gate.Shut),
    ];

    /// <summary>
    /// The cell that decides. <see cref="OrgSettings.FsePoint"/> moves the Factor Service Error of users whom Okta has locked to the username step;
    /// <see cref="OrgSettings.FseAppliesToOktaSourced"/> lets it strike everybody whom Okta has locked.
    /// </summary>
    /// <param name="answer">What the directory has answered, where it was asked.</param>
    public static Gate At(SignInPoint point, User user, PasswordAction policy, OrgSettings settings, DirectoryAnswer? answer = null)
    {
        var state = answer is { } given ? Of(given) : StateOf(user.Status);
        var asDirectory = answer is not null || user.IsDelegated || (settings.FseAppliesToOktaSourced && state == AccountState.LockedOut);
        if (point == SignInPoint.Name && asDirectory && state == AccountState.LockedOut && settings.FsePoint == FsePoint.Identify)
        {
            return Gate.FactorServiceError;
        }

        var gate = Table.First(row => row.Delegated == asDirectory && row.State == state)[point];
        return gate == Gate.ChangePassword && user.IsDelegated && !policy.AllowsChange ? Gate.Shut : gate;
    }

    /// <summary>What <paramref name="status"/> means to whatever is no step of a chain.</summary>
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

    private static AccountState StateOf(AccountStatus status) => status switch
    {
        AccountStatus.Active => AccountState.Active,
        AccountStatus.PasswordExpired => AccountState.PasswordExpired,
        AccountStatus.LockedOut => AccountState.LockedOut,
        AccountStatus.Suspended => AccountState.Suspended,
        AccountStatus.Deprovisioned => AccountState.Deprovisioned,
        _ => AccountState.NotActivated,
    };

    private static AccountState Of(DirectoryAnswer answer) => answer switch
    {
        DirectoryAnswer.Bound => AccountState.Active,
        DirectoryAnswer.Locked => AccountState.LockedInDirectory,
        DirectoryAnswer.Disabled => AccountState.DisabledInDirectory,
        DirectoryAnswer.MustChangePassword or DirectoryAnswer.PasswordExpired => AccountState.PasswordOverInDirectory,
        DirectoryAnswer.AccountExpired => AccountState.ExpiredInDirectory,
        DirectoryAnswer.LogonHours or DirectoryAnswer.Workstation => AccountState.RestrictedInDirectory,
        DirectoryAnswer.NotFound => AccountState.GoneFromDirectory,
        _ => AccountState.NobodyAnswered,
    };
}
