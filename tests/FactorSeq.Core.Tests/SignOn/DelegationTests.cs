using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>What follows, besides the public answer, from a directory's reply: the log, the account, the counters, the cache.</summary>
public sealed class DelegationTests
{
    private const string Factor = "PASSWORD_AS_FACTOR";

    public static TheoryData<DirectoryAnswer, string?, string> Refused() => new()
    {
        { DirectoryAnswer.NotFound, "1317", "Login failed: the account does not exist where the directory is read" },
        { DirectoryAnswer.Locked, "1909", "Login failed: the account is locked out in the directory" },
        { DirectoryAnswer.Disabled, "1331", "Login failed: the account is disabled in the directory" },
        { DirectoryAnswer.AccountExpired, "1793", "Login failed: the account has expired in the directory" },
        { DirectoryAnswer.LogonHours, "1328", "Login failed: the account may not be used at this hour" },
        { DirectoryAnswer.Workstation, "1329", "Login failed: the account may not be used from this workstation" },
        { DirectoryAnswer.NoAgent, null, DirectoryAnswers.TimedOutText },
        { DirectoryAnswer.TimedOut, null, DirectoryAnswers.TimedOutText },
        { DirectoryAnswer.Unreachable, null, DirectoryAnswers.TimedOutText },
    };

    // ---- the log

    [Theory]
    [MemberData(nameof(Refused))]
    public void The_log_hears_the_true_reason_and_of_Active_Directory_its_code(DirectoryAnswer answer, string? code, string reason)
    {
        var text = answer.Row().Text;
        var session = NoSession(answer == DirectoryAnswer.Locked ? "LOCKED_OUT" : "VERIFICATION_ERROR") with { Detail = text };

        Told(Corporate.ActiveDirectory, answer).ShouldLogJust(
            [new("user.authentication.auth_via_AD_agent", EventOutcome.Failure, reason, Detail: $"corp: {text}", ErrorCode: code), .. Lifecycle(answer), session]);
        Told(Corporate.Ldap, answer).ShouldLogJust(
            [new("user.authentication.auth_via_LDAP_agent", EventOutcome.Failure, reason, Detail: $"people: {text}"), .. Lifecycle(answer), session]);
    }

    [Fact]
    public void The_log_hears_the_directory_s_own_words_where_it_has_some() =>
        AUser().DirectorySays(DirectoryAnswer.LogonHours, diagnostic: "data 530").Identify().Prove("password").ShouldLogJust(
            new SystemEvent(
                "user.authentication.auth_via_AD_agent", EventOutcome.Failure, "Login failed: the account may not be used at this hour",
                Detail: "corp: data 530", ErrorCode: "1328"),
            NoSession("VERIFICATION_ERROR") with { Detail = "the account may not be used at this hour" });

    [Fact]
    public void The_log_hears_of_a_wrong_password() =>
        AUser().Identify().Fail("password").ShouldRefuse(Refusal.WrongPassword).ShouldLogJust(
            new SystemEvent(
                "user.authentication.auth_via_AD_agent", EventOutcome.Failure, "Login failed: unknown user name or bad password",
                Detail: "corp: unknown user name or bad password", ErrorCode: "1326"),
            NoSession("INVALID_CREDENTIALS") with { Factor = Factor });

    [Theory]
    [InlineData(DirectoryType.ActiveDirectory, "user.authentication.auth_via_AD_agent", "corp")]
    [InlineData(DirectoryType.Ldap, "user.authentication.auth_via_LDAP_agent", "people")]
    public void The_log_hears_who_found_the_password_right(DirectoryType type, string happened, string name) =>
        AUser(Corporate.Of(type)).Identify().Prove("password").ShouldBe<Transaction.Success>().ShouldLogJust(
            new SystemEvent("user.session.start", EventOutcome.Success, Factor: Factor),
            new SystemEvent(happened, EventOutcome.Success, Detail: name));

    [Fact]
    public void The_log_hears_of_a_password_that_is_over() =>
        AUser().DirectorySays(DirectoryAnswer.MustChangePassword).Identify().Prove("password").ShouldBe<Transaction.PasswordExpired>().ShouldLogJust(
            NoSession("PASSWORD_EXPIRED"),
            new SystemEvent(
                "user.authentication.auth_via_AD_agent", EventOutcome.Failure, "Login failed: the password must be changed",
                Detail: "corp: the password must be changed", ErrorCode: "1907"));

    [Fact]
    public void Whom_Okta_has_locked_the_directory_never_hears_of() =>
        AUser().WithStatus(AccountStatus.LockedOut).Identify().Prove("password").ShouldRefuse(Refusal.FactorServiceError).ShouldHaveAsked(0)
            .ShouldLogJust(NoSession("LOCKED_OUT") with { Detail = "locked in Okta" });

    [Theory]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Deprovisioned)]
    public void Whom_Okta_has_barred_in_the_middle_the_directory_never_hears_of(AccountStatus status) =>
        AUser().Identify().WithStatus(status).Prove("password").ShouldRefuse(Refusal.WrongPassword).ShouldHaveAsked(0)
            .ShouldLogJust(NoSession("VERIFICATION_ERROR"));

    [Fact]
    public void A_factor_of_whom_Okta_has_locked_sends_nothing() =>
        Assert.Empty(ASignOn.Under("push").EnrolledIn("push", "password").From(Corporate.ActiveDirectory).WithStatus(AccountStatus.LockedOut)
            .Identify().Verify("push").ShouldRefuse(Refusal.FactorServiceError).Sent);

    // ---- what the account takes over

    [Theory]
    [InlineData(WhenDeactivated.Deactivate, AccountStatus.Deprovisioned, "user.lifecycle.deactivate")]
    [InlineData(WhenDeactivated.Suspend, AccountStatus.Suspended, "user.lifecycle.suspend")]
    public void Who_is_found_disabled_is_so_in_Okta_from_then_on(WhenDeactivated setting, AccountStatus status, string happened)
    {
        var signOn = AUser(Corporate.ActiveDirectory with { WhenDeactivated = setting })
            .DirectorySays(DirectoryAnswer.Disabled).Identify().Prove("password").ShouldRefuse(Refusal.WrongPassword).ShouldHaveStatus(status);

        Assert.True(signOn.Account.ByDirectory);
        signOn.ShouldLog(happened).Beside().Identify().ShouldRefuse(Refusal.AuthenticationFailed).ShouldHaveAsked(1);
    }

    [Fact]
    public void Who_is_found_disabled_stays_as_they_are_where_the_directory_changes_nothing() =>
        AUser(Corporate.ActiveDirectory with { WhenDeactivated = WhenDeactivated.Nothing })
            .DirectorySays(DirectoryAnswer.Disabled).Identify().Prove("password").ShouldRefuse(Refusal.WrongPassword).ShouldHaveStatus(AccountStatus.Active);

    [Fact]
    public void Who_is_found_disabled_stays_as_they_are_where_nothing_comes_just_in_time() =>
        AUser(Corporate.ActiveDirectory with { JustInTime = false })
            .DirectorySays(DirectoryAnswer.Disabled).Identify().Prove("password").ShouldRefuse(Refusal.WrongPassword).ShouldHaveStatus(AccountStatus.Active);

    [Theory]
    [InlineData(DirectoryAnswer.Locked)]
    [InlineData(DirectoryAnswer.NotFound)]
    [InlineData(DirectoryAnswer.AccountExpired)]
    [InlineData(DirectoryAnswer.LogonHours)]
    [InlineData(DirectoryAnswer.Workstation)]
    [InlineData(DirectoryAnswer.MustChangePassword)]
    [InlineData(DirectoryAnswer.NoAgent)]
    [InlineData(DirectoryAnswer.TimedOut)]
    public void No_other_answer_changes_the_status(DirectoryAnswer answer) =>
        AUser().In(s => s with { ImportCopiesLock = true }).DirectorySays(answer).Identify().Prove("password").ShouldHaveStatus(AccountStatus.Active);

    [Theory]
    [InlineData(DirectoryAnswer.Bound, true, "Annie")]
    [InlineData(DirectoryAnswer.MustChangePassword, true, "Annie")]
    [InlineData(DirectoryAnswer.LogonHours, true, "Annie")]
    [InlineData(DirectoryAnswer.Bound, false, "Ana")]
    [InlineData(DirectoryAnswer.LogonHours, false, "Ana")]
    public void Names_come_just_in_time_with_every_answer_to_the_right_password(DirectoryAnswer answer, bool justInTime, string name)
    {
        var signOn = AUser(Corporate.ActiveDirectory with { JustInTime = justInTime })
            .DirectorySays(answer, Corporate.Entry with { FirstName = "Annie" }).Identify().Prove("password");

        Assert.Equal(name, signOn.Account.User.FirstName);
    }

    // ---- the two counters

    [Fact]
    public void Okta_s_counter_never_locks_where_it_is_zero() =>
        AUser().Locking(new(MaxAttempts: 0)).Identify().Fail("password", times: 20).ShouldRefuse(Refusal.WrongPassword)
            .ShouldHaveAsked(20).ShouldHaveStatus(AccountStatus.Active).Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void Okta_s_counter_locks_in_Okta_alone()
    {
        var signOn = AUser().Locking(new(MaxAttempts: 3)).Identify().Fail("password", times: 2).ShouldHaveStatus(AccountStatus.Active)
            .Fail("password").ShouldRefuse(Refusal.WrongPassword).ShouldHaveStatus(AccountStatus.LockedOut).ShouldLog("user.account.lock");

        signOn.Prove("password").ShouldRefuse(Refusal.FactorServiceError).ShouldHaveAsked(3);
    }

    [Theory]
    [InlineData(DirectoryAnswer.NotFound)]
    [InlineData(DirectoryAnswer.Locked)]
    [InlineData(DirectoryAnswer.AccountExpired)]
    [InlineData(DirectoryAnswer.LogonHours)]
    [InlineData(DirectoryAnswer.Workstation)]
    [InlineData(DirectoryAnswer.NoAgent)]
    [InlineData(DirectoryAnswer.TimedOut)]
    [InlineData(DirectoryAnswer.Unreachable)]
    public void Nothing_but_a_wrong_password_counts(DirectoryAnswer answer)
    {
        var signOn = AUser().Locking(new(MaxAttempts: 3)).Identify().Fail("password", times: 2).DirectorySays(answer);
        for (var i = 0; i < 5; i++)
        {
            signOn.Prove("password");
        }

        Assert.Equal(2, signOn.ShouldHaveStatus(AccountStatus.Active).Account.Attempts.WrongPasswords);
        Assert.Equal(0, signOn.Account.Attempts.Strikes);
    }

    [Fact]
    public void That_an_account_is_disabled_counts_no_more_than_that()
    {
        var signOn = AUser(Corporate.ActiveDirectory with { JustInTime = false }).Locking(new(MaxAttempts: 1))
            .DirectorySays(DirectoryAnswer.Disabled).Identify().Prove("password").Prove("password").ShouldHaveStatus(AccountStatus.Active);

        Assert.Equal(0, signOn.Account.Attempts.WrongPasswords);
    }

    [Fact]
    public void A_right_password_begins_the_count_anew() =>
        Assert.Equal(0, AUser().Locking(new(MaxAttempts: 3)).Identify().Fail("password", times: 2).Prove("password").Account.Attempts.WrongPasswords);

    // ---- the credential cache

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public void A_good_sign_in_stands_in_for_five_days(int secondsPast, bool standsIn)
    {
        var signOn = Proved().After(TimeSpan.FromDays(5) - TimeSpan.FromSeconds(1) + TimeSpan.FromSeconds(secondsPast))
            .DirectorySays(DirectoryAnswer.NoAgent).Beside().Identify().Prove("password");

        Assert.Equal(standsIn, signOn.State is Transaction.Success);
    }

    [Fact]
    public void Standing_in_is_logged_as_what_it_is_and_renews_nothing()
    {
        var signOn = Proved().After(TimeSpan.FromDays(4)).DirectorySays(DirectoryAnswer.NoAgent).Beside().Identify().Prove("password")
            .ShouldBe<Transaction.Success>();
        signOn.ShouldLogJust(
            new SystemEvent("user.session.start", EventOutcome.Success, Factor: Factor),
            new SystemEvent(
                "user.authentication.auth_via_AD_agent", EventOutcome.Failure, DirectoryAnswers.TimedOutText, Detail: $"corp: {DirectoryAnswers.TimedOutText}"));
        Assert.Equal(World.Morning, signOn.Delegated.Proved);

        signOn.After(TimeSpan.FromDays(1)).Beside().Identify().Prove("password").ShouldRefuse(Refusal.WrongPassword);
    }

    [Fact]
    public void A_good_answer_of_the_directory_renews_it()
    {
        var signOn = Proved().After(TimeSpan.FromDays(4)).Beside().Identify().Prove("password").ShouldBe<Transaction.Success>();
        Assert.Equal(signOn.Now, signOn.Delegated.Proved);

        signOn.After(TimeSpan.FromDays(4)).DirectorySays(DirectoryAnswer.NoAgent).Beside().Identify().Prove("password").ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void Another_password_does_not_stand_in_and_counts_as_wrong() =>
        Proved().Locking(new(MaxAttempts: 1)).DirectorySays(DirectoryAnswer.NoAgent).Beside().Identify()
            .Fail("password").ShouldRefuse(Refusal.WrongPassword).ShouldHaveStatus(AccountStatus.LockedOut);

    [Theory]
    [InlineData(DirectoryAnswer.TimedOut)]
    [InlineData(DirectoryAnswer.Unreachable)]
    [InlineData(DirectoryAnswer.LogonHours)]
    public void It_stands_in_for_agents_and_not_for_directories(DirectoryAnswer answer) =>
        Proved().DirectorySays(answer).Beside().Identify().Prove("password").ShouldRefuse(Refusal.WrongPassword);

    [Fact]
    public void A_change_of_status_ends_it() =>
        Proved().WithStatus(AccountStatus.Suspended).WithStatus(AccountStatus.Active).DirectorySays(DirectoryAnswer.NoAgent)
            .Beside().Identify().Prove("password").ShouldRefuse(Refusal.WrongPassword);

    [Fact]
    public void A_new_password_ends_it()
    {
        var signOn = Proved().DirectorySays(DirectoryAnswer.MustChangePassword).Beside().Identify().Prove("password").ChangeDirectoryPassword();

        Assert.Null(signOn.ShouldBe<Transaction.Success>().Delegated.Cached);
    }

    // ---- new passwords

    [Theory]
    [InlineData(DirectoryAnswer.MustChangePassword)]
    [InlineData(DirectoryAnswer.PasswordExpired)]
    public void A_password_that_is_over_is_changed_after_the_second_step_and_is_over_no_more(DirectoryAnswer answer)
    {
        var signOn = AUser().NowUnder("password -> totp").DirectorySays(answer).Identify()
            .Prove("password").ShouldBe<Transaction.MfaRequired>()
            .Prove("totp").ShouldBe<Transaction.PasswordExpired>().ShouldHaveStatus(AccountStatus.Active);

        signOn.ChangeDirectoryPassword().ShouldBe<Transaction.Success>().ShouldHaveStatus(AccountStatus.Active).ShouldLog("user.account.update_password");
        Assert.Equal(signOn.Now, signOn.Account.User.PasswordChanged);
        Assert.Equal("0oa_ad", signOn.Delegated.DirectoryId);
    }

    [Fact]
    public void What_the_directory_makes_of_a_new_password_is_told()
    {
        var signOn = AUser().DirectorySays(DirectoryAnswer.MustChangePassword).Identify().Prove("password");

        signOn.ChangeDirectoryPassword(new NewPassword.Untaken()).ShouldRefuse(Refusal.NoAgent).ShouldBe<Transaction.PasswordExpired>();
        signOn.ChangeDirectoryPassword(new NewPassword.Unfit("too short")).ShouldRefuse(Refusal.PasswordUnfit).ShouldBe<Transaction.PasswordExpired>();
        Assert.Equal("too short", signOn.Last.Cause);
        signOn.ChangePassword(oldRight: false).ShouldRefuse(Refusal.OldPasswordWrong).ShouldBe<Transaction.PasswordExpired>();
        signOn.ChangeDirectoryPassword().ShouldBe<Transaction.Success>();
    }

    // ---- unlocking

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_unlock_by_oneself_reaches_the_directory_where_that_is_set(bool there)
    {
        var signOn = AUser(Corporate.ActiveDirectory with { UnlockInDirectory = there }).Locking(new() { AllowsUnlock = true })
            .WithStatus(AccountStatus.LockedOut).SpendToken(RecoveryKind.Unlock).ShouldBe<Transaction.Unlocked>().ShouldHaveStatus(AccountStatus.Active);

        Assert.Equal(there, signOn.Last.Effects.OfType<Effect.UnlockInDirectory>().Any());
    }

    [Fact]
    public void Okta_s_own_users_are_unlocked_nowhere_else() =>
        Assert.Empty(ASignOn.Under("password").EnrolledIn("password").Locking(new() { AllowsUnlock = true }).WithStatus(AccountStatus.LockedOut)
            .SpendToken(RecoveryKind.Unlock).ShouldBe<Transaction.Unlocked>().Last.Effects.OfType<Effect.UnlockInDirectory>());

    private static ASignOn AUser(DirectoryIntegration? directory = null) =>
        ASignOn.Under("password").EnrolledIn("password", "totp").From(directory ?? Corporate.ActiveDirectory);

    private static ASignOn Proved() => AUser().Identify().Prove("password").ShouldBe<Transaction.Success>();

    private static ASignOn Told(DirectoryIntegration directory, DirectoryAnswer answer) =>
        AUser(directory).DirectorySays(answer).Identify().Prove("password");

    private static SystemEvent[] Lifecycle(DirectoryAnswer answer) => answer == DirectoryAnswer.Disabled
        ? [new("user.lifecycle.deactivate", EventOutcome.Success, Detail: "disabled in the directory")]
        : [];

    private static SystemEvent NoSession(string reason) => new("user.session.start", EventOutcome.Failure, reason);
}
