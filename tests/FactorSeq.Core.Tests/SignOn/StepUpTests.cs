using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

public sealed class StepUpTests
{
    private static ASignOn Ana(params string[] enrolled) => ASignOn.Under("push").EnrolledIn(enrolled);

    [Fact]
    public void It_begins_where_factors_are_offered_whatever_the_chains_of_the_org_say() =>
        Ana("password", "push", "sms", "question").SteppingUp().ShouldBe<Transaction.MfaRequired>().ShouldOffer("push", "sms", "question");

    [Fact]
    public void One_factor_is_enough_and_no_session_starts_or_token_is_issued()
    {
        var done = Ana("password", "push", "totp").SteppingUp().Prove("totp").ShouldBe<Transaction.Success>();
        Assert.Equal(["otp", "mfa"], done.Grant().Amr.AsEnumerable());
        Assert.Equal(done.Now, done.Grant().FactorProved);
        Assert.Null(done.Grant().PasswordProved);
        Assert.Equal(["user.authentication.auth_via_mfa"], done.Logged.Select(e => e.Type));
        Assert.DoesNotContain(done.Effects, e => e is Effect.IssueSessionToken or Effect.OpenSession or Effect.RememberDevice);
    }

    [Fact]
    public void The_session_it_is_for_is_raised_once()
    {
        var raised = Ana("push").SteppingUp().Prove("push").Redeem(ASignOn.Session).ShouldBe<Transaction.Ended>();
        Assert.Equal("0oa_app", Assert.Single(raised.Effects.OfType<Effect.RaiseSession>()).Wanted.AppId);
        raised.Redeem(ASignOn.Session).ShouldRefuse(Refusal.InvalidToken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("digest-of-another-session")]
    public void No_other_browser_redeems_it(string? session) =>
        Ana("push").SteppingUp().Prove("push").Redeem(session).ShouldRefuse(Refusal.InvalidToken).ShouldBe<Transaction.Success>();

    [Fact]
    public void A_password_that_is_too_old_comes_before_the_factor()
    {
        var again = Ana("password", "push").SteppingUp(password: true).ShouldOffer("password").Prove("password").ShouldBe<Transaction.MfaRequired>();
        again.ShouldOffer("push").Prove("push").ShouldBe<Transaction.Success>();
        Assert.Equal(again.Now, again.Grant().PasswordProved);
    }

    [Fact]
    public void Or_is_all_there_is_to_prove() =>
        Ana("password", "push").SteppingUp(password: true, factor: false).ShouldOffer("password").Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void Who_has_no_factor_sets_one_up_where_the_policy_lets_them_and_that_is_the_proof() =>
        Ana("password").Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional)).SteppingUp().ShouldBe<Transaction.MfaEnroll>();

    [Fact]
    public void And_is_refused_where_it_does_not()
    {
        var refused = Ana("password").SteppingUp().ShouldRefuse(Refusal.AccessDenied);
        Assert.Empty(refused.Logged);
    }

    [Theory]
    [InlineData(AccountStatus.LockedOut, Refusal.UserLocked)]
    [InlineData(AccountStatus.Suspended, Refusal.AuthenticationFailed)]
    public void Who_may_not_sign_in_may_not_step_up(AccountStatus status, Refusal refusal) =>
        Ana("push").WithStatus(status).SteppingUp().ShouldRefuse(refusal);

    [Fact]
    public void Five_wrong_codes_lock_here_too() =>
        Ana("totp").SteppingUp().Fail("totp", times: 5).ShouldRefuse(Refusal.UserLocked).ShouldLog("user.account.lock");

    [Fact]
    public void Previous_leads_back_to_the_factors_whatever_the_setting() => Ana("push", "sms")
        .In(s => s with { PreviousInFirstStep = Orgs.PreviousInFirstStep.Unauthenticated }).SteppingUp().Verify("push").GoBack().ShouldBe<Transaction.MfaRequired>();

    [Fact]
    public void A_decoy_never_steps_up() => Ana("push").AsADecoy()
        .Take(new Step.AskedToStepUp(new StepUp("0oa_app", ASignOn.Session, false, true))).ShouldRefuse(Refusal.InvalidToken);
}
