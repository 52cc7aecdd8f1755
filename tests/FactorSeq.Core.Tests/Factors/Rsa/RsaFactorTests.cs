using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Rsa;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Factors.Rsa;

public sealed class RsaFactorTests
{
    private static readonly FactorSettings Settings = new(default, default, 0, false);
    private static readonly Entropy Entropy = new("seed"u8.ToArray());
    private static readonly DateTimeOffset Now = World.Morning;
    private static readonly long Minute = Now.ToUnixTimeSeconds() / 60;

    public static TheoryData<string> Keys => ["rsa", "onprem"];

    [Theory]
    [InlineData(-2, Rejection.WrongPassCode)]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(2, Rejection.WrongPassCode)]
    public void A_token_s_clock_may_differ_by_a_minute(int minutes, Rejection? rejection) =>
        Assert.Equal(rejection, (Judge(new RsaEnrollment("ana"), Code(minutes)) as Verdict.Rejected)?.Why);

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_code_lasts_a_minute(string key)
    {
        var provider = ASignOn.Catalog.Find(key)!.Type.Kind.Provider;

        Assert.Equal(RsaVerifier.Code(provider, "ana", Now), RsaVerifier.Code(provider, "ana", Now.AddSeconds(59)));
        Assert.NotEqual(RsaVerifier.Code(provider, "ana", Now), RsaVerifier.Code(provider, "ana", Now.AddSeconds(60)));
    }

    [Fact]
    public void The_two_servers_know_different_tokens() =>
        Assert.NotEqual(RsaVerifier.Code("RSA", "ana", Now), RsaVerifier.Code("DEL_OATH", "ana", Now));

    [Fact]
    public void A_code_is_taken_once_and_then_the_token_must_change()
    {
        var used = Accepted(new RsaEnrollment("ana"), Code(0));

        Assert.Equal(new RsaEnrollment("ana", Minute), used);
        Assert.Equal(new Verdict.Rejected(Rejection.TokenUnchanged), Judge(used, Code(0)));
        Assert.Equal(new Verdict.Rejected(Rejection.TokenUnchanged), Judge(used, Code(-1)));
        Assert.IsType<Verdict.Accepted>(Judge(used, Code(1), Now.AddMinutes(1)));
    }

    [Fact]
    public void A_server_that_was_asked_to_wants_the_code_after_the_right_one()
    {
        var prompted = Prompted(new RsaEnrollment("ana", NextToken: NextTokenMode.Wanted), Code(0));

        Assert.Equal(new Verdict.Rejected(Rejection.TokenUnchanged), Judge(prompted, Code(0)));
        Assert.Equal(new RsaEnrollment("ana", Minute + 1), Accepted(prompted, Code(1), Now.AddMinutes(1)));
    }

    [Fact]
    public void Three_wrong_codes_make_it_want_two()
    {
        var token = new RsaEnrollment("ana");
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(NextTokenMode.Off, token.NextToken);
            token = Rejected(token, "000000", Rejection.WrongPassCode);
        }

        Assert.Equal(NextTokenMode.Wanted, token.NextToken);
        Assert.Equal(NextTokenMode.Prompted, Prompted(token, Code(0)).NextToken);
    }

    [Fact]
    public void Wrong_codes_count_only_in_a_row()
    {
        var token = Rejected(Rejected(new RsaEnrollment("ana"), "000000", Rejection.WrongPassCode), "000000", Rejection.WrongPassCode);

        Assert.Equal(0, Accepted(token, Code(0)).WrongCodes);
    }

    [Fact]
    public void A_code_that_is_not_the_very_next_begins_the_prompt_anew()
    {
        var prompted = Prompted(new RsaEnrollment("ana", NextToken: NextTokenMode.Wanted), Code(0));
        var again = Prompted(prompted, Code(5), Now.AddMinutes(5));

        Assert.Equal(Minute + 5, again.LastStep);
        Assert.Equal(Minute + 6, Accepted(again, Code(6), Now.AddMinutes(6)).LastStep);
    }

    [Fact]
    public void A_wrong_next_code_begins_the_prompt_anew()
    {
        var prompted = Prompted(new RsaEnrollment("ana", NextToken: NextTokenMode.Wanted), Code(0));

        Assert.Equal(NextTokenMode.Wanted, Rejected(prompted, "000000", Rejection.WrongPassCode).NextToken);
    }

    [Fact]
    public void Any_text_is_judged_and_no_wrong_one_is_taken_whatever_the_server_remembers() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>(),
            Gen.Elements(Enum.GetValues<NextTokenMode>()).ToArbitrary(),
            (text, mode) => Judge(new RsaEnrollment("ana", 0, 0, mode), $"!{text}") is Verdict.Rejected { Why: Rejection.WrongPassCode }));

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_token_is_enrolled_by_its_code(string key)
    {
        var provider = ASignOn.Catalog.Find(key)!.Type.Kind.Provider;
        var active = Assert.IsType<Enrolling.Active>(Enroll(key, " ana ", RsaVerifier.Code(provider, "ana", Now)));

        Assert.Equal(new RsaEnrollment("ana", Minute), active.Data);
    }

    [Fact]
    public void A_wrong_code_enrolls_nothing()
    {
        Assert.Equal(new Enrolling.Rejected(Rejection.WrongPassCode), Enroll("rsa", "ana", "000000"));
        Assert.Equal(new Enrolling.Rejected(Rejection.WrongPassCode), Enroll("rsa", "ana", null));
        Assert.Equal(new Enrolling.Rejected(Rejection.WrongPassCode), Enroll("rsa", "ben", Code(0)));
    }

    [Fact]
    public void A_token_without_an_owner_is_invalid()
    {
        Assert.Equal(new Enrolling.Invalid("Invalid Profile."), Enroll("rsa", null, Code(0)));
        Assert.Equal(new Enrolling.Invalid("Invalid Profile."), Enroll("rsa", " ", Code(0)));
        Assert.Equal(new Enrolling.Invalid("Invalid Profile."), Enroll("rsa", new string('x', 101), Code(0)));
        Assert.Equal(new Enrolling.Rejected(Rejection.WrongPassCode), Enroll("rsa", new string('x', 100), "wrong"));
    }

    [Fact]
    public void What_the_server_remembers_outlives_the_seed()
    {
        var factor = ASignOn.Catalog.Find("rsa")!;
        var kept = new RsaEnrollment("ana", Minute, 2, NextTokenMode.Wanted);

        Assert.Equal(kept, factor.Reseed(kept, new RsaEnrollment("ana")));
        Assert.Equal(new RsaEnrollment("ben"), factor.Reseed(kept, new RsaEnrollment("ben")));
    }

    private static string Code(int minutes) => RsaVerifier.Code("RSA", "ana", Now.AddMinutes(minutes));

    private static Verdict Judge(RsaEnrollment token, string code, DateTimeOffset? at = null) => ASignOn.Catalog.Find("rsa")!.Judge(
        Ana.Enrolled("rsa", Now) with { Data = token }, null, new Answer.PassCode(new Secret(code)), Settings, at ?? Now);

    private static RsaEnrollment Accepted(RsaEnrollment token, string code, DateTimeOffset? at = null) =>
        Assert.IsType<RsaEnrollment>(Assert.IsType<Verdict.Accepted>(Judge(token, code, at)).Updated);

    private static RsaEnrollment Prompted(RsaEnrollment token, string code, DateTimeOffset? at = null) =>
        Rejected(token, code, Rejection.NextTokenWanted, at);

    private static RsaEnrollment Rejected(RsaEnrollment token, string code, Rejection why, DateTimeOffset? at = null)
    {
        var rejected = Assert.IsType<Verdict.Rejected>(Judge(token, code, at));
        Assert.Equal(why, rejected.Why);
        return Assert.IsType<RsaEnrollment>(rejected.Updated);
    }

    private static Enrolling Enroll(string key, string? credentialId, string? code) => ((IEnrollable)ASignOn.Catalog.Find(key)!).Enroll(
        new EnrollmentRequest
        {
            EnrollmentId = "rsa1",
            User = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login },
            Profile = credentialId is null
                ? ImmutableDictionary<string, string>.Empty
                : ImmutableDictionary<string, string>.Empty.Add("credentialId", credentialId),
            PassCode = code is null ? null : new Secret(code),
        },
        Settings,
        Entropy,
        Now);
}
