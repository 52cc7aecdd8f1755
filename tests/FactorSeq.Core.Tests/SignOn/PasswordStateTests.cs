using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>PASSWORD_WARN, PASSWORD_EXPIRED, and passwords that are changed there.</summary>
public sealed class PasswordStateTests
{
    private static readonly SignOnOptions Warned = new(WarnBeforePasswordExpired: true, MultiOptionalFactorEnroll: false);

    [Theory]
    [InlineData(80, typeof(Transaction.PasswordWarn))]
    [InlineData(79, typeof(Transaction.Success))]
    [InlineData(89, typeof(Transaction.PasswordWarn))]
    [InlineData(90, typeof(Transaction.PasswordExpired))]
    [InlineData(400, typeof(Transaction.PasswordExpired))]
    public void A_password_warns_before_it_expires_and_expires_to_the_day(int days, Type state)
    {
        var signOn = Aged(days, warn: 10).Asking(Warned).Identify().Prove("password");

        Assert.IsType(state, signOn.State);
    }

    [Fact]
    public void Who_did_not_ask_is_not_warned() =>
        Aged(85, warn: 10).Identify().Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void Who_may_not_change_the_password_is_not_warned() =>
        Aged(85, warn: 10, policy => policy with { AllowsChange = false }).Asking(Warned).Identify().Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void A_sign_in_without_the_password_hears_nothing_of_its_age() =>
        Aged(400, warn: 10).NowUnder("totp").Asking(Warned).Identify().Prove("totp").ShouldBe<Transaction.Success>();

    [Fact]
    public void A_warning_is_passed_over() =>
        Aged(85, warn: 10).Asking(Warned).Identify().Prove("password").Skip().ShouldBe<Transaction.Success>();

    [Fact]
    public void An_expired_password_is_not_passed_over() =>
        Aged(91, warn: 10).Identify().Prove("password").Skip().ShouldRefuse(Refusal.NotAllowedInState).ShouldBe<Transaction.PasswordExpired>();

    [Fact]
    public void Expiry_is_written_down_when_a_sign_in_finds_it()
    {
        var signOn = Aged(91, warn: 10).Identify().Prove("password");

        Assert.Equal(AccountStatus.PasswordExpired, signOn.Account.User.Status);
    }

    [Theory]
    [InlineData(85)]
    [InlineData(91)]
    public void A_new_password_ends_the_sign_in(int days)
    {
        var signOn = Aged(days, warn: 10).Asking(Warned).Identify().Prove("password").ChangePassword().ShouldBe<Transaction.Success>();

        Assert.Equal(signOn.Now, signOn.Account.User.PasswordChanged);
        Assert.Equal(AccountStatus.Active, signOn.Account.User.Status);
        signOn.ShouldLog("user.account.update_password");
    }

    [Fact]
    public void A_wrong_old_password_changes_nothing_and_locks_nobody()
    {
        var signOn = Aged(91, warn: 10, policy => policy with { MaxAttempts = 1 }).Identify().Prove("password");
        var before = signOn.Account;

        signOn.ChangePassword(oldRight: false).ShouldRefuse(Refusal.OldPasswordWrong).ShouldBe<Transaction.PasswordExpired>();

        Assert.Equal(before, signOn.Account);
    }

    [Fact]
    public void An_unfit_password_is_refused_with_its_cause()
    {
        var signOn = Aged(91, warn: 10).Identify().Prove("password").ChangePassword(unfit: "too short").ShouldRefuse(Refusal.PasswordUnfit);

        Assert.Equal("too short", signOn.Last.Cause);
        signOn.ShouldBe<Transaction.PasswordExpired>();
    }

    [Fact]
    public void Factors_come_before_an_expired_password() =>
        ASignOn.Under(new RuleAction.PasswordAndAny(FactorPrompt.Always)).EnrolledIn("password", "totp").WithStatus(AccountStatus.PasswordExpired)
            .Identify().Prove("password").ShouldBe<Transaction.MfaRequired>()
            .Prove("totp").ShouldBe<Transaction.PasswordExpired>();

    [Fact]
    public void Factors_to_set_up_come_before_an_expired_password() =>
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password").WithStatus(AccountStatus.PasswordExpired)
            .Enrolling(EnrollmentMoment.Login, ("question", EnrollmentDemand.Required))
            .Identify().Prove("password").ShouldBe<Transaction.MfaEnroll>()
            .Enroll("question", ("question", "disliked_food"), ("answer", "mushrooms")).ShouldBe<Transaction.PasswordExpired>();

    [Fact]
    public void Who_is_locked_in_the_middle_changes_no_password() =>
        Aged(91, warn: 10).Identify().Prove("password").WithStatus(AccountStatus.LockedOut).ChangePassword().ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void Who_is_locked_in_the_middle_passes_no_warning_over() =>
        Aged(85, warn: 10).Asking(Warned).Identify().Prove("password").WithStatus(AccountStatus.LockedOut).Skip().ShouldRefuse(Refusal.UserLocked);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_password_ends_the_sessions_so_far_where_that_is_asked(bool revoke)
    {
        var signOn = Aged(1, warn: 10).After(TimeSpan.FromHours(1));
        var changed = signOn.Account.WithPassword(signOn.EnrollmentOf("password").Data, revoke, signOn.Now);

        Assert.Equal(revoke ? signOn.Now : null, changed.User.SessionsRevoked);
    }

    [Theory]
    [InlineData(AccountStatus.Active, false)]
    [InlineData(AccountStatus.PasswordExpired, true)]
    public void A_new_password_changes_the_status_of_those_who_were_not_active(AccountStatus status, bool changes)
    {
        var signOn = Aged(1, warn: 10).WithStatus(status).After(TimeSpan.FromHours(1));
        var changed = signOn.Account.WithPassword(signOn.EnrollmentOf("password").Data, revokeSessions: false, signOn.Now);

        Assert.Equal(AccountStatus.Active, changed.User.Status);
        Assert.Equal(changes ? signOn.Now : World.Morning, changed.User.StatusChanged);
    }

    [Fact]
    public void A_password_expires_once()
    {
        var signOn = Aged(1, warn: 10).WithStatus(AccountStatus.PasswordExpired).After(TimeSpan.FromHours(1)).Beside().Identify().Prove("password");

        Assert.Equal(World.Morning, signOn.ShouldBe<Transaction.PasswordExpired>().Account.User.StatusChanged);
    }

    [Fact]
    public void Nobody_changes_a_password_in_another_state() =>
        Aged(1, warn: 10).Identify().ChangePassword().ShouldRefuse(Refusal.NotAllowedInState);

    [Theory]
    [InlineData(29, AccountStatus.LockedOut)]
    [InlineData(30, AccountStatus.Active)]
    public void A_lock_opens_by_itself_when_its_time_is_over(int minutes, AccountStatus after)
    {
        var signOn = ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(3, AutoUnlockMinutes: 30))
            .WithStatus(AccountStatus.LockedOut).After(TimeSpan.FromMinutes(minutes)).Beside().Identify();

        Assert.Equal(after, signOn.Account.User.Status);
        Assert.Equal(after == AccountStatus.Active, signOn.State is Transaction.Unauthenticated);
    }

    [Fact]
    public void After_ten_times_in_a_row_it_does_not_open_again()
    {
        var signOn = ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(1, AutoUnlockMinutes: 1));
        for (var cycle = 0; cycle < 10; cycle++)
        {
            signOn = signOn.Beside().Identify().Fail("password").After(TimeSpan.FromMinutes(1));
            Assert.Equal(AccountStatus.LockedOut, signOn.Account.User.Status);
        }

        signOn = signOn.Beside().Identify().ShouldBe<Transaction.Unauthenticated>().Fail("password").ShouldLog("user.account.lock.limit");
        signOn.After(TimeSpan.FromDays(1)).Beside().Identify().ShouldRefuse(Refusal.AuthenticationFailed);
    }

    [Fact]
    public void A_good_sign_in_begins_the_count_of_openings_anew()
    {
        var signOn = ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(1, AutoUnlockMinutes: 1))
            .Identify().Fail("password").After(TimeSpan.FromMinutes(1)).Beside().Identify();
        Assert.Equal(1, signOn.Account.Attempts.AutoUnlocks);

        signOn.Prove("password").ShouldBe<Transaction.Success>();

        Assert.Equal(0, signOn.Account.Attempts.AutoUnlocks);
    }

    private static ASignOn Aged(int days, int warn, Func<PasswordAction, PasswordAction>? change = null)
    {
        var policy = new PasswordAction { Age = new PasswordAge(MaxAgeDays: 90, ExpireWarnDays: warn) };
        return ASignOn.Under("password").EnrolledIn("password", "totp").Locking((change ?? (p => p))(policy))
            .WithPasswordSet(World.Morning.AddDays(-days));
    }
}
