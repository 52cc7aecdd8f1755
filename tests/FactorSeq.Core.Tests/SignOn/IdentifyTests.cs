using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

public sealed class IdentifyTests
{
    [Theory]
    [InlineData(AccountStatus.Staged, Gate.Shut)]
    [InlineData(AccountStatus.Provisioned, Gate.Shut)]
    [InlineData(AccountStatus.Active, Gate.Open)]
    [InlineData(AccountStatus.Recovery, Gate.Shut)]
    [InlineData(AccountStatus.PasswordExpired, Gate.Open)]
    [InlineData(AccountStatus.LockedOut, Gate.Locked)]
    [InlineData(AccountStatus.Suspended, Gate.Shut)]
    [InlineData(AccountStatus.Deprovisioned, Gate.Shut)]
    public void The_gate_of_every_account_status(AccountStatus status, Gate gate) => Assert.Equal(gate, AccountGate.Of(status));

    [Fact]
    public void The_gate_knows_every_status() =>
        Assert.Equal(
            Enum.GetValues<AccountStatus>().Length,
            typeof(IdentifyTests).GetMethod(nameof(The_gate_of_every_account_status))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length);

    [Theory]
    [InlineData(AccountStatus.Staged)]
    [InlineData(AccountStatus.Provisioned)]
    [InlineData(AccountStatus.Recovery)]
    [InlineData(AccountStatus.LockedOut)]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Deprovisioned)]
    public void Whoever_cannot_sign_in_is_answered_like_nobody(AccountStatus status)
    {
        var nobody = ASignOn.Under("push").OfNobody().Identify();
        var somebody = ASignOn.Under("push").EnrolledIn("push").WithStatus(status).Identify();

        nobody.ShouldRefuse(Refusal.AuthenticationFailed).ShouldBe<Transaction.Bootstrapped>();
        somebody.ShouldRefuse(Refusal.AuthenticationFailed).ShouldBe<Transaction.Bootstrapped>();
        Assert.Equal(nobody.State, somebody.State);
    }

    [Fact]
    public void The_log_knows_the_true_reason()
    {
        Assert.Equal("UNKNOWN_USER", Assert.Single(ASignOn.Under("push").OfNobody().Identify().Logged).Reason);
        Assert.Equal(
            "LOCKED_OUT", Assert.Single(ASignOn.Under("push").WithStatus(AccountStatus.LockedOut).Identify().Logged).Reason);
        Assert.Equal(
            "enrolled in no first factor of the rule", Assert.Single(ASignOn.Under("push").EnrolledIn("sms").Identify().Logged).Detail);
    }

    [Fact]
    public void A_locked_user_is_told_where_the_password_policy_says_so() =>
        ASignOn.Under("push").EnrolledIn("push").WithStatus(AccountStatus.LockedOut).Locking(new PasswordAction(ShowLockoutFailures: true))
            .Identify().ShouldBe<Transaction.LockedOut>();

    [Fact]
    public void A_name_alone_is_no_sign_in_without_sequencing() =>
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password").WithoutSequencing()
            .Identify().ShouldRefuse(Refusal.AuthenticationFailed);

    [Fact]
    public void A_name_alone_does_not_tell_that_a_user_is_locked_without_sequencing() =>
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password").WithoutSequencing()
            .WithStatus(AccountStatus.LockedOut).Locking(new PasswordAction(ShowLockoutFailures: true))
            .Identify().ShouldRefuse(Refusal.AuthenticationFailed).ShouldBe<Transaction.Bootstrapped>();

    [Fact]
    public void Name_and_password_sign_in_without_sequencing() =>
        ASignOn.Under("push").EnrolledIn("password", "push").WithoutSequencing()
            .Identify(passwordPosted: true).ShouldOffer("password").Prove("password").ShouldBe<Transaction.Success>();

    [Fact]
    public void Offers_follow_the_policy_and_name_each_factor_once() =>
        ASignOn.Under("sms -> question", "push", "sms -> totp", "password -> any").EnrolledIn("password", "push", "sms", "question")
            .Identify().ShouldOffer("sms", "push", "password");

    [Fact]
    public void The_factor_last_used_first_can_come_first() =>
        ASignOn.Under("push", "question").EnrolledIn("push", "question").In(s => s with { LastUsedFactorFirst = true })
            .Identify().ShouldOffer("push", "question").Prove("question")
            .Beside().Identify().ShouldOffer("question", "push");

    [Fact]
    public void By_default_the_policy_orders_whatever_was_used_last() =>
        ASignOn.Under("push", "question").EnrolledIn("push", "question")
            .Identify().Prove("question")
            .Beside().Identify().ShouldOffer("push", "question");

    [Fact]
    public void Okta_Mobile_survives_a_rule_with_a_chain_of_no_steps() =>
        ASignOn.Under(new RuleAction.Sequence(new FactorChains([new FactorChain([])]))).EnrolledIn("password").FromOktaMobile()
            .Identify().ShouldRefuse(Refusal.AuthenticationFailed);

    [Fact]
    public void Nobody_is_in_before_something_is_proved_even_under_a_chain_of_no_steps() =>
        ASignOn.Under(new RuleAction.Sequence(new FactorChains([new FactorChain([])]))).EnrolledIn("password")
            .Identify().ShouldRefuse(Refusal.AuthenticationFailed);

    [Theory]
    [InlineData(Voucher.IdentityProvider, "user.authentication.auth_via_IDP")]
    [InlineData(Voucher.Iwa, "user.authentication.auth_via_iwa")]
    public void Whoever_is_vouched_for_gets_one_session_token(Voucher by, string type)
    {
        var signOn = ASignOn.Under("push -> question").Take(new Step.VouchedFor(Ana.Login, by)).ShouldBe<Transaction.Success>().ShouldLog(type);

        Assert.Single(signOn.Effects.OfType<Effect.IssueSessionToken>());
    }

    [Fact]
    public void On_a_hosted_page_whoever_is_vouched_for_gets_a_session_and_no_token_beside_it()
    {
        var signOn = ASignOn.Under("push").OnAHostedPage().Take(new Step.VouchedFor(Ana.Login, Voucher.IdentityProvider)).Redeem();

        Assert.Single(signOn.Effects.OfType<Effect.OpenSession>());
        Assert.Empty(signOn.Effects.OfType<Effect.IssueSessionToken>());
    }

    [Theory]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.LockedOut)]
    public void Nobody_vouches_for_an_account_that_is_shut(AccountStatus status) =>
        ASignOn.Under("push").WithStatus(status).Take(new Step.VouchedFor(Ana.Login, Voucher.Iwa)).ShouldRefuse(Refusal.AuthenticationFailed);

    [Fact]
    public void Nobody_vouches_past_a_rule_that_denies() =>
        ASignOn.Under(new RuleAction.Deny()).Take(new Step.VouchedFor(Ana.Login, Voucher.Iwa)).ShouldRefuse(Refusal.AuthenticationFailed);

    [Fact]
    public void Nobody_vouches_for_a_decoy() =>
        ASignOn.Under("push").EnrolledIn("push").AsADecoy()
            .Take(new Step.VouchedFor(Ana.Login, Voucher.Iwa)).ShouldRefuse(Refusal.AuthenticationFailed);

    [Theory]
    [InlineData("ana@demo.test", " ANA@Demo.Test ", true)]
    [InlineData("ana@demo.test", "anna@demo.test", false)]
    public void Logins_are_the_same_when_they_differ_only_in_case(string one, string other, bool same) =>
        Assert.Equal(same, Login.Key(one) == Login.Key(other));

    [Theory]
    [InlineData("ana", true)]
    [InlineData("", false)]
    [InlineData("   ", false)]
    public void A_login_could_exist(string login, bool plausible) => Assert.Equal(plausible, Login.IsPlausible(login));

    [Fact]
    public void A_login_has_at_most_100_characters()
    {
        Assert.True(Login.IsPlausible(new string('a', 100)));
        Assert.False(Login.IsPlausible(new string('a', 101)));
    }

    [Fact]
    public void Settings_of_channels_are_their_own()
    {
        var settings = new OrgSettings { ResendSmsSeconds = 1, ResendCallSeconds = 2, ResendEmailSeconds = 3 };

        Assert.Equal([1, 2, 3], Enum.GetValues<Core.Factors.Channel>().Select(channel => settings.ResendAfter(channel).TotalSeconds));
    }
}
