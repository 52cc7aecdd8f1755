using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Push;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>Sending, resending, switching, going back, and time.</summary>
public sealed class ChallengeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("sms", 30, Refusal.SmsTooSoon)]
    [InlineData("call", 30, Refusal.CallTooSoon)]
    [InlineData("email", 5, Refusal.EmailTooSoon)]
    public void A_second_sending_too_soon_is_refused_and_the_first_code_stays_good(string factor, int seconds, Refusal tooSoon)
    {
        var pause = TimeSpan.FromSeconds(seconds);
        var signOn = ASignOn.Under(factor).EnrolledIn(factor).Identify().Verify(factor);

        signOn.After(pause - Second).Resend(factor).ShouldRefuse(tooSoon).ShouldBe<Transaction.MfaChallenge>();
        Assert.Single(signOn.Sent);
        signOn.Verify(factor, signOn.Right(factor)).ShouldBe<Transaction.Success>();
    }

    [Theory]
    [InlineData("sms", 30)]
    [InlineData("call", 30)]
    [InlineData("email", 5)]
    public void After_the_pause_another_code_goes_out(string factor, int seconds)
    {
        var signOn = ASignOn.Under(factor).EnrolledIn(factor).Identify().Verify(factor).After(TimeSpan.FromSeconds(seconds)).Resend(factor);

        Assert.Null(signOn.Last.Refusal);
        Assert.Equal(2, signOn.Sent.Count);
    }

    [Fact]
    public void The_pause_counts_over_transactions() =>
        ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms").Beside().Identify().Verify("sms").ShouldRefuse(Refusal.SmsTooSoon)
            .ShouldBe<Transaction.Unauthenticated>();

    [Fact]
    public void Each_factor_has_its_own_pause()
    {
        var signOn = ASignOn.Under("sms", "call").EnrolledIn("sms", "call").Identify().Verify("sms").Verify("call");

        Assert.Null(signOn.Last.Refusal);
    }

    [Fact]
    public void A_clock_that_was_moved_back_holds_no_sending_back()
    {
        var signOn = ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms").After(-TimeSpan.FromHours(1)).Resend("sms");

        Assert.Null(signOn.Last.Refusal);
    }

    [Fact]
    public void Resending_keeps_earlier_codes_good()
    {
        var signOn = ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms").After(30 * Second).Resend("sms");
        var first = signOn.Codes("sms").First();

        Assert.NotEqual(first, signOn.LastCode("sms"));
        signOn.Verify("sms", new Answer.PassCode(new Secret(first))).ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void An_earlier_code_expires_by_its_own_time()
    {
        var signOn = ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms").After(4 * 60 * Second).Resend("sms").After(61 * Second);
        var first = signOn.Codes("sms").First();

        signOn.Verify("sms", new Answer.PassCode(new Secret(first))).ShouldRefuse(Refusal.WrongPassCode);
        signOn.Verify("sms", signOn.Right("sms")).ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void A_code_is_spent_with_the_step_it_proved() =>
        ASignOn.Under("sms -> question").EnrolledIn("sms", "question").Identify().Prove("sms").ShouldBe<Transaction.MfaRequired>()
            .Verify("sms", ASignOn.Wrong("sms")).ShouldRefuse(Refusal.NotAllowedInState);

    [Fact]
    public void A_code_of_one_transaction_is_wrong_in_another()
    {
        var signOn = ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms");
        var beside = signOn.Beside().Identify();

        beside.Verify("sms", beside.Right("sms")).ShouldRefuse(Refusal.WrongPassCode);
    }

    [Fact]
    public void A_code_stays_good_after_turning_to_another_factor_and_back()
    {
        var signOn = ASignOn.Under("sms", "question").EnrolledIn("sms", "question").Identify().Verify("sms").Fail("question").GoBack();

        signOn.Verify("sms", signOn.Right("sms")).ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void A_push_is_abandoned_by_turning_to_another_factor() =>
        ASignOn.Under("push", "sms").EnrolledIn("push", "sms").Identify().Verify("push").Verify("sms")
            .Taps(PhoneDecision.Approved).Verify("push").ShouldBe<Transaction.MfaChallenge>();

    [Fact]
    public void What_is_abandoned_is_kept_no_longer()
    {
        var signOn = ASignOn.Under("push", "sms").EnrolledIn("push", "sms").Identify().Verify("push").Verify("sms");

        Assert.Equal([signOn.EnrollmentOf("sms").Id], signOn.State.Context.Challenges.Keys);
    }

    [Fact]
    public void What_asks_the_user_alone_sends_nothing_and_writes_nothing()
    {
        var token = ASignOn.Under("totp").EnrolledIn("totp").Identify().Verify("totp");
        Assert.Empty(token.Last.Effects);
        Assert.Empty(token.State.Context.Challenges);

        Assert.Null(ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push").Last.Account);
    }

    [Fact]
    public void Going_back_from_a_push_abandons_it_and_the_next_verify_pushes_anew()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push").GoBack().Taps(PhoneDecision.Approved).Verify("push");

        signOn.ShouldBe<Transaction.MfaChallenge>();
        Assert.Equal(2, signOn.Sent.Count);
        signOn.Verify("push").ShouldBe<Transaction.MfaChallenge>().Taps(PhoneDecision.Approved).Verify("push").ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void A_poll_does_not_push_again()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push").Verify("push").Verify("push");

        Assert.Single(signOn.Sent);
        Assert.Equal(FactorResult.Waiting, Assert.IsType<Transaction.MfaChallenge>(signOn.State).Result);
    }

    [Fact]
    public void Resending_a_push_abandons_the_first()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push").Resend("push");

        signOn.Taps(PhoneDecision.Approved, back: 1).Verify("push").ShouldBe<Transaction.MfaChallenge>();
        signOn.Taps(PhoneDecision.Approved).Verify("push").ShouldBe<Transaction.Success>();
    }

    [Theory]
    [InlineData("question")]
    [InlineData("totp")]
    [InlineData("password")]
    public void What_sends_nothing_is_not_sent_again(string factor) =>
        ASignOn.Under(factor).EnrolledIn(factor).Identify().Verify(factor).ShouldBe<Transaction.MfaChallenge>()
            .Resend(factor).ShouldRefuse(Refusal.NotAllowedInState);

    [Fact]
    public void Only_the_factor_that_waits_is_sent_again() =>
        ASignOn.Under("sms", "email").EnrolledIn("sms", "email").Identify().Verify("sms")
            .Resend("email").ShouldRefuse(Refusal.NotAllowedInState);

    [Fact]
    public void A_factor_nobody_knows_cannot_be_sent_again() =>
        ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms").Take(new Step.AskedAgain("sms_of_bob")).ShouldRefuse(Refusal.FactorNotFound);

    [Fact]
    public void Her_own_factor_that_is_not_on_offer_is_refused_and_a_stranger_s_is_not_found()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push", "sms").Identify();

        signOn.Verify("sms").ShouldRefuse(Refusal.NotAllowedInState).ShouldBe<Transaction.Unauthenticated>();
        signOn.Take(new Step.Chose("opf_of_bob")).ShouldRefuse(Refusal.FactorNotFound).ShouldBe<Transaction.Unauthenticated>();
    }

    [Theory]
    [InlineData("push")]
    [InlineData("sms")]
    public void The_end_of_one_challenge_does_not_end_another(string waiting)
    {
        var signOn = ASignOn.Under("push", "sms", "email").EnrolledIn("push", "sms", "email").Identify().Verify(waiting);
        var before = signOn.State;

        signOn.Take(new Step.Judged(signOn.EnrollmentOf("email"), new Verdict.Over(FactorResult.Timeout))).ShouldRefuse(Refusal.NotAllowedInState);
        signOn.Take(new Step.Judged(signOn.EnrollmentOf("email"), new Verdict.Pending())).ShouldRefuse(Refusal.NotAllowedInState);
        signOn.Take(new Step.Judged(signOn.EnrollmentOf("email"), new Verdict.Pending(), ByType: true)).ShouldRefuse(Refusal.NotAllowedInState);
        Assert.Same(before, signOn.State);
    }

    [Theory]
    [InlineData(PreviousInFirstStep.MfaRequired, typeof(Transaction.MfaRequired))]
    [InlineData(PreviousInFirstStep.Unauthenticated, typeof(Transaction.Unauthenticated))]
    public void Previous_in_the_first_step_is_a_setting(PreviousInFirstStep setting, Type state)
    {
        var signOn = ASignOn.Under("push", "sms").EnrolledIn("push", "sms").In(s => s with { PreviousInFirstStep = setting })
            .Identify().Verify("push").GoBack();

        Assert.IsType(state, signOn.State);
        signOn.ShouldOffer("push", "sms");
    }

    [Fact]
    public void Previous_in_the_second_step_is_always_MFA_REQUIRED() =>
        ASignOn.Under("question -> push | sms").EnrolledIn("push", "sms", "question")
            .In(s => s with { PreviousInFirstStep = PreviousInFirstStep.Unauthenticated })
            .Identify().Prove("question").Verify("push").GoBack().ShouldBe<Transaction.MfaRequired>().ShouldOffer("push", "sms");

    [Fact]
    public void A_step_that_is_taken_renews_the_token_and_a_refusal_does_not()
    {
        var signOn = ASignOn.Under("question").EnrolledIn("question").Identify();
        var expires = signOn.State.Context.Expires;

        signOn.After(60 * Second).Fail("question");
        Assert.Equal(expires, signOn.State.Context.Expires);
        signOn.Look();
        Assert.Equal(signOn.Now.AddMinutes(5), signOn.State.Context.Expires);
    }

    [Fact]
    public void No_renewal_outlives_the_hour()
    {
        var signOn = ASignOn.Under("question").EnrolledIn("question").Identify();
        for (var minute = 0; minute < 59; minute += 4)
        {
            signOn.After(TimeSpan.FromMinutes(4)).Look();
        }

        Assert.Equal(World.Morning.AddMinutes(60), signOn.State.Context.Expires);
        signOn.Look().ShouldRefuse(Refusal.InvalidToken);
    }

    [Fact]
    public void A_wait_of_five_minutes_ends_it() =>
        ASignOn.Under("question").EnrolledIn("question").Identify().After(TimeSpan.FromMinutes(5)).Prove("question")
            .ShouldRefuse(Refusal.InvalidToken);

    [Fact]
    public void Polling_keeps_it_alive_and_a_late_approval_is_a_timeout()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push");
        signOn.After(TimeSpan.FromMinutes(4)).Verify("push").After(TimeSpan.FromMinutes(1)).Taps(PhoneDecision.Approved).Verify("push");

        Assert.Equal(FactorResult.Timeout, Assert.IsType<Transaction.MfaChallenge>(signOn.State).Result);
        signOn.Verify("push");
        Assert.Equal(FactorResult.Waiting, Assert.IsType<Transaction.MfaChallenge>(signOn.State).Result);
        Assert.Equal(2, signOn.Sent.Count);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(null, false)]
    public void A_number_challenge_wants_the_right_number(int? off, bool right)
    {
        var signOn = ASignOn.Under("push").WithNumberChallenge().Identify().Verify("push");
        var shown = Assert.IsType<Sending.Push>(Assert.Single(signOn.Sent)).Numbers;
        var correct = Assert.IsType<PushChallenge>(signOn.State.Context.Challenge(signOn.EnrollmentOf("push").Id)).Number!.Value;
        var wrong = shown.First(number => number != correct);

        signOn.Taps(PhoneDecision.Approved, off is null ? null : off == 0 ? correct : wrong).Verify("push");

        Assert.Contains(correct, shown);
        Assert.Equal(right, signOn.State is Transaction.Success);
        Assert.Equal(right ? null : FactorResult.Rejected, (signOn.State as Transaction.MfaChallenge)?.Result);
    }

    [Fact]
    public void A_user_who_was_deleted_in_mid_flow_is_gone()
    {
        var signOn = ASignOn.Under("question").EnrolledIn("question").Identify();
        var question = signOn.EnrollmentOf("question");
        signOn.OfNobody();

        signOn.Take(new Step.Judged(question, new Verdict.Accepted())).ShouldRefuse(Refusal.InvalidToken);
        signOn.Take(new Step.Judged(question, new Verdict.Rejected(Rejection.WrongAnswer))).ShouldRefuse(Refusal.InvalidToken);
        signOn.Take(new Step.Judged(question, new Verdict.Challenged(null, null))).ShouldRefuse(Refusal.InvalidToken);
    }
}
