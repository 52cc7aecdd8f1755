using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Push;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>MFA_ENROLL and MFA_ENROLL_ACTIVATE: who is asked to set something up, and what comes of it.</summary>
public sealed class EnrollmentTests
{
    private static readonly (string, EnrollmentDemand) QuestionOptional = ("question", EnrollmentDemand.Optional);

    [Fact]
    public void A_missing_second_step_is_set_up_and_nothing_but_it_is_on_the_list() =>
        PushThenQuestion().Enrolling(EnrollmentMoment.Challenge, QuestionOptional, ("sms", EnrollmentDemand.Required))
            .Identify().Prove("push")
            .ShouldBe<Transaction.MfaEnroll>().ShouldChooseFrom("question");

    [Theory]
    [InlineData(EnrollmentMoment.Never, EnrollmentDemand.Required)]
    [InlineData(EnrollmentMoment.Challenge, EnrollmentDemand.NotAllowed)]
    public void A_missing_second_step_that_may_not_be_set_up_is_denied(EnrollmentMoment moment, EnrollmentDemand demand) =>
        PushThenQuestion().Enrolling(moment, ("question", demand)).Identify().Prove("push").ShouldRefuse(Refusal.AccessDenied);

    [Fact]
    public void A_missing_second_step_is_denied_where_the_org_says_so() =>
        PushThenQuestion().In(s => s with { MissingSecondFactor = Orgs.MissingSecondFactor.Deny })
            .Enrolling(EnrollmentMoment.Challenge, QuestionOptional).Identify().Prove("push").ShouldRefuse(Refusal.AccessDenied);

    [Fact]
    public void What_is_set_up_for_a_step_proves_it()
    {
        var signOn = PushThenQuestion().Enrolling(EnrollmentMoment.Challenge, QuestionOptional).Identify().Prove("push")
            .Enroll("question", ("question", "disliked_food"), ("answer", "mushrooms"))
            .ShouldBe<Transaction.Success>();

        Assert.Equal(["swk", "kba", "mfa"], signOn.Grant().Amr.AsEnumerable());
        Assert.Contains(signOn.Account.Enrollments, e => e.Kind == Chains.Kind("question"));
        signOn.ShouldLog("user.mfa.factor.activate");
    }

    [Fact]
    public void Any_factor_is_whatever_may_be_set_up_required_or_not() =>
        AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional), ("sms", EnrollmentDemand.Required))
            .Identify().Prove("password")
            .ShouldBe<Transaction.MfaEnroll>().ShouldChooseFrom("totp", "sms");

    [Fact]
    public void A_step_that_needs_a_factor_cannot_be_skipped()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password");

        Assert.False(signOn.MaySkip);
        signOn.Skip().ShouldRefuse(Refusal.NotAllowedInState).ShouldBe<Transaction.MfaEnroll>();
    }

    [Fact]
    public void A_required_factor_is_asked_for_after_the_step_it_does_not_belong_to() =>
        AnyFactor().EnrolledIn("password", "totp").Enrolling(EnrollmentMoment.Challenge, ("question", EnrollmentDemand.Required))
            .Identify().Prove("password").Prove("totp")
            .ShouldBe<Transaction.MfaEnroll>().ShouldChooseFrom("question")
            .Enroll("question", ("question", "disliked_food"), ("answer", "mushrooms"))
            .ShouldBe<Transaction.Success>();

    [Theory]
    [InlineData(EnrollmentMoment.Challenge, false)]
    [InlineData(EnrollmentMoment.Login, true)]
    [InlineData(EnrollmentMoment.Never, false)]
    public void Who_needs_no_factor_is_asked_to_set_one_up_at_sign_in_only_under_LOGIN(EnrollmentMoment moment, bool asked)
    {
        var signOn = Password().Enrolling(moment, ("totp", EnrollmentDemand.Required)).Identify().Prove("password");

        Assert.Equal(asked, signOn.State is Transaction.MfaEnroll);
        Assert.Equal(!asked, signOn.State is Transaction.Success);
    }

    [Fact]
    public void Optional_factors_are_offered_to_who_has_none_and_may_be_passed_over()
    {
        var signOn = Password().Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password")
            .ShouldBe<Transaction.MfaEnroll>();

        Assert.True(signOn.MaySkip);
        signOn.Skip().ShouldBe<Transaction.Success>();
        Assert.Equal(["pwd"], signOn.Grant().Amr.AsEnumerable());
    }

    [Fact]
    public void Optional_factors_are_not_offered_to_who_has_one() =>
        Password().EnrolledIn("password", "totp").Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Optional), QuestionOptional)
            .Identify().Prove("password").ShouldBe<Transaction.Success>();

    [Theory]
    [InlineData(true, EnrollmentDemand.Optional)]
    [InlineData(false, EnrollmentDemand.Optional)]
    [InlineData(true, EnrollmentDemand.Required)]
    [InlineData(false, EnrollmentDemand.Required)]
    public void After_a_factor_optional_ones_are_offered_where_the_client_asked_for_it(bool more, EnrollmentDemand demand)
    {
        var signOn = Password().Asking(new SignOnOptions(false, MultiOptionalFactorEnroll: more))
            .Enrolling(EnrollmentMoment.Login, ("question", demand), ("totp", EnrollmentDemand.Optional))
            .Identify().Prove("password").Enroll("question", ("question", "disliked_food"), ("answer", "mushrooms"));

        Assert.Equal(more, signOn.State is Transaction.MfaEnroll);
        if (more)
        {
            signOn.Skip();
        }

        signOn.ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void A_required_factor_is_not_passed_over()
    {
        var signOn = Password().Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Required)).Identify().Prove("password");

        Assert.False(signOn.MaySkip);
        signOn.Skip().ShouldRefuse(Refusal.NotAllowedInState);
    }

    [Fact]
    public void What_the_policy_does_not_allow_cannot_be_set_up() =>
        AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("sms", ("phoneNumber", "+14155550100")).ShouldRefuse(Refusal.NotAllowedInState).ShouldBe<Transaction.MfaEnroll>();

    [Fact]
    public void Nothing_is_set_up_before_something_is_proved() =>
        AnyFactor().Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Optional)).Identify()
            .Enroll("totp").ShouldRefuse(Refusal.NotAllowedInState).ShouldBe<Transaction.Unauthenticated>();

    [Fact]
    public void A_software_token_counts_once_its_first_code_was_right()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("totp").ShouldBe<Transaction.MfaEnrollActivate>();
        Assert.DoesNotContain(signOn.Account.Enrollments, e => e.Kind == Chains.Kind("totp"));

        signOn.Activate("wrong").ShouldRefuse(Refusal.WrongPassCode).ShouldBe<Transaction.MfaEnrollActivate>();
        signOn.Activate(signOn.PendingTotpCode()).ShouldBe<Transaction.Success>();

        Assert.Contains(signOn.Account.Enrollments, e => e.Kind == Chains.Kind("totp"));
        Assert.Equal(["pwd", "otp", "mfa"], signOn.Grant().Amr.AsEnumerable());
    }

    [Fact]
    public void A_code_that_activated_a_token_is_spent()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password").Enroll("totp");
        var code = signOn.PendingTotpCode();
        signOn.Activate(code).ShouldBe<Transaction.Success>();

        signOn.Beside().Identify().Prove("password").Verify("totp", new Answer.PassCode(new Secret(code))).ShouldRefuse(Refusal.Replayed);
    }

    [Fact]
    public void Five_wrong_activation_codes_lock()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("sms", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("sms", ("phoneNumber", "+14155550199"));
        for (var i = 0; i < 4; i++)
        {
            signOn.Activate("wrong").ShouldRefuse(Refusal.WrongPassCode);
        }

        signOn.Activate("wrong").ShouldRefuse(Refusal.UserLocked);
        signOn.Activate(signOn.LastCode("sms")!).ShouldRefuse(Refusal.UserLocked);
        Assert.Equal(Users.AccountStatus.LockedOut, signOn.Account.User.Status);
    }

    [Theory]
    [InlineData("(415) 555-0199", "+14155550199")]
    [InlineData("+44 20 7946 0000", "+442079460000")]
    public void A_phone_is_set_up_with_the_code_that_went_there(string typed, string to)
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("sms", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("sms", ("phoneNumber", typed));

        Assert.Equal(to, signOn.Sent.OfType<Sending.Code>().Last().To);
        signOn.Activate(signOn.LastCode("sms")!).ShouldBe<Transaction.Success>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("123")]
    [InlineData("++14155550100")]
    [InlineData("+0123456789")]
    [InlineData("+1234567890123456")]
    public void What_is_no_number_is_refused_and_nothing_goes_out(string typed)
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("sms", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("sms", ("phoneNumber", typed)).ShouldRefuse(Refusal.InvalidPhone).ShouldBe<Transaction.MfaEnroll>();

        Assert.Empty(signOn.Sent);
    }

    [Fact]
    public void Another_code_waits_for_the_pause_and_the_first_stays_good()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("sms", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("sms", ("phoneNumber", "+14155550199"));
        var first = signOn.LastCode("sms")!;
        signOn.RenewActivation().ShouldRefuse(Refusal.SmsTooSoon);

        signOn.After(TimeSpan.FromSeconds(30)).RenewActivation().ShouldBe<Transaction.MfaEnrollActivate>();
        Assert.Equal(2, signOn.Codes("sms").Count());
        signOn.Activate(first).ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void Another_number_need_not_wait_for_the_pause_of_the_first() =>
        AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("sms", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("sms", ("phoneNumber", "+14155550199")).GoBack().ShouldBe<Transaction.MfaEnroll>()
            .Enroll("sms", ("phoneNumber", "+14155550198")).ShouldBe<Transaction.MfaEnrollActivate>();

    [Fact]
    public void A_phone_scans_the_QR_code_and_is_Okta_Verify_from_then_on()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("push", EnrollmentDemand.Optional)).Identify().Prove("password").Enroll("push");
        Assert.Equal(FactorResult.Waiting, Assert.IsType<Transaction.MfaEnrollActivate>(signOn.State).Result);

        signOn.PollActivation().ShouldBe<Transaction.MfaEnrollActivate>();
        signOn.Scans("Her new phone").PollActivation().ShouldBe<Transaction.Success>();

        var phone = Assert.IsType<PushEnrollment>(signOn.EnrollmentOf("push").Data);
        Assert.Equal("Her new phone", phone.Device);
    }

    [Fact]
    public void A_QR_code_runs_out_and_another_is_made()
    {
        var signOn = AnyFactor().In(s => s with { StateTokenMinutes = 30, PushMinutes = 5 })
            .Enrolling(EnrollmentMoment.Challenge, ("push", EnrollmentDemand.Optional)).Identify().Prove("password").Enroll("push")
            .After(TimeSpan.FromMinutes(5)).PollActivation();
        Assert.Equal(FactorResult.Timeout, Assert.IsType<Transaction.MfaEnrollActivate>(signOn.State).Result);

        signOn.Scans("too late").PollActivation();
        Assert.Equal(FactorResult.Timeout, Assert.IsType<Transaction.MfaEnrollActivate>(signOn.State).Result);

        signOn.RenewActivation();
        Assert.Equal(FactorResult.Waiting, Assert.IsType<Transaction.MfaEnrollActivate>(signOn.State).Result);
        signOn.Scans("in time").PollActivation().ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void The_QR_code_goes_by_mail_or_text_message_and_no_other_factor_does()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("push", EnrollmentDemand.Optional), ("totp", EnrollmentDemand.Optional))
            .Identify().Prove("password").Enroll("push")
            .Take(new Step.ActivationSent(Channel.Email, null)).ShouldBe<Transaction.MfaEnrollActivate>()
            .ShouldShowNoCode()
            .Take(new Step.ActivationSent(Channel.Email, null)).ShouldRefuse(Refusal.EmailTooSoon)
            .Take(new Step.ActivationSent(Channel.Sms, "+14155550199"));

        Assert.Equal([Ana.Login, "+14155550199"], signOn.Sent.OfType<Sending.ActivationLink>().Select(link => link.To));
        signOn.GoBack().Enroll("totp").Take(new Step.ActivationSent(Channel.Email, null)).ShouldRefuse(Refusal.NotAllowedInState);
    }

    [Theory]
    [InlineData(EnrollmentDemand.Optional, true)]
    [InlineData(EnrollmentDemand.Required, true)]
    [InlineData(EnrollmentDemand.NotAllowed, false)]
    public void The_phone_that_scans_the_code_has_Okta_Verifys_code_as_well_where_it_may(EnrollmentDemand demand, bool comes)
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("push", EnrollmentDemand.Optional), ("totp", demand))
            .Identify().Prove("password").Enroll("push").Scans("phone").PollActivation().ShouldBe<Transaction.Success>();

        Assert.Equal(comes, signOn.Account.Enrollments.Any(e => e.Kind == Chains.Kind("totp")));
        Assert.Equal(["pwd", "swk", "mfa"], signOn.Grant().Amr.AsEnumerable());
    }

    [Fact]
    public void A_code_that_was_there_before_stays_as_it_was()
    {
        var signOn = AnyFactor().EnrolledIn("password", "totp").Enrolling(EnrollmentMoment.Challenge, ("push", EnrollmentDemand.Required), ("totp", EnrollmentDemand.Optional))
            .Identify().Prove("password").Prove("totp").ShouldBe<Transaction.MfaEnroll>();
        var before = signOn.EnrollmentOf("totp").Id;

        signOn.Enroll("push").Scans("phone").PollActivation().ShouldBe<Transaction.Success>();

        Assert.Equal(before, Assert.Single(signOn.Account.Enrollments, e => e.Kind == Chains.Kind("totp")).Id);
    }

    [Theory]
    [InlineData("disliked_food", "abc")]
    [InlineData("no_such_question", "mushrooms")]
    [InlineData("disliked_food", "   a  ")]
    public void A_question_without_a_decent_answer_is_none(string question, string answer) =>
        AnyFactor().Enrolling(EnrollmentMoment.Challenge, QuestionOptional).Identify().Prove("password")
            .Enroll("question", ("question", question), ("answer", answer)).ShouldRefuse(Refusal.InvalidEnrollment);

    [Fact]
    public void Who_is_suspended_in_the_middle_sets_nothing_up() =>
        AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password")
            .WithStatus(Users.AccountStatus.Suspended).Enroll("totp").ShouldRefuse(Refusal.AuthenticationFailed);

    [Fact]
    public void Who_is_suspended_in_the_middle_does_not_even_choose_renew_or_pass_over()
    {
        const Users.AccountStatus Suspended = Users.AccountStatus.Suspended;
        var choosing = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password");
        choosing.WithStatus(Suspended).Take(new Step.WishedToEnroll(Chains.Kind("totp"))).ShouldRefuse(Refusal.AuthenticationFailed);

        var pending = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("push", EnrollmentDemand.Optional)).Identify().Prove("password").Enroll("push");
        pending.WithStatus(Suspended).RenewActivation().ShouldRefuse(Refusal.AuthenticationFailed);

        var optional = Password().Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password");
        optional.WithStatus(Suspended).Skip().ShouldRefuse(Refusal.AuthenticationFailed);
    }

    [Fact]
    public void What_the_policy_does_not_allow_cannot_even_be_chosen()
    {
        var signOn = Password().EnrolledIn("password", "totp")
            .Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Optional), ("question", EnrollmentDemand.Required)).Identify().Prove("password");

        signOn.Take(new Step.WishedToEnroll(Chains.Kind("sms"))).ShouldRefuse(Refusal.NotAllowedInState);
        signOn.Take(new Step.WishedToEnroll(Chains.Kind("totp"))).ShouldRefuse(Refusal.NotAllowedInState);
        signOn.Take(new Step.WishedToEnroll(Chains.Kind("question"))).ShouldBe<Transaction.MfaEnroll>();
    }

    [Fact]
    public void A_step_that_several_factors_end_may_be_set_up_with_any_of_them() =>
        ASignOn.Under("push -> question", "push -> totp").EnrolledIn("push")
            .Enrolling(EnrollmentMoment.Challenge, QuestionOptional, ("totp", EnrollmentDemand.Optional))
            .Identify().Prove("push").ShouldChooseFrom("totp", "question");

    [Fact]
    public void One_factor_that_is_missing_is_enough_to_stay()
    {
        var signOn = Password().Enrolling(EnrollmentMoment.Login, ("totp", EnrollmentDemand.Required), QuestionOptional).Identify().Prove("password");

        Assert.False(signOn.MaySkip);
    }

    [Fact]
    public void After_the_last_optional_factor_nothing_more_is_offered() =>
        Password().Asking(new SignOnOptions(false, MultiOptionalFactorEnroll: true)).Enrolling(EnrollmentMoment.Login, QuestionOptional)
            .Identify().Prove("password").Enroll("question", ("question", "disliked_food"), ("answer", "mushrooms"))
            .ShouldBe<Transaction.Success>();

    [Fact]
    public void A_key_that_is_not_accepted_is_no_strike()
    {
        var signOn = AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("webauthn", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enroll("webauthn").Activate(new Answer.None()).ShouldRefuse(Refusal.WrongPassCode);

        Assert.Equal(0, signOn.Account.Attempts.Strikes);
    }

    [Fact]
    public void What_the_policy_takes_back_in_the_middle_is_not_activated() =>
        AnyFactor().Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).Identify().Prove("password")
            .Enrolling(EnrollmentMoment.Never).Look().ShouldRefuse(Refusal.NotAllowedInState);

    private static ASignOn PushThenQuestion() => ASignOn.Under("push -> question").EnrolledIn("push");

    private static ASignOn AnyFactor() => ASignOn.Under(new RuleAction.PasswordAndAny(FactorPrompt.Always)).EnrolledIn("password");

    private static ASignOn Password() => ASignOn.Under(new RuleAction.Password()).EnrolledIn("password");
}
