using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;

namespace FactorSeq.Core.Tests.Imports;

/// <summary>What imports do to accounts.</summary>
public sealed class ImportingTests
{
    private const string Incomplete = "login, first name or last name is missing";
    private const string FromMaster = "system.import.user.update_user_lifecycle_from_master";

    private static readonly DirectoryIntegration Directory = Corporate.ActiveDirectory;
    private static readonly DateTimeOffset Later = World.Morning.AddHours(1);
    private static readonly Account Known = Created();

    public static TheoryData<string> Lacking() => ["login", "first name", "last name"];

    // ---- people nobody knows

    [Fact]
    public void Somebody_new_is_created()
    {
        var imported = Take(null, Corporate.Entry);

        Assert.Equal(ImportEffect.Created, imported.Effect);
        Assert.Empty(imported.Events);
        Assert.Equal(Known, imported.Account, SameUser);
    }

    [Fact]
    public void A_new_account_is_active_and_the_directory_s()
    {
        Assert.Equal(AccountStatus.Active, Known.User.Status);
        Assert.Equal(CredentialProvider.ActiveDirectory, Known.User.Provider);
        Assert.Equal(new DirectoryLink("0oa_ad", "guid-of-ana"), Known.User.Directory);
        Assert.Equal("Ana", Known.User.FirstName);
        Assert.IsType<DelegatedPassword>(Assert.Single(Known.Enrollments).Data);
        Assert.False(Known.ByDirectory);
    }

    [Fact]
    public void Where_authentication_is_not_delegated_a_new_account_waits_for_its_password()
    {
        var account = Sourced.Created(Ana.Id, Directory, Corporate.Entry with { Email = null, Phone = Ana.Phone }, null, [Group.Everyone], World.Morning);

        Assert.Equal(AccountStatus.Staged, account.User.Status);
        Assert.Equal(CredentialProvider.Okta, account.User.Provider);
        Assert.Equal(Ana.Login, account.User.Email);
        Assert.Equal(Ana.Phone, account.User.Profile["primaryPhone"]);
        Assert.Empty(account.Enrollments);
    }

    [Theory]
    [InlineData(ImportMode.Full)]
    [InlineData(ImportMode.Incremental)]
    public void Somebody_new_who_is_disabled_is_passed_over(ImportMode mode) =>
        Is(Take(null, Corporate.Entry with { Disabled = true }, mode: mode), null, ImportEffect.Nothing);

    [Fact]
    public void Somebody_new_who_is_locked_is_created() =>
        Assert.Equal(ImportEffect.Created, Take(null, Corporate.Entry with { Locked = true }).Effect);

    // ---- people who are skipped

    [Theory]
    [MemberData(nameof(Lacking))]
    public void Somebody_new_who_lacks_what_Okta_requires_is_skipped(string what)
    {
        foreach (var mode in Enum.GetValues<ImportMode>())
        {
            Is(Take(null, Without(what), mode: mode), null, ImportEffect.Skipped, new SystemEvent("system.agent.ad.import_user", EventOutcome.Skipped, Incomplete));
        }
    }

    [Fact]
    public void The_event_of_a_skipped_user_names_the_directory_s_agent() =>
        Is(
            Take(null, Without("login"), Corporate.Ldap),
            null, ImportEffect.Skipped, new SystemEvent("system.agent.ldap.import_user", EventOutcome.Skipped, Incomplete));

    [Theory]
    [MemberData(nameof(Lacking))]
    public void A_known_user_who_lacks_it_is_skipped_by_incremental_imports_and_deactivated_by_full_ones(string what)
    {
        Is(Take(Known, Without(what)), Known, ImportEffect.Skipped, new SystemEvent("system.agent.ad.import_user", EventOutcome.Skipped, Incomplete));

        const string Why = "login, first name or last name is missing in the directory";
        var full = Take(Known, Without(what), mode: ImportMode.Full);
        Assert.Equal(AccountStatus.Deprovisioned, full.Account!.User.Status);
        Is(full, full.Account, ImportEffect.Deactivated, Lifecycle(Why), new SystemEvent("user.lifecycle.deactivate", EventOutcome.Success, Detail: Why));
    }

    [Fact]
    public void The_login_of_another_user_is_skipped_whatever_stands_in_the_entry()
    {
        var okta = Known with { User = Known.User with { Directory = null, Provider = CredentialProvider.Okta } };
        var elsewhere = Known with { User = Known.User with { Directory = new DirectoryLink("0oa_other", "x") } };
        DirectoryEntry[] entries =
            [Corporate.Entry, Corporate.Entry with { Disabled = true }, Corporate.Entry with { Locked = true }, Without("last name")];

        Assert.All(entries, entry => Assert.All(Enum.GetValues<ImportMode>(), mode => Assert.All(new[] { okta, elsewhere }, account => Is(
            Take(account, entry, mode: mode),
            account,
            ImportEffect.Skipped,
            new SystemEvent("system.agent.ad.import_user", EventOutcome.Skipped, "the login belongs to another user")))));
    }

    // ---- what is taken over

    [Fact]
    public void An_entry_that_says_nothing_new_changes_nothing() => Is(Take(Known, Corporate.Entry), Known, ImportEffect.Nothing);

    [Fact]
    public void Names_addresses_and_the_entry_s_own_id_are_taken_over()
    {
        var entry = Corporate.Entry with { FirstName = "Annie", LastName = "Arroyo", Email = "annie@corp.test", Phone = Ana.Phone, ExternalId = "new-guid" };

        var imported = Take(Known, entry);

        var user = imported.Account!.User;
        Assert.Equal(ImportEffect.Updated, imported.Effect);
        Assert.Empty(imported.Events);
        Assert.Equal(("Annie", "Arroyo", "annie@corp.test", Ana.Phone), (user.FirstName, user.LastName, user.Email, user.Profile["primaryPhone"]));
        Assert.Equal(new DirectoryLink("0oa_ad", "new-guid"), user.Directory);
        Assert.Equal((Known.User.Id, Known.User.Login, AccountStatus.Active), (user.Id, user.Login, user.Status));
    }

    [Fact]
    public void What_the_directory_leaves_out_stays()
    {
        var withPhone = Take(Known, Corporate.Entry with { Phone = Ana.Phone }).Account!;

        Is(Take(withPhone, Corporate.Entry with { Email = "", Phone = null }), withPhone, ImportEffect.Nothing);
    }

    [Theory]
    [InlineData(AccountStatus.LockedOut)]
    [InlineData(AccountStatus.PasswordExpired)]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Deprovisioned)]
    public void That_all_is_well_in_the_directory_is_not_taken_over(AccountStatus status)
    {
        var account = Known.WithStatus(status, World.Morning);

        Is(Take(account, Corporate.Entry, Directory with { WhenReactivated = WhenReactivated.Reactivate }), account, ImportEffect.Nothing);
    }

    // ---- disabled

    [Theory]
    [InlineData(ImportMode.Full)]
    [InlineData(ImportMode.Incremental)]
    public void Who_is_disabled_is_deactivated(ImportMode mode)
    {
        var imported = Take(Known, Corporate.Entry with { Disabled = true }, mode: mode);

        Assert.True(imported.Account!.ByDirectory);
        Assert.Equal((AccountStatus.Deprovisioned, Later), (imported.Account.User.Status, imported.Account.User.StatusChanged));
        Is(imported, imported.Account, ImportEffect.Deactivated, Lifecycle("disabled in the directory"),
            new SystemEvent("user.lifecycle.deactivate", EventOutcome.Success, Detail: "disabled in the directory"));
    }

    [Fact]
    public void Who_is_disabled_is_suspended_where_the_directory_suspends()
    {
        var imported = Take(Known, Corporate.Entry with { Disabled = true }, Directory with { WhenDeactivated = WhenDeactivated.Suspend });

        Assert.True(imported.Account!.ByDirectory);
        Assert.Equal(AccountStatus.Suspended, imported.Account.User.Status);
        Is(imported, imported.Account, ImportEffect.Deactivated, Lifecycle("disabled in the directory"),
            new SystemEvent("system.import.user.suspend", EventOutcome.Success),
            new SystemEvent("user.lifecycle.suspend", EventOutcome.Success, Detail: "disabled in the directory"));
    }

    [Fact]
    public void Who_is_disabled_is_left_alone_where_the_directory_does_nothing() =>
        Is(Take(Known, Corporate.Entry with { Disabled = true }, Directory with { WhenDeactivated = WhenDeactivated.Nothing }), Known, ImportEffect.Nothing);

    [Theory]
    [InlineData(WhenDeactivated.Deactivate, AccountStatus.Deprovisioned)]
    [InlineData(WhenDeactivated.Suspend, AccountStatus.Suspended)]
    [InlineData(WhenDeactivated.Suspend, AccountStatus.Deprovisioned)]
    public void Who_is_gone_already_is_not_the_directory_s(WhenDeactivated setting, AccountStatus status)
    {
        var account = Known.WithStatus(status, World.Morning);

        Is(Take(account, Corporate.Entry with { Disabled = true }, Directory with { WhenDeactivated = setting }), account, ImportEffect.Nothing);
        Assert.False(account.ByDirectory);
    }

    // ---- missing

    [Theory]
    [InlineData(WhenDeactivated.Deactivate, AccountStatus.Deprovisioned, "user.lifecycle.deactivate")]
    [InlineData(WhenDeactivated.Suspend, AccountStatus.Suspended, "user.lifecycle.suspend")]
    public void Who_is_no_longer_read_is_deactivated_or_suspended(WhenDeactivated setting, AccountStatus status, string lifecycle)
    {
        const string Why = "no longer where the directory is read";
        var imported = Importing.Missing(Known, Directory with { WhenDeactivated = setting }, Later);

        Assert.Equal((status, true), (imported.Account!.User.Status, imported.Account.ByDirectory));
        Is(imported, imported.Account, ImportEffect.Deactivated, Lifecycle(Why),
            new SystemEvent("system.import.user.delete", EventOutcome.Success), new SystemEvent(lifecycle, EventOutcome.Success, Detail: Why));
        Is(Importing.Missing(imported.Account, Directory with { WhenDeactivated = setting }, Later), imported.Account, ImportEffect.Nothing);
    }

    [Fact]
    public void Who_is_no_longer_read_is_left_alone_where_the_directory_does_nothing() =>
        Is(Importing.Missing(Known, Directory with { WhenDeactivated = WhenDeactivated.Nothing }, Later), Known, ImportEffect.Nothing);

    // ---- back

    [Theory]
    [InlineData(WhenDeactivated.Deactivate, "system.import.user.update", "user.lifecycle.activate")]
    [InlineData(WhenDeactivated.Suspend, "system.import.user.unsuspend", "user.lifecycle.unsuspend")]
    public void Who_is_back_is_reactivated_where_the_directory_had_sent_them_away(WhenDeactivated setting, string ofImport, string lifecycle)
    {
        var directory = Directory with { WhenDeactivated = setting, WhenReactivated = WhenReactivated.Reactivate };
        foreach (var gone in new[] { Take(Known, Corporate.Entry with { Disabled = true }, directory), Importing.Missing(Known, directory, Later) })
        {
            var back = Take(gone.Account, Corporate.Entry, directory);

            Assert.Equal((AccountStatus.Active, false), (back.Account!.User.Status, back.Account.ByDirectory));
            Is(back, back.Account, ImportEffect.Reactivated, new SystemEvent(FromMaster, EventOutcome.Success), new SystemEvent(ofImport, EventOutcome.Success),
                new SystemEvent(lifecycle, EventOutcome.Success, Detail: "enabled in the directory again"));
        }
    }

    [Fact]
    public void Who_is_back_stays_away_where_the_directory_brings_nobody_back()
    {
        var gone = Take(Known, Corporate.Entry with { Disabled = true }).Account;

        Is(Take(gone, Corporate.Entry), gone, ImportEffect.Nothing);
    }

    [Theory]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Deprovisioned)]
    public void Whom_an_administrator_sent_away_later_the_directory_does_not_bring_back(AccountStatus status)
    {
        var directory = Directory with { WhenReactivated = WhenReactivated.Reactivate };
        var byDirectory = Take(Known, Corporate.Entry with { Disabled = true }, directory).Account!;
        var byAdmin = byDirectory.WithStatus(AccountStatus.Active, Later).WithStatus(status, Later);

        Is(Take(byAdmin, Corporate.Entry, directory), byAdmin, ImportEffect.Nothing);
    }

    // ---- locked

    [Fact]
    public void A_lock_is_told_and_not_copied() =>
        Is(Take(Known, Corporate.Entry with { Locked = true }), Known, ImportEffect.Nothing, Seen());

    [Fact]
    public void A_lock_is_copied_where_the_org_wants_it()
    {
        var imported = Take(Known, Corporate.Entry with { Locked = true }, settings: new() { ImportCopiesLock = true });

        Assert.Equal(AccountStatus.LockedOut, imported.Account!.User.Status);
        Is(imported, imported.Account, ImportEffect.Updated, Seen(),
            new SystemEvent("user.account.lock", EventOutcome.Success, Detail: "locked in the directory"));
    }

    [Theory]
    [InlineData(AccountStatus.LockedOut)]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Deprovisioned)]
    public void A_lock_is_copied_to_nobody_but_the_active(AccountStatus status)
    {
        var account = Known.WithStatus(status, World.Morning);

        Is(Take(account, Corporate.Entry with { Locked = true }, settings: new() { ImportCopiesLock = true }), account, ImportEffect.Nothing, Seen());
    }

    [Fact]
    public void Who_is_back_and_locked_is_both_at_once()
    {
        var directory = Directory with { WhenReactivated = WhenReactivated.Reactivate };
        var gone = Take(Known, Corporate.Entry with { Disabled = true }, directory).Account;
        var back = new SystemEvent("user.lifecycle.activate", EventOutcome.Success, Detail: "enabled in the directory again");

        var seen = Take(gone, Corporate.Entry with { Locked = true }, directory);
        Assert.Equal(AccountStatus.Active, seen.Account!.User.Status);
        Is(seen, seen.Account, ImportEffect.Reactivated, new SystemEvent(FromMaster, EventOutcome.Success),
            new SystemEvent("system.import.user.update", EventOutcome.Success), back, Seen());

        var copied = Take(gone, Corporate.Entry with { Locked = true }, directory, settings: new() { ImportCopiesLock = true });
        Assert.Equal(AccountStatus.LockedOut, copied.Account!.User.Status);
        Assert.Equal(ImportEffect.Reactivated, copied.Effect);
    }

    // ---- twice

    [Fact]
    public void The_same_entry_twice_changes_nothing_the_second_time()
    {
        bool[] either = [false, true];
        var cases =
            from status in Enum.GetValues<AccountStatus>()
            from byDirectory in either
            from disabled in either
            from locked in either
            from entry in new[] { Corporate.Entry, Corporate.Entry with { FirstName = "Annie", Phone = Ana.Phone }, Without("last name") }
            from gone in Enum.GetValues<WhenDeactivated>()
            from back in Enum.GetValues<WhenReactivated>()
            from mode in Enum.GetValues<ImportMode>()
            from copies in either
            select (
                Account: Known.WithStatus(status, World.Morning) with { ByDirectory = byDirectory },
                Entry: entry with { Disabled = disabled, Locked = locked },
                Directory: Directory with { WhenDeactivated = gone, WhenReactivated = back },
                Mode: mode,
                Settings: new OrgSettings { ImportCopiesLock = copies });
        foreach (var (account, entry, directory, mode, settings) in cases)
        {
            var once = Take(account, entry, directory, mode, settings);
            var twice = Take(once.Account, entry, directory, mode, settings);

            Assert.True(
                ReferenceEquals(once.Account, twice.Account) && twice.Effect is ImportEffect.Nothing or ImportEffect.Skipped,
                $"{account.User.Status}, by directory {account.ByDirectory}; {entry}; {directory.WhenDeactivated}, {directory.WhenReactivated}; {mode}; "
                + $"copies locks {settings.ImportCopiesLock}: {once.Effect}, then {twice.Effect} to {twice.Account?.User.Status}");
        }
    }

    private static Imported Take(
        Account? account, DirectoryEntry entry, DirectoryIntegration? directory = null, ImportMode mode = ImportMode.Incremental, OrgSettings? settings = null) =>
        Importing.Take(account, entry, directory ?? Directory, mode, settings ?? new(), Created, Later);

    private static Account Created() => Sourced.Created(
        Ana.Id,
        Directory,
        Corporate.Entry,
        new Enrollment(Enrollment.PasswordId, FactorKind.Password, new DelegatedPassword(Directory.Id, Directory.Type), World.Morning),
        [Group.Everyone],
        World.Morning);

    private static DirectoryEntry Without(string what) => what switch
    {
        "login" => Corporate.Entry with { Login = "" },
        "first name" => Corporate.Entry with { FirstName = null },
        _ => Corporate.Entry with { LastName = "" },
    };

    private static void Is(Imported imported, Account? account, ImportEffect effect, params SystemEvent[] events)
    {
        Assert.Same(account, imported.Account);
        Assert.Equal(effect, imported.Effect);
        Assert.Equal(events, imported.Events.AsEnumerable());
    }

    private static bool SameUser(Account? one, Account? other) => one!.User with { Groups = [] } == other!.User with { Groups = [] };

    private static SystemEvent Lifecycle(string why) => new(FromMaster, EventOutcome.Success, Detail: why);

    private static SystemEvent Seen() => new("app.ad.api.user_import.account_locked", EventOutcome.Success);
}
