using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>A decoy walks like a real account whose every answer is wrong, and tells nothing else.</summary>
public sealed class DecoyTests
{
    [Theory]
    [InlineData("password", Refusal.WrongPassword)]
    [InlineData("totp", Refusal.WrongPassCode)]
    [InlineData("sms", Refusal.WrongPassCode)]
    [InlineData("question", Refusal.WrongAnswer)]
    public void Even_a_verdict_of_right_is_answered_as_wrong(string factor, Refusal refusal)
    {
        var decoy = ASignOn.Under(factor).EnrolledIn(factor).AsADecoy().Identify();

        decoy.Take(new Step.Judged(decoy.EnrollmentOf(factor), new Verdict.Accepted())).ShouldRefuse(refusal)
            .ShouldBe<Transaction.Unauthenticated>();
    }

    [Fact]
    public void The_password_of_nobody_opens_nothing() =>
        ASignOn.Under("password").EnrolledIn("password").AsADecoy().Identify()
            .Verify("password", new Answer.Password(new Secret("the password of nobody"))).ShouldRefuse(Refusal.WrongPassword);

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public void Not_even_the_code_of_another_time_is_told_from_a_wrong_one(int stepsAgo)
    {
        var decoy = ASignOn.Under("totp").EnrolledIn("totp").AsADecoy().Identify();
        var code = new Answer.PassCode(new Secret(decoy.TotpCode(stepsAgo: stepsAgo)));

        decoy.Verify("totp", code).ShouldRefuse(Refusal.WrongPassCode);
    }

    [Fact]
    public void No_reader_of_the_source_knows_a_decoy_s_token()
    {
        var one = (TotpEnrollment)ASignOn.Catalog.Find("totp")!.Fabricate("ana@demo.test", Entropy.Keyed("key"u8, "ana"));
        var other = (TotpEnrollment)ASignOn.Catalog.Find("totp")!.Fabricate("ana@demo.test", Entropy.Keyed("key"u8, "bob"));

        Assert.True(Base32.IsValid(one.Secret));
        Assert.NotEqual(one.Secret, other.Secret);
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("call")]
    [InlineData("email")]
    [InlineData("push")]
    public void A_decoy_is_challenged_and_nothing_is_sent_or_logged_of_it(string factor)
    {
        var decoy = ASignOn.Under(factor).EnrolledIn(factor).AsADecoy().Identify().Verify(factor).ShouldBe<Transaction.MfaChallenge>();

        Assert.Empty(decoy.Sent);
        Assert.Empty(decoy.Last.Effects);
    }

    [Fact]
    public void A_decoy_is_throttled_like_a_real_account() =>
        ASignOn.Under("sms").EnrolledIn("sms").AsADecoy().Identify().Verify("sms").Resend("sms").ShouldRefuse(Refusal.SmsTooSoon);

    [Fact]
    public void A_decoy_is_locked_like_a_real_account() =>
        ASignOn.Under("totp").EnrolledIn("totp").AsADecoy().Identify().Fail("totp", times: 4).ShouldRefuse(Refusal.WrongPassCode)
            .Fail("totp").ShouldRefuse(Refusal.UserLocked);

    [Fact]
    public void A_decoy_has_some_of_the_first_factors_and_one_at_least()
    {
        var chains = Chains.Parse("password | totp -> sms", "sms", "totp -> any");
        var decoys = Enumerable.Range(0, 50)
            .Select(i => Decoy.Fabricate("decoy", $"nobody{i}", chains, ASignOn.Catalog, Entropy.Keyed("key"u8, $"nobody{i}")))
            .ToList();

        Assert.All(decoys, decoy => Assert.NotEmpty(decoy.Enrollments));
        Assert.Equal([1, 2, 3], decoys.Select(decoy => decoy.Enrollments.Length).Distinct().Order());
        Assert.Equal(["password", "sms", "totp"], decoys.SelectMany(decoy => decoy.Enrollments).Select(e => ASignOn.Catalog.NameOf(e.Kind)).Distinct().Order());
        Assert.Empty(Decoy.Fabricate("decoy", "nobody", FactorChains.None, ASignOn.Catalog, Entropy.Keyed("key"u8, "nobody")).Enrollments);
    }

    [Fact]
    public void A_decoy_s_factors_are_named_like_anybody_s()
    {
        var chains = Chains.Parse("password", "totp", "sms");
        var all = Enumerable.Range(0, 50)
            .Select(i => Decoy.Fabricate("decoy", $"nobody{i}", chains, ASignOn.Catalog, Entropy.Keyed("key"u8, $"nobody{i}")))
            .First(decoy => decoy.Enrollments.Length == 3).Enrollments;

        Assert.Equal(Enrollment.PasswordId, all[0].Id);
        Assert.Matches("^ost[0-9A-Za-z]{17}$", all[1].Id);
        Assert.Matches("^sms[0-9A-Za-z]{17}$", all[2].Id);
        Assert.NotEqual(all[1].Id[3..], all[2].Id[3..]);
    }

    [Fact]
    public void The_same_login_gets_the_same_decoy_every_time()
    {
        foreach (var factor in ASignOn.Catalog.All)
        {
            Assert.Equal(factor.Fabricate("ana@demo.test", Entropy.Keyed("key"u8, "ana")), factor.Fabricate("ana@demo.test", Entropy.Keyed("key"u8, "ana")));
        }
    }
}
