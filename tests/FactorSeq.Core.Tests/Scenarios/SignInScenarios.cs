using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Scenarios;

/// <summary>
/// The acceptance scenarios of sign-in that need no host. <c>basis</c> says whether Okta's behaviour is documented (<c>sourced</c>) or worked out
/// from what is (<c>inferred</c>); <c>setting</c> names the org setting that changes it.
/// </summary>
public sealed class SignInScenarios
{
    [Fact]
    [Trait("scenario", "12")]
    [Trait("basis", "sourced")]
    public void A_username_under_a_push_chain_is_answered_with_the_push_alone_and_no_user()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("password", "push", "sms").Identify()
            .ShouldBe<Transaction.Unauthenticated>().ShouldOffer("push");

        Assert.True(signOn.State.Context.IsFirstStep);
        Assert.True(ASignOn.Catalog.Find("push")!.Type.HidesProfile);
    }

    [Fact]
    [Trait("scenario", "13")]
    [Trait("basis", "sourced")]
    public void An_approved_push_signs_in_without_a_password()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push").ShouldBe<Transaction.MfaChallenge>()
            .Verify("push").ShouldBe<Transaction.MfaChallenge>().Taps(PhoneDecision.Approved).Verify("push");

        Assert.Equal(["swk", "mfa"], signOn.Grant().Amr.AsEnumerable());
        Assert.Single(signOn.Effects.OfType<Effect.IssueSessionToken>());
    }

    [Fact]
    [Trait("scenario", "14")]
    [Trait("basis", "sourced")]
    public void Whoever_is_enrolled_in_no_first_factor_cannot_sign_in() =>
        ASignOn.Under("push").EnrolledIn("sms").Identify().ShouldRefuse(Refusal.AuthenticationFailed);

    [Fact]
    [Trait("scenario", "15")]
    [Trait("basis", "sourced")]
    public void Only_the_first_factors_the_user_has_are_listed() =>
        ASignOn.Under("push", "sms -> question").EnrolledIn("sms", "question").Identify().ShouldOffer("sms");

    [Theory]
    [InlineData("push question", "push question")]
    [InlineData("question", "question")]
    [InlineData("push", "push")]
    [Trait("scenario", "16")]
    [Trait("basis", "inferred")]
    public void A_first_factor_shared_by_two_chains_is_listed_once_and_both_second_steps_after_it(string enrolled, string second) =>
        ASignOn.Under("totp -> push", "totp -> question").EnrolledIn([.. enrolled.Split(' '), "totp"]).Identify().ShouldOffer("totp")
            .Prove("totp").ShouldBe<Transaction.MfaRequired>().ShouldOffer(second.Split(' '));

    [Fact]
    [Trait("scenario", "17")]
    [Trait("basis", "inferred")]
    public void A_chain_that_ends_wins_over_a_longer_one_with_the_same_head() =>
        ASignOn.Under("push", "push -> question").EnrolledIn("push", "question").Identify().Prove("push").ShouldBe<Transaction.Success>();

    [Fact]
    [Trait("scenario", "20")]
    [Trait("basis", "inferred")]
    public void After_a_switch_from_push_to_text_message_a_late_approval_completes_nothing()
    {
        var signOn = ASignOn.Under("push", "sms").EnrolledIn("push", "sms").Identify().Verify("push").Verify("sms");
        Assert.Null(signOn.Last.Refusal);
        Assert.Single(signOn.Sent.OfType<Sending.Code>());

        signOn.Taps(PhoneDecision.Approved).Verify("push").ShouldBe<Transaction.MfaChallenge>();
        Assert.Equal(2, signOn.Sent.OfType<Sending.Push>().Count());
    }

    [Fact]
    [Trait("scenario", "21")]
    [Trait("basis", "sourced")]
    public void A_denied_push_is_REJECTED_and_logged_and_can_be_sent_again()
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").Identify().Verify("push").Taps(PhoneDecision.Denied).Verify("push")
            .ShouldLog("user.mfa.okta_verify.deny_push");
        Assert.Equal(FactorResult.Rejected, Assert.IsType<Transaction.MfaChallenge>(signOn.State).Result);

        signOn.Resend("push").Taps(PhoneDecision.Approved).Verify("push").ShouldBe<Transaction.Success>();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    [Trait("scenario", "22")]
    [Trait("basis", "inferred")]
    [Trait("setting", "pushMinutes")]
    public void A_push_that_nobody_answers_for_its_life_is_a_TIMEOUT(int minutes)
    {
        var signOn = ASignOn.Under("push").EnrolledIn("push").In(s => s with { PushMinutes = minutes }).Identify().Verify("push")
            .After(TimeSpan.FromSeconds(minutes * 60 - 1)).Verify("push");
        Assert.Equal(FactorResult.Waiting, Assert.IsType<Transaction.MfaChallenge>(signOn.State).Result);

        signOn.After(TimeSpan.FromSeconds(1)).Verify("push");
        Assert.Equal(FactorResult.Timeout, Assert.IsType<Transaction.MfaChallenge>(signOn.State).Result);
    }

    [Fact]
    [Trait("scenario", "23")]
    [Trait("basis", "sourced")]
    public void The_fifth_wrong_text_message_code_in_a_row_locks_the_user()
    {
        var signOn = ASignOn.Under("sms").EnrolledIn("sms").Identify().Verify("sms")
            .Fail("sms", times: 4).ShouldRefuse(Refusal.WrongPassCode)
            .Fail("sms").ShouldRefuse(Refusal.UserLocked).ShouldLog("user.account.lock");

        Assert.Equal(AccountStatus.LockedOut, signOn.Account.User.Status);
        signOn.Beside().Identify().ShouldRefuse(Refusal.AuthenticationFailed);
    }

    [Fact]
    [Trait("scenario", "24")]
    [Trait("basis", "inferred")]
    public void Under_a_password_rule_the_username_is_answered_with_the_password_alone() =>
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password", "push").Identify().ShouldOffer("password")
            .Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    [Trait("scenario", "25")]
    [Trait("basis", "inferred")]
    public void Under_any_factor_every_enrolled_factor_is_listed_after_the_password() =>
        ASignOn.Under(new RuleAction.PasswordAndAny(FactorPrompt.Always)).EnrolledIn("password", "push", "totp", "question").Identify()
            .ShouldOffer("password").Prove("password").ShouldBe<Transaction.MfaRequired>().ShouldOffer("push", "totp", "question")
            .Prove("totp").ShouldBe<Transaction.Success>();

    [Fact]
    [Trait("scenario", "26")]
    [Trait("basis", "inferred")]
    public void Under_a_rule_that_denies_the_username_gets_no_factor_list() =>
        ASignOn.Under(new RuleAction.Deny()).EnrolledIn(Ana.Factors).Identify().ShouldRefuse(Refusal.AuthenticationFailed)
            .ShouldBe<Transaction.Bootstrapped>().ShouldLog("policy.evaluate_sign_on");

    [Theory]
    [InlineData("10.1.2.3", "push")]
    [InlineData("203.0.113.9", "password")]
    [Trait("scenario", "27")]
    [Trait("basis", "sourced")]
    public void Where_no_rule_matches_the_network_the_default_rule_decides(string address, string offered)
    {
        var office = new NetworkZone("nzo_office", "Office", [AddressRange.TryParse("10.0.0.0/8")!], []);
        Policy<SignOnAction> policy = World.OneRule(new RuleAction.Sequence(Chains.Parse("push"))).Single();
        var atTheOffice = policy with { Rules = [policy.Rules[0] with { Conditions = [new Condition.Network([office.Id], [])] }] };
        var byDefault = World.OneRule(new RuleAction.Password()).Single() with { Name = "Default Policy", System = true };

        ASignOn.Under([atTheOffice, byDefault], new PolicyNames(new Dictionary<string, string>(), [office]))
            .EnrolledIn("password", "push").From(address).Identify().ShouldOffer(offered);
    }

    [Theory]
    [InlineData(Voucher.IdentityProvider, "user.authentication.auth_via_IDP")]
    [InlineData(Voucher.Iwa, "user.authentication.auth_via_iwa")]
    [Trait("scenario", "28")]
    [Trait("basis", "sourced")]
    public void Whoever_comes_from_an_identity_provider_or_the_desktop_is_asked_for_no_factor(Voucher by, string type) =>
        ASignOn.Under("push -> question").EnrolledIn("push", "question").Take(new Step.VouchedFor(Ana.Login, by))
            .ShouldBe<Transaction.Success>().ShouldLog(type);

    [Fact]
    [Trait("scenario", "29")]
    [Trait("basis", "inferred")]
    public void Okta_Mobile_is_offered_only_chains_that_begin_with_the_password()
    {
        ASignOn.Under("push", "password -> sms").EnrolledIn("password", "push", "sms").FromOktaMobile().Identify().ShouldOffer("password")
            .Prove("password").ShouldOffer("sms").Prove("sms").ShouldBe<Transaction.Success>();
        ASignOn.Under("push").EnrolledIn("password", "push").FromOktaMobile().Identify().ShouldRefuse(Refusal.AuthenticationFailed);
    }

    [Theory]
    [InlineData(PromptMode.Device, true, true)]
    [InlineData(PromptMode.Device, false, false)]
    [Trait("scenario", "32")]
    [Trait("basis", "sourced")]
    public void A_remembered_device_is_asked_for_the_password_alone(PromptMode mode, bool remember, bool passwordIsEnough)
    {
        var first = ASignOn.Under(new RuleAction.PasswordAndAny(new FactorPrompt(mode))).EnrolledIn("password", "question").Identify()
            .Prove("password");
        first.Verify("question", first.Right("question"), rememberDevice: remember).ShouldBe<Transaction.Success>();
        var remembered = first.Effects.OfType<Effect.RememberDevice>().Any();

        var second = first.Beside(deviceRemembered: remembered).Identify().Prove("password");
        Assert.Equal(passwordIsEnough, second.State is Transaction.Success);
    }

    [Fact]
    [Trait("scenario", "33")]
    [Trait("basis", "inferred")]
    [Trait("setting", "acceptPasswordInPrimary")]
    public void A_password_posted_with_the_username_under_a_sequence_is_not_consumed()
    {
        var signOn = ASignOn.Under("password -> push").EnrolledIn("password", "push").Identify(passwordPosted: true)
            .ShouldBe<Transaction.Unauthenticated>().ShouldOffer("password");

        Assert.Empty(signOn.State.Context.Proved);
    }

    [Fact]
    [Trait("scenario", "34")]
    [Trait("basis", "sourced")]
    public void The_second_factor_cannot_be_verified_first()
    {
        var signOn = ASignOn.Under("push -> question").EnrolledIn("push", "question").Identify();
        var before = signOn.State;

        signOn.Prove("question").ShouldRefuse(Refusal.NotAllowedInState);
        Assert.Same(before, signOn.State);
    }

    [Fact]
    [Trait("scenario", "35")]
    [Trait("basis", "inferred")]
    public void After_cancel_the_state_token_opens_nothing() =>
        ASignOn.Under("question").EnrolledIn("question").Identify().Cancel().Prove("question").ShouldRefuse(Refusal.InvalidToken);
}
