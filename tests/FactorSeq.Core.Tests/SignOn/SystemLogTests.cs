using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>What the System Log hears of a step, word for word: its readers search for these words.</summary>
public sealed class SystemLogTests
{
    private const string Wrong = "INVALID_CREDENTIALS";
    private const string Shut = "VERIFICATION_ERROR";

    [Fact]
    public void Nobody_is_named() => ASignOn.Under("push").OfNobody().Identify().ShouldLogJust(NoSession("UNKNOWN_USER"));

    [Fact]
    public void Somebody_is_named_without_the_password_that_belongs_to_it() =>
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password").WithoutSequencing().Identify().ShouldLogJust(NoSession(Wrong));

    [Theory]
    [InlineData(AccountStatus.LockedOut, "LOCKED_OUT")]
    [InlineData(AccountStatus.Suspended, Shut)]
    public void Somebody_is_named_who_cannot_sign_in(AccountStatus status, string reason) =>
        ASignOn.Under("push").EnrolledIn("push").WithStatus(status).Identify().ShouldLogJust(NoSession(reason));

    [Fact]
    public void Somebody_is_told_that_they_are_locked() =>
        ASignOn.Under("push").EnrolledIn("push").WithStatus(AccountStatus.LockedOut).Locking(new PasswordAction(ShowLockoutFailures: true))
            .Identify().ShouldBe<Transaction.LockedOut>().ShouldLogJust(NoSession("LOCKED_OUT"));

    [Fact]
    public void The_rule_denies() =>
        ASignOn.Under(new RuleAction.Deny()).EnrolledIn("push").Identify().ShouldLogJust(NoSession(Shut), Evaluated(EventOutcome.Deny));

    [Fact]
    public void There_is_no_first_factor() =>
        ASignOn.Under("push").EnrolledIn("sms").Identify()
            .ShouldLogJust(NoSession(Shut) with { Detail = "enrolled in no first factor of the rule" });

    [Fact]
    public void The_rule_asks_for_a_password_or_for_more()
    {
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password").Identify().ShouldLogJust(Evaluated(EventOutcome.Allow));
        ASignOn.Under("push").EnrolledIn("push").Identify().ShouldLogJust(Evaluated(EventOutcome.Challenge));
    }

    [Fact]
    public void An_event_says_which_rule_has_decided_unless_it_says_more()
    {
        Assert.Equal("The policy / The rule", Evaluated(EventOutcome.Allow).Detail);
        Assert.Equal("more", (Evaluated(EventOutcome.Allow) with { Detail = "more" }).Detail);
        Assert.Null(new SystemEvent("user.session.start", EventOutcome.Success).Detail);
    }

    [Fact]
    public void A_lock_has_opened() =>
        ASignOn.Under("totp").EnrolledIn("totp").Locking(new PasswordAction(AutoUnlockMinutes: 30))
            .WithStatus(AccountStatus.LockedOut).After(TimeSpan.FromMinutes(30)).Beside().Identify()
            .ShouldLogJust(
                Evaluated(EventOutcome.Challenge), new SystemEvent("user.account.unlock", EventOutcome.Success, Detail: "its time was over"));

    [Fact]
    public void Somebody_vouches()
    {
        const string Type = "user.authentication.auth_via_IDP";
        var vouched = new Step.VouchedFor(Ana.Login, Voucher.IdentityProvider);

        ASignOn.Under("push").Take(vouched)
            .ShouldLogJust(new SystemEvent(Type, EventOutcome.Success), new SystemEvent("user.session.start", EventOutcome.Success));
        ASignOn.Under("push").OfNobody().Take(vouched).ShouldLogJust(NoSession(Shut), new SystemEvent(Type, EventOutcome.Failure, Shut));
        ASignOn.Under(new RuleAction.Deny()).Take(vouched).ShouldLogJust(NoSession(Shut), Evaluated(EventOutcome.Deny));
    }

    [Fact]
    public void A_code_goes_out() =>
        ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms")
            .ShouldLogJust(new SystemEvent("system.sms.send_factor_verify_message", EventOutcome.Success, Factor: "SMS"));

    [Fact]
    public void A_push_is_denied_and_another_runs_out()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push").Taps(PhoneDecision.Denied).Verify("push");

        signOn.ShouldLogJust(new SystemEvent("user.mfa.okta_verify.deny_push", EventOutcome.Failure, Factor: "OKTA_VERIFY_PUSH"));
        signOn.Verify("push").After(TimeSpan.FromMinutes(4)).Look().After(TimeSpan.FromMinutes(1)).Verify("push").ShouldLogJust();
    }

    [Fact]
    public void Another_s_refusal_is_no_denied_push() =>
        ASignOn.Under("duo").EnrolledIn("duo").Identify().Verify("duo").Verify("duo", new Answer.Visited(PhoneDecision.Denied, null))
            .ShouldBe<Transaction.MfaChallenge>().ShouldLogJust();

    [Fact]
    public void A_first_answer_is_wrong_and_a_second()
    {
        var signOn = ASignOn.Under("question -> totp").EnrolledIn("question", "totp").Identify().Fail("question");
        signOn.ShouldLogJust(NoSession(Wrong) with { Factor = "SECURITY_QUESTION" });

        signOn.Prove("question").ShouldLogJust();
        signOn.Fail("totp").ShouldLogJust(SecondFactor(EventOutcome.Failure, Wrong));
    }

    [Fact]
    public void A_second_answer_is_right() =>
        ASignOn.Under("question -> totp").EnrolledIn("question", "totp").Identify().Prove("question").Prove("totp")
            .ShouldLogJust(
                new SystemEvent("user.session.start", EventOutcome.Success, Factor: "SECURITY_QUESTION"), SecondFactor(EventOutcome.Success, null));

    [Fact]
    public void The_fifth_answer_is_wrong() =>
        ASignOn.Under("question").EnrolledIn("question").Locking(new PasswordAction(AutoUnlockMinutes: 30)).Identify().Fail("question", times: 5)
            .ShouldLogJust(
                NoSession(Wrong) with { Factor = "SECURITY_QUESTION" },
                new SystemEvent("user.account.lock", EventOutcome.Success, Detail: "five wrong factor codes in a row"));

    [Fact]
    public void A_password_is_wrong_once_too_often() =>
        ASignOn.Under("password").EnrolledIn("password").Locking(new PasswordAction(MaxAttempts: 1)).Identify().Fail("password")
            .ShouldLogJust(
                NoSession(Wrong) with { Factor = ASignOn.Catalog.Find("password")!.Type.EventName },
                new SystemEvent("user.account.lock", EventOutcome.Success, Detail: "wrong passwords"));

    [Theory]
    [InlineData(AccountStatus.LockedOut, "LOCKED_OUT")]
    [InlineData(AccountStatus.Suspended, Shut)]
    public void Somebody_is_locked_or_suspended_in_the_middle(AccountStatus status, string reason)
    {
        ASignOn.Under("totp").EnrolledIn("totp").Identify().WithStatus(status).Prove("totp").ShouldLogJust(NoSession(reason));
        ASignOn.Under("password").EnrolledIn("password").Identify().WithStatus(status).Prove("password").ShouldLogJust(NoSession(reason));
        SettingUp().WithStatus(status).Enroll("totp").ShouldLogJust(NoSession(reason));
    }

    [Fact]
    public void A_lock_is_shown_at_the_password() =>
        ASignOn.Under("password").EnrolledIn("password").Identify()
            .WithStatus(AccountStatus.LockedOut).Locking(new PasswordAction(ShowLockoutFailures: true))
            .Prove("password").ShouldBe<Transaction.LockedOut>().ShouldLogJust(NoSession("LOCKED_OUT"));

    [Fact]
    public void A_second_step_is_missing() =>
        ASignOn.Under("push -> question").EnrolledIn("push").In(s => s with { LogFirstFactor = true }).Identify().Prove("push")
            .ShouldLogJust(NoSession(Shut) with { Detail = "enrolled in no factor of the second step" });

    [Fact]
    public void A_factor_is_set_up_with_a_wrong_code_and_a_right_one()
    {
        const string Type = "user.mfa.factor.activate";
        var signOn = SettingUp().Enroll("totp").Activate("wrong");

        signOn.ShouldLogJust(new SystemEvent(Type, EventOutcome.Failure, Wrong, "OKTA_SOFT_TOKEN"));
        signOn.Activate(signOn.PendingTotpCode());
        Assert.Contains(new SystemEvent(Type, EventOutcome.Success, Factor: "OKTA_SOFT_TOKEN"), Heard(signOn));
    }

    [Fact]
    public void A_password_has_expired_and_is_changed()
    {
        var signOn = ASignOn.Under("password").EnrolledIn("password").WithStatus(AccountStatus.PasswordExpired).Identify().Prove("password");
        Assert.Contains(NoSession("PASSWORD_EXPIRED"), Heard(signOn));

        signOn.ChangePassword(oldRight: false).ShouldLogJust(new SystemEvent("user.account.update_password", EventOutcome.Failure, Wrong));
        signOn.ChangePassword();
        Assert.Contains(new SystemEvent("user.account.update_password", EventOutcome.Success), Heard(signOn));
    }

    [Theory]
    [InlineData(RecoveryKind.Password, "user.account.reset_password", "system.email.password_reset.sent_message", "system.sms.send_password_reset_message", "system.voice.send_password_reset_call")]
    [InlineData(RecoveryKind.Unlock, "user.account.unlock_token", "system.email.account_unlock.sent_message", "system.sms.send_account_unlock_message", "system.voice.send_account_unlock_call")]
    public void A_way_back_is_asked_for(RecoveryKind kind, string type, string mailed, string texted, string called)
    {
        var asked = new SystemEvent(type, EventOutcome.Challenge);

        Recovering(kind).AskForLink(kind).ShouldLogJust(asked, new SystemEvent(mailed, EventOutcome.Success));
        Recovering(kind).AskForLink(kind, trusted: true).ShouldLogJust(asked);
        Recovering(kind).AskForCode(kind, Channel.Sms).ShouldLogJust(asked, new SystemEvent(texted, EventOutcome.Success));
        Recovering(kind).AskForCode(kind, Channel.Call).ShouldLogJust(asked, new SystemEvent(called, EventOutcome.Success));
    }

    [Fact]
    public void Nothing_is_sent_to_nobody() =>
        Recovering(RecoveryKind.Password).WithStatus(AccountStatus.Suspended).AskForLink(RecoveryKind.Password)
            .ShouldLogJust(new SystemEvent("user.account.reset_password", EventOutcome.Challenge));

    [Theory]
    [InlineData("sms", "SMS", "system.sms.send_phone_verification_message")]
    [InlineData("call", "CALL", "system.voice.send_phone_verification_call")]
    [InlineData("email", "EMAIL", "system.email.send_factor_verify_message")]
    public void The_first_code_of_a_factor_that_is_set_up_goes_out(string factor, string name, string type)
    {
        var signOn = ASignOn.Under(new RuleAction.PasswordAndAny(FactorPrompt.Always)).EnrolledIn("password")
            .Enrolling(EnrollmentMoment.Challenge, (factor, EnrollmentDemand.Optional)).Identify().Prove("password").Enroll(factor, factor == "email" ? [] : [("phoneNumber", "+14155550100")]);
        Assert.Contains(new SystemEvent(type, EventOutcome.Success, Factor: name), Heard(signOn));
    }

    [Fact]
    public void A_way_back_is_taken()
    {
        Recovering(RecoveryKind.Unlock).SpendToken(RecoveryKind.Unlock)
            .ShouldLogJust(new SystemEvent("user.account.unlock", EventOutcome.Success));

        var reset = Recovering(RecoveryKind.Password).SpendToken(RecoveryKind.Password).ShouldBe<Transaction.PasswordReset>().ResetPassword();
        Assert.Contains(new SystemEvent("user.account.reset_password", EventOutcome.Success), Heard(reset));
    }

    private static SystemEvent NoSession(string reason) => new("user.session.start", EventOutcome.Failure, reason);

    private static SystemEvent SecondFactor(EventOutcome outcome, string? reason) =>
        new("user.authentication.auth_via_mfa", outcome, reason, "OKTA_SOFT_TOKEN");

    private static SystemEvent Evaluated(EventOutcome outcome) => new(
        "policy.evaluate_sign_on",
        outcome,
        $"Sign-on policy evaluation resulted in {outcome.ToString().ToUpperInvariant()}")
    {
        By = new Deciders("00p_only", "The policy", "0pr_only", "The rule"),
    };

    private static IEnumerable<SystemEvent> Heard(ASignOn signOn) => signOn.Last.Effects.OfType<Effect.Log>().Select(log => log.Event);

    private static ASignOn SettingUp() => ASignOn.Under(new RuleAction.PasswordAndAny(FactorPrompt.Always)).EnrolledIn("password")
        .Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password");

    private static ASignOn Recovering(RecoveryKind kind) => ASignOn.Under("password").EnrolledIn("password", "sms")
        .Locking(new() { AllowsUnlock = true, Recovery = new RecoveryFactors(Sms: true, Call: true) })
        .WithStatus(kind == RecoveryKind.Unlock ? AccountStatus.LockedOut : AccountStatus.Active);
}
