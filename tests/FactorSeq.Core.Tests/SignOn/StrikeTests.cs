using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>Five wrong codes in a row lock the user; wrong passwords lock by the password policy.</summary>
public sealed class StrikeTests
{
    private static readonly TimeSpan FourMinutes = TimeSpan.FromMinutes(4);

    [Theory]
    [InlineData("totp")]
    [InlineData("google_totp")]
    [InlineData("sms")]
    [InlineData("call")]
    [InlineData("email")]
    [InlineData("question")]
    [InlineData("yubikey")]
    [InlineData("rsa")]
    [InlineData("onprem")]
    [InlineData("symantec")]
    [InlineData("hotp")]
    public void The_fifth_wrong_answer_in_a_row_locks_and_says_so(string factor)
    {
        var signOn = ASignOn.Under(factor).EnrolledIn(factor).Identify().Fail(factor, times: 4);
        Assert.Equal(AccountStatus.Active, signOn.Account.User.Status);
        Assert.DoesNotContain(signOn.Walk, taken => taken.Decision.Refusal == Refusal.UserLocked);

        signOn.Fail(factor).ShouldRefuse(Refusal.UserLocked).ShouldLog("user.account.lock");
        Assert.Equal(AccountStatus.LockedOut, signOn.Account.User.Status);
        Assert.Equal(signOn.Now, signOn.Account.User.StatusChanged);
    }

    [Fact]
    public void A_locked_user_is_refused_even_with_the_right_code() =>
        ASignOn.Under("totp").EnrolledIn("totp").Identify().Fail("totp", times: 5).Prove("totp").ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void Strikes_add_up_over_factors() =>
        ASignOn.Under("totp", "sms", "question").EnrolledIn("totp", "sms", "question").Identify()
            .Fail("totp", times: 2).Fail("sms", times: 2).Fail("question").ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void Strikes_add_up_over_transactions() =>
        ASignOn.Under("totp").EnrolledIn("totp").Identify().Fail("totp", times: 3)
            .Beside().Identify().Fail("totp", times: 2).ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void Strikes_add_up_over_the_steps_of_a_chain_until_something_is_proved() =>
        ASignOn.Under("question -> totp").EnrolledIn("totp", "question").Identify()
            .Fail("question", times: 4).Prove("question").Fail("totp", times: 4).ShouldRefuse(Refusal.WrongPassCode)
            .Fail("totp").ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void The_window_slides_with_every_strike()
    {
        var signOn = ASignOn.Under("totp").EnrolledIn("totp").Identify();
        for (var i = 0; i < 4; i++)
        {
            signOn.Fail("totp").Look().After(FourMinutes);
        }

        signOn.Fail("totp").ShouldRefuse(Refusal.UserLocked);
    }

    [Fact]
    public void A_strike_older_than_the_window_is_forgotten() =>
        ASignOn.Under("totp").EnrolledIn("totp").Identify().Fail("totp", times: 4)
            .After(FourMinutes).Look().After(TimeSpan.FromMinutes(1)).Fail("totp").ShouldRefuse(Refusal.WrongPassCode);

    [Fact]
    public void The_window_is_a_setting() =>
        ASignOn.Under("totp").EnrolledIn("totp").In(s => s with { MfaLockWindowMinutes = 2 }).Identify().Fail("totp", times: 4)
            .After(TimeSpan.FromMinutes(2)).Fail("totp").ShouldRefuse(Refusal.WrongPassCode);

    [Fact]
    public void A_right_code_wipes_the_strikes()
    {
        var signOn = ASignOn.Under("totp").EnrolledIn("totp").Identify().Fail("totp", times: 4).Prove("totp").ShouldBe<Transaction.Success>();

        Assert.Equal(0, signOn.Account.Attempts.Strikes);
        Assert.Null(signOn.Account.Attempts.LastStrike);
    }

    [Fact]
    public void A_right_password_does_not_wipe_the_strikes() =>
        ASignOn.Under("password -> totp").EnrolledIn("password", "totp").Identify().Prove("password").Fail("totp", times: 4)
            .Beside().Identify().Prove("password").Fail("totp").ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void Wrong_passwords_are_no_strikes() =>
        ASignOn.Under("password", "totp").EnrolledIn("password", "totp").Locking(new PasswordAction(MaxAttempts: 0)).Identify()
            .Fail("password", times: 9).ShouldRefuse(Refusal.WrongPassword).Fail("totp", times: 4).ShouldRefuse(Refusal.WrongPassCode);

    [Fact]
    public void Denied_pushes_are_no_strikes()
    {
        var signOn = ASignOn.Under("push", "totp").EnrolledIn("push", "totp").Identify();
        for (var i = 0; i < 6; i++)
        {
            signOn.Verify("push").Taps(PhoneDecision.Denied).Verify("push");
        }

        signOn.Fail("totp", times: 4).ShouldRefuse(Refusal.WrongPassCode);
    }

    [Fact]
    public void A_key_s_wrong_answers_are_no_strikes_and_the_key_stays_as_it_was()
    {
        var signOn = ASignOn.Under("webauthn").EnrolledIn("webauthn").Identify().Verify("webauthn").Fail("webauthn", times: 6);

        signOn.ShouldRefuse(Refusal.WrongPassCode);
        Assert.Equal(Attempts.None, signOn.Account.Attempts);
        Assert.Null(signOn.Last.Account);
    }

    [Theory]
    [InlineData(Rejection.NextTokenWanted, Refusal.NextTokenWanted)]
    [InlineData(Rejection.TokenUnchanged, Refusal.TokenUnchanged)]
    public void A_token_that_wants_another_code_is_no_strike(Rejection why, Refusal refusal)
    {
        var signOn = ASignOn.Under("rsa").EnrolledIn("rsa").Identify();

        signOn.Take(new Step.Judged(signOn.EnrollmentOf("rsa"), new Verdict.Rejected(why))).ShouldRefuse(refusal);
        Assert.Equal(0, signOn.Account.Attempts.Strikes);
    }

    [Fact]
    public void After_an_unlock_five_more_are_free() =>
        ASignOn.Under("totp").EnrolledIn("totp").Identify().Fail("totp", times: 5).WithStatus(AccountStatus.Active)
            .Fail("totp", times: 4).ShouldRefuse(Refusal.WrongPassCode).Fail("totp").ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void Wrong_passwords_lock_by_the_password_policy()
    {
        var signOn = ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(MaxAttempts: 3)).Identify()
            .Fail("password", times: 2);
        Assert.Equal(AccountStatus.Active, signOn.Account.User.Status);

        signOn.Fail("password").ShouldRefuse(Refusal.WrongPassword).ShouldLog("user.account.lock");
        Assert.Equal(AccountStatus.LockedOut, signOn.Account.User.Status);
        signOn.Prove("password").ShouldRefuse(Refusal.WrongPassword);
    }

    [Fact]
    public void After_an_unlock_wrong_passwords_are_counted_anew() =>
        ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(MaxAttempts: 3)).Identify()
            .Fail("password", times: 3).WithStatus(AccountStatus.Active).Fail("password")
            .Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void A_policy_of_no_attempts_never_locks() =>
        ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(MaxAttempts: 0)).Identify()
            .Fail("password", times: 50).Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void A_right_password_wipes_the_wrong_ones() =>
        ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(MaxAttempts: 2)).Identify()
            .Fail("password").Prove("password").Beside().Identify().Fail("password").Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void A_lock_is_shown_at_the_password_where_the_policy_shows_locks() =>
        ASignOn.Under("password").EnrolledIn("password").Identify()
            .WithStatus(AccountStatus.LockedOut).Locking(new PasswordAction(ShowLockoutFailures: true))
            .Prove("password").ShouldBe<Transaction.LockedOut>();

    [Fact]
    public void A_wrong_primary_password_gives_no_reason() =>
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password").Identify(passwordPosted: true)
            .Verify("password", ASignOn.Wrong("password"), primary: true).ShouldRefuse(Refusal.AuthenticationFailed);

    [Theory]
    [InlineData("password", Refusal.WrongPassword)]
    [InlineData("totp", Refusal.AuthenticationFailed)]
    public void Whoever_is_suspended_in_mid_flow_is_refused_whatever_they_prove(string factor, Refusal refusal) =>
        ASignOn.Under(factor).EnrolledIn(factor).Identify().WithStatus(AccountStatus.Suspended).Prove(factor).ShouldRefuse(refusal)
            .ShouldBe<Transaction.Unauthenticated>();
}
