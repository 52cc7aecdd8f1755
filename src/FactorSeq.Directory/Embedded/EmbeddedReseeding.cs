namespace FactorSeq.Directories.Embedded;

/// <summary>
/// What becomes of a person whose seed is read again. A member that the edit has changed is taken; any other stays as it came to be: a lock
/// run into or opened, a password changed, an account disabled at the emulator.
/// </summary>
public static class EmbeddedReseeding
{
    /// <param name="kept">As the store has them.</param>
    /// <param name="seeded">As the seed has them before its first import.</param>
    /// <param name="since">What the seed changes after that import.</param>
    public static EmbeddedPerson Of(EmbeddedPerson kept, EmbeddedPerson seeded, EmbeddedPatch? since)
    {
        var said = since?.Of(seeded.State) ?? seeded.State;
        var person = seeded with
        {
            PasswordHash = kept.PasswordChanged ? kept.PasswordHash : seeded.PasswordHash,
            PasswordChanged = kept.PasswordChanged,
            State = kept.Seeded is { } before ? Merged(kept.State, before, said) : said,
            Seeded = said,
            BadPasswords = kept.BadPasswords,
            LastBadPassword = kept.LastBadPassword,
            LockedAt = kept.LockedAt,
            Revision = kept.Revision,
        };
        return kept.Seeded is { Locked: true } && !said.Locked ? person.Cleared() : person;
    }

    private static EmbeddedState Merged(EmbeddedState now, EmbeddedState before, EmbeddedState after) => new()
    {
        Locked = Newer(now.Locked, before.Locked, after.Locked),
        Disabled = Newer(now.Disabled, before.Disabled, after.Disabled),
        MustChangePassword = Newer(now.MustChangePassword, before.MustChangePassword, after.MustChangePassword),
        PasswordExpired = Newer(now.PasswordExpired, before.PasswordExpired, after.PasswordExpired),
        AccountExpires = Newer(now.AccountExpires, before.AccountExpires, after.AccountExpires),
        LogonHoursDenied = Newer(now.LogonHoursDenied, before.LogonHoursDenied, after.LogonHoursDenied),
        Workstations = before.Workstations.SequenceEqual(after.Workstations) ? now.Workstations : after.Workstations,
        Deleted = Newer(now.Deleted, before.Deleted, after.Deleted),
        OrganizationalUnit = Newer(now.OrganizationalUnit, before.OrganizationalUnit, after.OrganizationalUnit),
    };

    private static T Newer<T>(T now, T before, T after) => EqualityComparer<T>.Default.Equals(before, after) ? now : after;
}
