using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Imports;

/// <summary>What an import makes of one user.</summary>
/// <param name="Account">The account as it is left; null where there is none and none is made.</param>
public sealed record Imported(Account? Account, ImportEffect Effect, ImmutableArray<SystemEvent> Events);

/// <summary>What imports do to accounts. What they do not carry: that an account has expired, that a password has, that a lock was opened.</summary>
public static class Importing
{
    private const string FromMaster = "system.import.user.update_user_lifecycle_from_master";

    /// <summary>An entry that was read, and the account it belongs to.</summary>
    /// <param name="account">Null where nobody has that login.</param>
    /// <param name="create">Makes the account of somebody new.</param>
    public static Imported Take(
        Account? account,
        DirectoryEntry entry,
        DirectoryIntegration directory,
        ImportMode mode,
        OrgSettings settings,
        Func<Account> create,
        DateTimeOffset now)
    {
        if (account is { User.Directory: var link } && link?.DirectoryId != directory.Id)
        {
            return Skipped(account, directory, "the login belongs to another user");
        }

        if (!entry.IsComplete)
        {
            return account is not null && mode == ImportMode.Full
                ? Departed(account, directory, "login, first name or last name is missing in the directory", now)
                : Skipped(account, directory, "login, first name or last name is missing");
        }

        if (account is null)
        {
            return entry.Disabled ? new Imported(null, ImportEffect.Nothing, []) : new Imported(create(), ImportEffect.Created, []);
        }

        var described = Sourced.Described(account, entry);
        if (entry.Disabled)
        {
            var departed = Departed(described, directory, "disabled in the directory", now, "system.import.user.suspend");
            return departed.Effect == ImportEffect.Nothing && !ReferenceEquals(described, account)
                ? departed with { Effect = ImportEffect.Updated }
                : departed;
        }

        var (back, returned) = Sourced.Reactivated(described, directory.WhenReactivated, now);
        var taken = returned is not null
            ? new Imported(back, ImportEffect.Reactivated, [new(FromMaster, EventOutcome.Success), Unsuspended(returned), returned])
            : new Imported(described, ReferenceEquals(described, account) ? ImportEffect.Nothing : ImportEffect.Updated, []);
        return entry.Locked ? Locked(taken, taken.Account!, settings, now) : taken;
    }

    /// <summary>An account whose entry a full import did not find: deleted, or moved out of what is read.</summary>
    public static Imported Missing(Account account, DirectoryIntegration directory, DateTimeOffset now) =>
        Departed(account, directory, "no longer where the directory is read", now, "system.import.user.delete");

    private static Imported Departed(Account account, DirectoryIntegration directory, string why, DateTimeOffset now, string? type = null)
    {
        var (gone, lifecycle) = Sourced.Deactivated(account, directory.WhenDeactivated, why, now);
        if (lifecycle is null)
        {
            return new Imported(gone, ImportEffect.Nothing, []);
        }

        ImmutableArray<SystemEvent> events = [new(FromMaster, EventOutcome.Success, Detail: why)];
        var isOfImport = type == "system.import.user.delete" || (type is not null && gone.User.Status == AccountStatus.Suspended);
        events = isOfImport ? events.Add(new SystemEvent(type!, EventOutcome.Success)) : events;
        return new Imported(gone, ImportEffect.Deactivated, events.Add(lifecycle));
    }

    // Who has just come back may be locked there all the same: the next import must find nothing left to do.
    private static Imported Locked(Imported taken, Account account, OrgSettings settings, DateTimeOffset now)
    {
        var events = taken.Events.Add(new SystemEvent("app.ad.api.user_import.account_locked", EventOutcome.Success));
        return settings.ImportCopiesLock && account.User.Status == AccountStatus.Active
            ? new Imported(
                account.WithStatus(AccountStatus.LockedOut, now),
                taken.Effect == ImportEffect.Nothing ? ImportEffect.Updated : taken.Effect,
                events.Add(new SystemEvent("user.account.lock", EventOutcome.Success, Detail: "locked in the directory")))
            : taken with { Events = events };
    }

    private static SystemEvent Unsuspended(SystemEvent lifecycle) => new(
        lifecycle.Type == "user.lifecycle.unsuspend" ? "system.import.user.unsuspend" : "system.import.user.update", EventOutcome.Success);

    private static Imported Skipped(Account? account, DirectoryIntegration directory, string why) => new(
        account, ImportEffect.Skipped, [new(directory.Type.AgentEvent("import_user"), EventOutcome.Skipped, why)]);
}
