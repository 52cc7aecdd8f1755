using FactorSeq.Core.Directories;

namespace FactorSeq.Directories.Embedded;

/// <summary>
/// How an embedded directory judges a password, as Active Directory does: a lock is told to everybody, any other state only to whoever has
/// the right password. Pure: what is kept of it is in the person it returns.
/// </summary>
public static class EmbeddedSignIn
{
    /// <summary>Whether the account is locked now.</summary>
    public static bool IsLocked(EmbeddedPerson person, DirectorySource.Embedded lockout, DateTimeOffset now) => person.State.Locked
        || (person.LockedAt is { } at && (lockout.LockoutMinutes == 0 || now < at.AddMinutes(lockout.LockoutMinutes)));

    /// <summary>Judges one password.</summary>
    /// <param name="right">Whether it is the person's.</param>
    /// <returns>The answer, and the person after it: the very same where there is nothing to write.</returns>
    public static (DirectoryAnswer Answer, EmbeddedPerson After) Judge(
        EmbeddedPerson person, bool right, DirectorySource.Embedded lockout, DateTimeOffset now)
    {
        var state = person.State;
        return state switch
        {
            { Deleted: true } => (DirectoryAnswer.NotFound, person),
            _ when IsLocked(person, lockout, now) => (DirectoryAnswer.Locked, person),
            _ when !right => (DirectoryAnswer.WrongPassword, Counted(person, lockout, now)),
            { Disabled: true } => (DirectoryAnswer.Disabled, person),
            { AccountExpires: { } end } when end <= now => (DirectoryAnswer.AccountExpired, person),
            { LogonHoursDenied: true } => (DirectoryAnswer.LogonHours, person),
            { Workstations.IsEmpty: false } => (DirectoryAnswer.Workstation, person),
            { PasswordExpired: true } => (DirectoryAnswer.PasswordExpired, person),
            { MustChangePassword: true } => (DirectoryAnswer.MustChangePassword, person),
            _ => (DirectoryAnswer.Bound, person.Cleared()),
        };
    }

    // The password that locks is still told to be wrong: the next one hears of the lock.
    private static EmbeddedPerson Counted(EmbeddedPerson person, DirectorySource.Embedded lockout, DateTimeOffset now)
    {
        var count = AddsUp(person, lockout, now) ? person.BadPasswords + 1 : 1;
        return person with
        {
            BadPasswords = count,
            LastBadPassword = now,
            LockedAt = lockout.LockoutThreshold > 0 && count >= lockout.LockoutThreshold ? now : null,
        };
    }

    // Whoever comes here with a lock on them has waited until it ran out, and begins anew.
    private static bool AddsUp(EmbeddedPerson person, DirectorySource.Embedded lockout, DateTimeOffset now) =>
        person.LockedAt is null && person.LastBadPassword is { } last && now <= last.AddMinutes(lockout.LockoutWindowMinutes);
}
