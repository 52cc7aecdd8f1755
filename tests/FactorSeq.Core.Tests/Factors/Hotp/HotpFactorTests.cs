using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors;
using FactorSeq.Factors.Hotp;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Factors.Hotp;

public sealed class HotpFactorTests
{
    private const int Counter = 40;

    private static readonly HotpFactor Factor = new();
    private static readonly byte[] Key = Convert.FromBase64String(Ana.HotpSecret);

    // The window begins at the counter awaited (RFC 4226 §7.4); the codes just before it are known to be used.
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(9, null)]
    [InlineData(10, Rejection.WrongPassCode)]
    [InlineData(99, Rejection.WrongPassCode)]
    [InlineData(100, Rejection.WrongPassCode)]
    [InlineData(-1, Rejection.Replayed)]
    [InlineData(-10, Rejection.Replayed)]
    [InlineData(-11, Rejection.WrongPassCode)]
    public void A_token_may_run_ahead_by_ten(int ahead, Rejection? rejection) =>
        Assert.Equal(rejection, (Judge(Enrolled(), Code(Counter + ahead)) as Verdict.Rejected)?.Why);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void The_counter_moves_past_the_code(int ahead) =>
        Assert.Equal(new Verdict.Accepted(Enrolled() with { Counter = Counter + ahead + 1 }), Judge(Enrolled(), Code(Counter + ahead)));

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(99)]
    public void Two_codes_in_a_row_bring_back_a_token_that_ran_far_ahead(int ahead)
    {
        var heard = Rejected(Enrolled(), Code(Counter + ahead));

        Assert.Equal((Counter, Counter + ahead + 1), (heard.Counter, heard.Resync));
        Assert.Equal(new Verdict.Accepted(Enrolled() with { Counter = Counter + ahead + 2 }), Judge(heard, Code(Counter + ahead + 1)));
    }

    [Fact]
    public void Beyond_the_window_two_codes_bring_nothing_back() => Assert.Null(Rejected(Enrolled(), Code(Counter + 100)).Resync);

    [Fact]
    public void The_second_code_must_be_the_very_next()
    {
        var heard = Rejected(Enrolled(), Code(Counter + 50));

        Assert.Equal(Counter + 53, Rejected(heard, Code(Counter + 52)).Resync);
        Assert.Equal(Counter + 51, Rejected(heard, Code(Counter + 50)).Resync);
        Assert.Null(Rejected(heard, "wrong").Resync);
    }

    [Fact]
    public void No_code_is_taken_twice_and_none_after_a_later_one() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(0, 30).ListOf().ToArbitrary(),
            presses =>
            {
                var token = Enrolled() with { Counter = 0 };
                var highest = -1L;
                foreach (var press in presses)
                {
                    if (Judge(token, Code(press)) is Verdict.Accepted { Updated: HotpEnrollment moved })
                    {
                        Assert.True(press > highest);
                        highest = press;
                        token = moved;
                        Assert.Equal(press + 1, token.Counter);
                    }
                    else
                    {
                        token = Rejected(token, Code(press));
                    }
                }
            }));

    [Fact]
    public void Any_text_is_judged() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Judge(Enrolled(), $"!{text}") is Verdict.Rejected { Why: Rejection.WrongPassCode }));

    [Fact]
    public void It_cannot_be_enrolled_at_sign_in() => Assert.False(ASignOn.Catalog.Find("hotp") is IEnrollable);

    [Fact]
    public void The_counter_does_not_go_back_when_the_seed_is_read_again()
    {
        var seeded = Enrolled() with { Counter = 5 };

        Assert.Equal(Enrolled(), Factor.Reseed(Enrolled(), seeded));
        Assert.Equal(Enrolled(), Factor.Reseed(seeded, Enrolled()));
        Assert.Equal(seeded with { Secret = "AAAA" }, Factor.Reseed(Enrolled(), seeded with { Secret = "AAAA" }));
    }

    [Theory]
    [InlineData(39)]
    [InlineData(40)]
    public void How_far_a_token_ran_ahead_is_not_forgotten_when_the_seed_is_read_again(long seeded)
    {
        var heard = Rejected(Enrolled(), Code(Counter + 50));

        var again = Assert.IsType<HotpEnrollment>(Factor.Reseed(heard, Enrolled() with { Counter = seeded }));

        Assert.Equal(new Verdict.Accepted(Enrolled() with { Counter = Counter + 52 }), Judge(again, Code(Counter + 51)));
    }

    private static HotpEnrollment Enrolled() => new(Ana.Login, Ana.HotpSecret, Counter);

    private static string Code(long counter) => OneTimePassword.Code(Key, counter);

    private static Verdict Judge(HotpEnrollment token, string code) => HotpVerifier.Judge(token, new Answer.PassCode(new Secret(code)));

    private static HotpEnrollment Rejected(HotpEnrollment token, string code) =>
        Assert.IsType<HotpEnrollment>(Assert.IsType<Verdict.Rejected>(Judge(token, code)).Updated);
}
