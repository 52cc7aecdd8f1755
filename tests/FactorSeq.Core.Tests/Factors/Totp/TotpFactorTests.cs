using System.Text;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Core.Tests.Factors.Totp;

public sealed class TotpFactorTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_111);

    // RFC 6238 appendix B, SHA-1; the RFC prints eight digits, authenticator apps show the last six.
    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    public void The_vectors_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(
            code[2..],
            TotpVerifier.Code("12345678901234567890"u8, TotpVerifier.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    [InlineData(89, 2)]
    public void A_step_takes_30_seconds(long seconds, long step) => Assert.Equal(step, TotpVerifier.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(-1, null)]
    [InlineData(-2, null)]
    [InlineData(3, Rejection.OutsideWindow)]
    [InlineData(-3, Rejection.OutsideWindow)]
    [InlineData(20, Rejection.OutsideWindow)]
    [InlineData(-20, Rejection.OutsideWindow)]
    [InlineData(21, Rejection.WrongPassCode)]
    [InlineData(-21, Rejection.WrongPassCode)]
    public void A_clock_may_differ_by_the_window(int steps, Rejection? rejection) => Assert.Equal(rejection, Judge(CodeAt(steps)));

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(0, 1, Rejection.OutsideWindow)]
    [InlineData(25, 25, null)]
    [InlineData(25, -25, null)]
    [InlineData(25, 26, Rejection.WrongPassCode)]
    public void The_window_is_a_setting(int window, int steps, Rejection? rejection) => Assert.Equal(rejection, Judge(CodeAt(steps), window));

    [Theory]
    [InlineData(0, 0, Rejection.Replayed)]
    [InlineData(1, 0, Rejection.Replayed)]
    [InlineData(1, 1, Rejection.Replayed)]
    [InlineData(0, 1, null)]
    [InlineData(-1, 0, null)]
    [InlineData(0, -3, Rejection.Replayed)]
    [InlineData(-3, -3, Rejection.Replayed)]
    [InlineData(-4, -3, Rejection.OutsideWindow)]
    public void No_code_of_a_step_used_or_of_an_earlier_one_is_taken(int used, int steps, Rejection? rejection) =>
        Assert.Equal(rejection, Judge(CodeAt(steps), last: TotpVerifier.StepAt(Now) + used));

    [Fact]
    public void A_right_code_uses_up_its_own_step()
    {
        var verdict = TotpVerifier.Judge(Enrolled(0), new Answer.PassCode(new Secret(CodeAt(-1))), 2, Now);

        Assert.Equal(TotpVerifier.StepAt(Now) - 1, Assert.IsType<TotpEnrollment>(Assert.IsType<Verdict.Accepted>(verdict).Updated).LastStep);
    }

    [Fact]
    public void Of_two_steps_with_the_same_code_the_nearer_is_used_up()
    {
        const int Window = 100;
        var key = Base32.Decode(Ana.TotpSecret);
        var seen = new Dictionary<string, long>();
        var (first, second) = (0L, 1L);
        for (; ; second++)
        {
            var code = TotpVerifier.Code(key, second);
            if (seen.TryGetValue(code, out first) && second - first <= Window)
            {
                break;
            }

            seen[code] = second;
        }

        Assert.Equal(first, UsedAt(first));
        Assert.Equal(second, UsedAt(second));

        long UsedAt(long step) => Assert.IsType<TotpEnrollment>(Assert.IsType<Verdict.Accepted>(TotpVerifier.Judge(
            Enrolled(0),
            new Answer.PassCode(new Secret(TotpVerifier.Code(key, first))),
            Window,
            DateTimeOffset.FromUnixTimeSeconds(step * TotpVerifier.StepSeconds))).Updated).LastStep;
    }

    [Fact]
    public void A_code_that_was_spent_stays_spent_when_the_seed_is_read_again()
    {
        IFactor factor = new TotpFactor(TotpFactor.OktaVerify);

        Assert.Equal(Enrolled(9), factor.Reseed(Enrolled(9), Enrolled(0)));
        Assert.Equal(Enrolled(0) with { Secret = "MZXW6YTB" }, factor.Reseed(Enrolled(9), Enrolled(0) with { Secret = "MZXW6YTB" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    public void Anything_else_is_wrong(string code) => Assert.Equal(Rejection.WrongPassCode, Judge(code));

    [Fact]
    public void A_password_is_no_code() =>
        Assert.Equal(
            new Verdict.Rejected(Rejection.WrongPassCode),
            TotpVerifier.Judge(Enrolled(0), new Answer.Password(new Secret(CodeAt(0))), 2, Now));

    // RFC 4648 §10.
    [Theory]
    [InlineData("MY======", "f")]
    [InlineData("MZXQ====", "fo")]
    [InlineData("MZXW6===", "foo")]
    [InlineData("MZXW6YQ=", "foob")]
    [InlineData("MZXW6YTB", "fooba")]
    [InlineData("MZXW6YTBOI======", "foobar")]
    [InlineData("mzxw6ytboi", "foobar")]
    [InlineData("mzxw 6ytb oi", "foobar")]
    [InlineData("MZXW-6YTB-OI", "foobar")]
    public void Base32_reads_what_people_copy(string text, string bytes)
    {
        Assert.True(Base32.IsValid(text));
        Assert.Equal(bytes, Encoding.ASCII.GetString(Base32.Decode(text)));
        Assert.Equal(text.Replace(" ", "").Replace("-", "").TrimEnd('=').ToUpperInvariant(), Base32.Encode(Encoding.ASCII.GetBytes(bytes)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("====")]
    [InlineData("MZXW0")]
    [InlineData("MZXW1")]
    [InlineData("MZXW8")]
    [InlineData("MZXW!")]
    [InlineData("M=ZXW")]
    public void Base32_refuses_what_is_none(string text) => Assert.False(Base32.IsValid(text));

    private static Rejection? Judge(string code, int window = 2, long last = 0) =>
        (TotpVerifier.Judge(Enrolled(last), new Answer.PassCode(new Secret(code)), window, Now) as Verdict.Rejected)?.Why;

    private static TotpEnrollment Enrolled(long last) => new(Ana.Login, Ana.TotpSecret, last);

    private static string CodeAt(int steps) => TotpVerifier.Code(Base32.Decode(Ana.TotpSecret), TotpVerifier.StepAt(Now) + steps);
}
