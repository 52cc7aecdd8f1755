using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>How a sign-in ends: what it grants, what it writes down, and when it must not end well.</summary>
public sealed class FinishTests
{
    [Theory]
    [InlineData("password", "pwd")]
    [InlineData("push", "swk mfa")]
    [InlineData("totp", "otp mfa")]
    [InlineData("google_totp", "otp mfa")]
    [InlineData("yubikey", "hwk mfa")]
    [InlineData("rsa", "otp mfa")]
    [InlineData("onprem", "otp mfa")]
    [InlineData("symantec", "otp mfa")]
    [InlineData("hotp", "otp mfa")]
    [InlineData("duo", "swk mfa")]
    [InlineData("saml_idp", "mfa")]
    [InlineData("oidc_idp", "mfa")]
    [InlineData("sms", "sms mca mfa")]
    [InlineData("call", "tel mca mfa")]
    [InlineData("email", "mfa")]
    [InlineData("question", "kba mfa")]
    [InlineData("password -> push", "pwd swk mfa")]
    [InlineData("sms -> push", "sms mca swk mfa")]
    [InlineData("sms -> call", "sms mca tel mfa")]
    [InlineData("totp -> google_totp", "otp mfa")]
    [InlineData("push -> sms -> password", "swk sms mca pwd mfa")]
    public void Amr_holds_exactly_what_was_proved(string chain, string amr) => Assert.Equal(amr.Split(' '), Walked(chain).Grant().Amr);

    [Fact]
    public void The_grant_says_when_password_and_factor_were_proved()
    {
        var both = Walked("password -> question").Grant();
        Assert.Equal(World.Morning, both.PasswordProved);
        Assert.Equal(World.Morning, both.FactorProved);
        Assert.Null(Walked("question").Grant().PasswordProved);
        Assert.Null(Walked("password").Grant().FactorProved);
    }

    [Fact]
    public void An_API_client_gets_one_session_token()
    {
        var signOn = Walked("question");

        Assert.Equal(signOn.Grant(), Assert.Single(signOn.Effects.OfType<Effect.IssueSessionToken>()).Grant);
        Assert.Empty(signOn.Effects.OfType<Effect.OpenSession>());
    }

    [Fact]
    public void A_hosted_page_gets_its_session_when_the_browser_comes_for_it_and_once()
    {
        var signOn = ASignOn.Under("question").EnrolledIn("question").OnAHostedPage().Identify().Prove("question");
        Assert.Empty(signOn.Effects.OfType<Effect.IssueSessionToken>());
        Assert.Empty(signOn.Effects.OfType<Effect.OpenSession>());

        signOn.Redeem().ShouldBe<Transaction.Ended>().Redeem().ShouldRefuse(Refusal.InvalidToken);
        Assert.Single(signOn.Effects.OfType<Effect.OpenSession>());
    }

    [Fact]
    public void A_second_step_the_user_has_not_is_denied_after_the_first() =>
        ASignOn.Under("push -> question").EnrolledIn("push").Identify().Prove("push").ShouldRefuse(Refusal.AccessDenied)
            .ShouldBe<Transaction.MfaChallenge>();

    [Fact]
    public void A_shorter_chain_that_is_walked_needs_no_second_step() =>
        ASignOn.Under("push -> question", "push").EnrolledIn("push").Identify().Prove("push").ShouldBe<Transaction.Success>();

    [Theory]
    [InlineData("push", false)]
    [InlineData("password", true)]
    [InlineData("push -> password", true)]
    [InlineData("password -> push", true)]
    public void An_expired_password_matters_only_where_it_is_used_and_only_at_the_end(string chain, bool used)
    {
        var signOn = ASignOn.Under(chain).EnrolledIn("push", "password").WithStatus(AccountStatus.PasswordExpired).Identify();
        foreach (var factor in chain.Split(" -> "))
        {
            signOn.Prove(factor);
        }

        Assert.Null(signOn.Last.Refusal);
        Assert.Equal(used, signOn.State is Transaction.PasswordExpired);
        Assert.Equal(!used, signOn.State is Transaction.Success);
    }

    [Fact]
    public void A_right_password_on_a_quiet_account_is_no_write()
    {
        var first = ASignOn.Under("password").EnrolledIn("password").Identify().Prove("password");
        var account = first.Account;
        var second = first.Beside().Identify().Prove("password").ShouldBe<Transaction.Success>();

        Assert.Same(account, second.Account);
    }

    [Fact]
    public void A_totp_step_is_used_up()
    {
        var signOn = ASignOn.Under("totp").EnrolledIn("totp").Identify().Prove("totp").ShouldBe<Transaction.Success>();

        signOn.Beside().Identify().Prove("totp").ShouldRefuse(Refusal.Replayed);
    }

    [Theory]
    [InlineData(PromptMode.Device, true, 0)]
    [InlineData(PromptMode.Session, true, 15)]
    [InlineData(PromptMode.Device, false, null)]
    [InlineData(PromptMode.Always, true, null)]
    public void A_device_is_remembered_where_the_rule_and_the_user_want_it(PromptMode mode, bool wanted, int? minutes)
    {
        var signOn = ASignOn.Under(new RuleAction.PasswordAndAny(new FactorPrompt(mode, 15)))
            .EnrolledIn("password", "question").Identify().Prove("password");
        signOn.Verify("question", signOn.Right("question"), rememberDevice: wanted).ShouldBe<Transaction.Success>();

        Assert.Equal(minutes, signOn.Effects.OfType<Effect.RememberDevice>().SingleOrDefault()?.Minutes);
    }

    [Fact]
    public void A_device_that_was_not_asked_for_a_factor_is_not_remembered_anew()
    {
        var signOn = ASignOn.Under(new RuleAction.PasswordAndAny(new FactorPrompt(PromptMode.Device, 0))).EnrolledIn("password", "question")
            .Beside(deviceRemembered: true).Identify();
        signOn.Verify("password", signOn.Right("password"), rememberDevice: true).ShouldBe<Transaction.Success>();

        Assert.Empty(signOn.Effects.OfType<Effect.RememberDevice>());
    }

    [Fact]
    public void The_first_factor_shows_in_the_session_event_and_the_second_in_its_own()
    {
        var signOn = Walked("push -> question");

        Assert.Equal("OKTA_VERIFY_PUSH", Assert.Single(signOn.Logged, e => e.Type == "user.session.start").Factor);
        Assert.Equal("SECURITY_QUESTION", Assert.Single(signOn.Logged, e => e.Type == "user.authentication.auth_via_mfa").Factor);
    }

    [Fact]
    public void A_setting_makes_the_first_factor_write_its_own_event_too()
    {
        var signOn = ASignOn.Under("question").EnrolledIn("question").In(s => s with { LogFirstFactor = true }).Identify()
            .Fail("question").Prove("question");

        Assert.Equal(
            [EventOutcome.Failure, EventOutcome.Success],
            signOn.Logged.Where(e => e.Type == "user.authentication.auth_via_mfa").Select(e => e.Outcome));
    }

    [Fact]
    public void An_edit_of_the_policy_counts_at_the_next_step()
    {
        var signOn = ASignOn.Under("question -> sms").EnrolledIn("question", "sms", "email").Identify().Prove("question");

        signOn.NowUnder("question -> email").ShouldOffer("email").Prove("sms").ShouldRefuse(Refusal.NotAllowedInState);
        signOn.Prove("email").ShouldBe<Transaction.Success>();
    }

    [Fact]
    public void When_the_chains_walked_so_far_are_gone_nothing_is_on_offer() =>
        ASignOn.Under("question -> sms").EnrolledIn("question", "sms", "push").Identify().Prove("question").NowUnder("push")
            .ShouldOffer().Prove("sms").ShouldRefuse(Refusal.NotAllowedInState);

    [Fact]
    public void When_nothing_is_on_offer_any_more_there_is_nothing_to_look_at_and_no_way_back()
    {
        var signOn = ASignOn.Under("question -> sms").EnrolledIn("question", "sms", "push").Identify().Prove("question");

        signOn.NowUnder("push").Look().ShouldRefuse(Refusal.NotAllowedInState);
        signOn.NowUnder("question -> sms").Look().ShouldBe<Transaction.MfaRequired>();
        signOn.Verify("sms").NowUnder("push").GoBack().ShouldRefuse(Refusal.NotAllowedInState);
    }

    [Fact]
    public void A_verdict_on_a_factor_that_no_chain_asks_for_proves_nothing()
    {
        var signOn = ASignOn.Under("question").EnrolledIn("question", "sms").Identify();

        signOn.Take(new Step.Judged(signOn.EnrollmentOf("sms"), new Core.Factors.Verdict.Accepted())).ShouldRefuse(Refusal.NotAllowedInState)
            .ShouldBe<Transaction.Unauthenticated>();
        Assert.Empty(signOn.State.Context.Proved);
    }

    [Fact]
    public void Cancelling_ends_it_from_anywhere() =>
        ASignOn.Under("question").EnrolledIn("question").Identify().Verify("question").Cancel().ShouldBe<Transaction.Ended>()
            .Look().ShouldRefuse(Refusal.InvalidToken);

    private static ASignOn Walked(string chain)
    {
        var factors = chain.Split(" -> ");
        var signOn = ASignOn.Under(chain).EnrolledIn(factors).Identify();
        foreach (var factor in factors)
        {
            signOn.Prove(factor);
        }

        return signOn;
    }
}
