using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>Forgotten passwords and locked accounts: who gets back in, and what nobody learns.</summary>
public sealed class RecoveryTests
{
    private static readonly PasswordAction Everything = new()
    {
        AllowsUnlock = true, Recovery = new RecoveryFactors(Email: true, Sms: true, Call: true),
    };

    [Theory]
    [InlineData(AccountStatus.Active, RecoveryKind.Password, true)]
    [InlineData(AccountStatus.PasswordExpired, RecoveryKind.Password, true)]
    [InlineData(AccountStatus.Recovery, RecoveryKind.Password, true)]
    [InlineData(AccountStatus.LockedOut, RecoveryKind.Password, false)]
    [InlineData(AccountStatus.Suspended, RecoveryKind.Password, false)]
    [InlineData(AccountStatus.Deprovisioned, RecoveryKind.Password, false)]
    [InlineData(AccountStatus.Staged, RecoveryKind.Password, false)]
    [InlineData(AccountStatus.Provisioned, RecoveryKind.Password, false)]
    [InlineData(AccountStatus.LockedOut, RecoveryKind.Unlock, true)]
    [InlineData(AccountStatus.Active, RecoveryKind.Unlock, false)]
    [InlineData(AccountStatus.Suspended, RecoveryKind.Unlock, false)]
    [InlineData(AccountStatus.Staged, RecoveryKind.AccountActivation, true)]
    [InlineData(AccountStatus.Provisioned, RecoveryKind.AccountActivation, true)]
    [InlineData(AccountStatus.Active, RecoveryKind.AccountActivation, false)]
    public void Which_accounts_recover(AccountStatus status, RecoveryKind kind, bool able) =>
        Assert.Equal(able, Recovering.IsAble(Ready().WithStatus(status).Facts(), kind, by: null));

    [Theory]
    [InlineData(Channel.Email)]
    [InlineData(Channel.Sms)]
    [InlineData(Channel.Call)]
    public void A_way_that_the_policy_closes_is_closed(Channel channel)
    {
        var closed = Everything with { Recovery = new RecoveryFactors(channel != Channel.Email, 60, channel != Channel.Sms, channel != Channel.Call) };

        Assert.True(Recovering.IsAble(Ready().Facts(), RecoveryKind.Password, channel));
        Assert.False(Recovering.IsAble(Ready().Locking(closed).Facts(), RecoveryKind.Password, channel));
    }

    [Fact]
    public void Who_has_no_phone_recovers_by_none() =>
        Assert.False(Recovering.IsAble(Ready().EnrolledIn("password", "totp").Facts(), RecoveryKind.Password, Channel.Sms));

    [Fact]
    public void A_text_message_goes_to_the_phone_that_takes_calls_where_there_is_no_other()
    {
        var signOn = Ready().EnrolledIn("password", "call").AskForCode(RecoveryKind.Password, Channel.Sms);

        var code = Assert.IsType<Sending.Code>(Assert.Single(signOn.Sent));
        Assert.Equal(Channel.Sms, code.Channel);
        signOn.VerifyRecovery(code.PassCode).ShouldBe<Transaction.PasswordReset>();
    }

    [Fact]
    public void Each_channel_has_its_own_phone_where_there_are_two()
    {
        var account = Ready().EnrolledIn("call", "sms").Account;

        Assert.Equal("clf_call", Recovering.Phone(account, Channel.Call, ASignOn.Catalog)?.Id);
        Assert.Equal("sms_sms", Recovering.Phone(account, Channel.Sms, ASignOn.Catalog)?.Id);
    }

    [Fact]
    public void Each_channel_has_its_own_pause() =>
        Ready().AskForCode(RecoveryKind.Password, Channel.Sms).Beside().AskForLink(RecoveryKind.Password).ShouldBe<Transaction.RecoveryMailed>();

    [Fact]
    public void A_trusted_app_needs_no_mail() =>
        Ready().Locking(Everything with { Recovery = new RecoveryFactors(Email: false) }).AskForLink(RecoveryKind.Password, trusted: true)
            .ShouldBe<Transaction.RecoveryGranted>();

    [Fact]
    public void Who_is_suspended_after_the_code_went_out_gets_no_further()
    {
        var signOn = Ready().AskForCode(RecoveryKind.Password, Channel.Sms).WithStatus(AccountStatus.Suspended);

        signOn.VerifyRecovery(signOn.LastCode("sms")!).ShouldRefuse(Refusal.InvalidToken);
    }

    [Fact]
    public void A_decoy_keeps_no_phone_and_no_code()
    {
        var signOn = Ready().AsADecoy();
        var phone = signOn.EnrollmentOf("sms");
        var begun = new Verdict.Challenged(new FactorSeq.Factors.Totp.TotpActivation("a code"), new Sending.Code(Channel.Sms, Ana.Phone, "123456"));
        signOn.Take(new Step.AskedForCode(Ana.Login, RecoveryKind.Password, Channel.Sms, phone, begun));

        var at = Assert.IsType<Transaction.RecoveryChallenge>(signOn.State);
        Assert.Null(at.Enrollment);
        Assert.Null(at.Challenge);
        Assert.Empty(signOn.Sent);
    }

    [Fact]
    public void A_link_is_written_for_who_can_and_for_who_cannot_alike()
    {
        foreach (var status in new[] { AccountStatus.Active, AccountStatus.Suspended })
        {
            var signOn = Ready().WithStatus(status).AskForLink(RecoveryKind.Password).ShouldBe<Transaction.RecoveryMailed>();
            Assert.True(Assert.Single(signOn.Effects.OfType<Effect.IssueRecoveryToken>()).Mailed);
            Assert.Empty(signOn.Sent);
            signOn.Beside().AskForLink(RecoveryKind.Password).ShouldRefuse(Refusal.EmailTooSoon);
        }
    }

    [Theory]
    [InlineData(RecoveryKind.Password, AccountStatus.Active, null)]
    [InlineData(RecoveryKind.Password, AccountStatus.Suspended, Refusal.ResetNotAllowed)]
    [InlineData(RecoveryKind.Unlock, AccountStatus.LockedOut, null)]
    [InlineData(RecoveryKind.Unlock, AccountStatus.Active, Refusal.UnlockNotAllowed)]
    public void A_trusted_app_is_handed_the_token_or_told_why_not(RecoveryKind kind, AccountStatus status, Refusal? refusal)
    {
        var signOn = Ready().WithStatus(status).AskForLink(kind, trusted: true);

        Assert.Equal(refusal, signOn.Last.Refusal);
        Assert.Equal(refusal is null, signOn.State is Transaction.RecoveryGranted);
        Assert.Equal(refusal is null, signOn.Effects.OfType<Effect.IssueRecoveryToken>().Any(issue => !issue.Mailed));
    }

    [Fact]
    public void A_trusted_app_is_told_of_nobody() =>
        Ready().OfNobody().AskForLink(RecoveryKind.Password, trusted: true).ShouldRefuse(Refusal.RecoveryOfNobody);

    [Fact]
    public void A_right_code_leads_to_the_question_and_its_answer_to_a_new_password()
    {
        var signOn = Ready().WithRecoveryQuestion().AskForCode(RecoveryKind.Password, Channel.Sms).ShouldBe<Transaction.RecoveryChallenge>();

        signOn.VerifyRecovery(signOn.LastCode("sms")!).ShouldBe<Transaction.Recovery>()
            .AnswerRecovery(right: false).ShouldRefuse(Refusal.WrongRecoveryAnswer).ShouldBe<Transaction.Recovery>()
            .AnswerRecovery(right: true).ShouldBe<Transaction.PasswordReset>()
            .ResetPassword(unfit: "too short").ShouldRefuse(Refusal.PasswordUnfit).ShouldBe<Transaction.PasswordReset>()
            .ResetPassword().ShouldBe<Transaction.Success>();

        Assert.Equal(signOn.Now, signOn.Account.User.PasswordChanged);
        Assert.Equal(["pwd"], signOn.Grant().Amr.AsEnumerable());
        signOn.ShouldLog("user.account.reset_password");
    }

    [Fact]
    public void Without_a_question_or_where_the_policy_asks_none_the_code_is_enough()
    {
        var without = Ready().AskForCode(RecoveryKind.Password, Channel.Sms);
        without.VerifyRecovery(without.LastCode("sms")!).ShouldBe<Transaction.PasswordReset>();

        var unasked = Ready().WithRecoveryQuestion().Locking(Everything with { Recovery = Everything.Recovery with { Question = false } })
            .AskForCode(RecoveryKind.Password, Channel.Sms);
        unasked.VerifyRecovery(unasked.LastCode("sms")!).ShouldBe<Transaction.PasswordReset>();
    }

    [Fact]
    public void Five_wrong_recovery_codes_lock()
    {
        var signOn = Ready().AskForCode(RecoveryKind.Password, Channel.Sms);
        for (var i = 0; i < 4; i++)
        {
            signOn.VerifyRecovery("wrong").ShouldRefuse(Refusal.WrongPassCode);
        }

        signOn.VerifyRecovery("wrong").ShouldRefuse(Refusal.UserLocked);
        signOn.VerifyRecovery(signOn.LastCode("sms")!).ShouldRefuse(Refusal.UserLocked);
    }

    [Fact]
    public void Who_is_locked_has_five_tries_to_unlock_and_then_waits()
    {
        var signOn = Ready().WithStatus(AccountStatus.LockedOut).AskForCode(RecoveryKind.Unlock, Channel.Sms);
        for (var i = 0; i < 4; i++)
        {
            signOn.VerifyRecovery("wrong").ShouldRefuse(Refusal.WrongPassCode);
        }

        signOn.VerifyRecovery("wrong").ShouldRefuse(Refusal.UserLocked);
        signOn.VerifyRecovery(signOn.LastCode("sms")!).ShouldRefuse(Refusal.UserLocked);
        signOn = signOn.After(TimeSpan.FromMinutes(5)).Beside().AskForCode(RecoveryKind.Unlock, Channel.Sms);
        signOn.VerifyRecovery(signOn.LastCode("sms")!).ShouldBe<Transaction.Unlocked>();
    }

    [Fact]
    public void An_unlock_opens_the_account_and_signs_nobody_in()
    {
        var signOn = Ready().WithRecoveryQuestion().WithStatus(AccountStatus.LockedOut).SpendToken(RecoveryKind.Unlock).ShouldBe<Transaction.Recovery>()
            .AnswerRecovery(right: true).ShouldBe<Transaction.Unlocked>().ShouldLog("user.account.unlock");

        Assert.Equal(AccountStatus.Active, signOn.Account.User.Status);
        Assert.Empty(signOn.Effects.OfType<Effect.IssueSessionToken>());
    }

    [Fact]
    public void A_decoys_code_is_never_right_and_never_sent()
    {
        var signOn = Ready().WithStatus(AccountStatus.Suspended).AskForCode(RecoveryKind.Password, Channel.Sms).ShouldBe<Transaction.RecoveryChallenge>();

        Assert.Empty(signOn.Sent);
        signOn.Take(new Step.RecoveryCodeJudged(new Verdict.Accepted())).ShouldRefuse(Refusal.WrongPassCode);
    }

    [Fact]
    public void Who_asks_again_waits_like_everybody()
    {
        var signOn = Ready().AskForCode(RecoveryKind.Password, Channel.Sms)
            .AskForCode(RecoveryKind.Password, Channel.Sms).ShouldRefuse(Refusal.SmsTooSoon)
            .After(TimeSpan.FromSeconds(30)).AskForCode(RecoveryKind.Password, Channel.Sms).ShouldBe<Transaction.RecoveryChallenge>();

        Assert.Equal(2, signOn.Sent.Count);
        signOn.VerifyRecovery(signOn.Codes("sms").First()).ShouldBe<Transaction.PasswordReset>();
    }

    [Fact]
    public void A_token_is_no_good_for_an_account_that_has_changed() =>
        Ready().WithStatus(AccountStatus.Suspended).SpendToken(RecoveryKind.Password).ShouldRefuse(Refusal.InvalidToken);

    [Fact]
    public void An_account_that_is_suspended_in_the_middle_gets_no_password() =>
        Ready().SpendToken(RecoveryKind.Password).ShouldBe<Transaction.PasswordReset>()
            .WithStatus(AccountStatus.Suspended).ResetPassword().ShouldRefuse(Refusal.InvalidToken);

    [Fact]
    public void A_new_password_does_not_lead_around_the_second_factor() =>
        Ready(new RuleAction.PasswordAndAny(FactorPrompt.Always)).SpendToken(RecoveryKind.Password).ResetPassword()
            .ShouldBe<Transaction.MfaRequired>().Prove("totp").ShouldBe<Transaction.Success>();

    [Fact]
    public void A_new_password_does_not_lead_around_a_sequence_that_does_not_begin_with_it() =>
        Ready(new RuleAction.Sequence(Chains.Parse(["push", "sms -> password"]))).EnrolledIn("password", "sms").SpendToken(RecoveryKind.Password).ResetPassword()
            .ShouldBe<Transaction.MfaRequired>().ShouldOffer("sms");

    [Fact]
    public void A_new_password_does_not_lead_around_a_rule_that_denies()
    {
        var signOn = Ready(new RuleAction.Deny()).SpendToken(RecoveryKind.Password).ResetPassword().ShouldRefuse(Refusal.AccessDenied);

        Assert.Equal(signOn.Now, signOn.Account.User.PasswordChanged);
    }

    [Fact]
    public void A_new_user_activates_with_a_password_of_their_choice()
    {
        var signOn = Ready().EnrolledIn("totp").WithStatus(AccountStatus.Staged).SpendToken(RecoveryKind.AccountActivation)
            .ShouldBe<Transaction.PasswordReset>().ResetPassword().ShouldBe<Transaction.Success>();

        Assert.Equal(AccountStatus.Active, signOn.Account.User.Status);
    }

    [Fact]
    public void A_new_user_who_has_a_password_is_active_at_once()
    {
        var signOn = Ready().WithStatus(AccountStatus.Provisioned).SpendToken(RecoveryKind.AccountActivation).ShouldBe<Transaction.Success>();

        Assert.Equal(AccountStatus.Active, signOn.Account.User.Status);
        signOn.ShouldLog("user.lifecycle.activate");
    }

    private static ASignOn Ready(RuleAction? action = null) =>
        ASignOn.Under(action ?? new RuleAction.Password()).EnrolledIn("password", "totp", "sms", "call").Locking(Everything);
}
