using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Symantec;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Factors.Symantec;

public sealed class SymantecFactorTests
{
    private const string Id = "VSST12345678";

    private static readonly SymantecFactor Factor = new();
    private static readonly FactorSettings Settings = new(default, default, TotpWindow: 2, false);
    private static readonly Entropy Entropy = new("seed"u8.ToArray());
    private static readonly DateTimeOffset Now = World.Morning;
    private static readonly long Step = Now.ToUnixTimeSeconds() / 30;

    [Theory]
    [InlineData(-3, Rejection.WrongPassCode)]
    [InlineData(-2, null)]
    [InlineData(0, null)]
    [InlineData(2, null)]
    [InlineData(3, Rejection.WrongPassCode)]
    public void A_clock_may_differ_by_the_window(int steps, Rejection? rejection) => Assert.Equal(rejection, Judge(Code(steps), last: 0));

    [Theory]
    [InlineData(0, 0, Rejection.Replayed)]
    [InlineData(0, -1, Rejection.Replayed)]
    [InlineData(0, 1, null)]
    public void A_code_is_taken_once(int used, int steps, Rejection? rejection) => Assert.Equal(rejection, Judge(Code(steps), last: Step + used));

    [Fact]
    public void A_right_code_uses_up_its_step() =>
        Assert.Equal(new Verdict.Accepted(new SymantecEnrollment(Id, Step - 1)), Verdict(Code(-1), last: 0));

    [Fact]
    public void Any_text_is_judged() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Judge($"!{text}", 0) == Rejection.WrongPassCode));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    public void Two_codes_in_a_row_enroll(int first) =>
        Assert.Equal(new Enrolling.Active(new SymantecEnrollment(Id, Step + first + 1)), Enroll(Id, Code(first), Code(first + 1)));

    [Fact]
    public void Codes_out_of_order_or_the_same_twice_or_apart_enroll_nothing()
    {
        var no = new Enrolling.Rejected(Rejection.WrongPassCode);

        Assert.Equal(no, Enroll(Id, Code(1), Code(0)));
        Assert.Equal(no, Enroll(Id, Code(0), Code(0)));
        Assert.Equal(no, Enroll(Id, Code(-1), Code(1)));
        Assert.Equal(no, Enroll(Id, Code(0), null));
        Assert.Equal(no, Enroll(Id, null, Code(0)));
        Assert.Equal(no, Enroll("VSST87654321", Code(0), Code(1)));
    }

    [Fact]
    public void A_credential_without_a_name_is_invalid()
    {
        Assert.Equal(new Enrolling.Invalid("Invalid Profile."), Enroll(null, Code(0), Code(1)));
        Assert.Equal(new Enrolling.Invalid("Invalid Profile."), Enroll("", Code(0), Code(1)));
        Assert.Equal(new Enrolling.Invalid("Invalid Profile."), Enroll(new string('V', 101), Code(0), Code(1)));
    }

    [Fact]
    public void A_credential_s_name_has_a_hundred_characters_at_most()
    {
        var id = new string('V', 100);

        Assert.Equal(
            new Enrolling.Active(new SymantecEnrollment(id, Step + 1)), Enroll(id, SymantecVerifier.Code(id, Now), SymantecVerifier.Code(id, Now, 1)));
    }

    [Fact]
    public void The_codes_that_enrolled_cannot_sign_in()
    {
        var held = Assert.IsType<Enrolling.Active>(Enroll(Id, Code(-1), Code(0))).Data;

        Assert.Equal(Rejection.Replayed, Judge(Code(0), ((SymantecEnrollment)held).LastStep));
        Assert.Null(Judge(Code(1), ((SymantecEnrollment)held).LastStep));
    }

    [Fact]
    public void A_code_that_was_spent_stays_spent_when_the_seed_is_read_again()
    {
        Assert.Equal(new SymantecEnrollment(Id, 9), Factor.Reseed(new SymantecEnrollment(Id, 9), new SymantecEnrollment(Id, 0)));
        Assert.Equal(new SymantecEnrollment("other", 0), Factor.Reseed(new SymantecEnrollment(Id, 9), new SymantecEnrollment("other", 0)));
    }

    private static string Code(int steps) => SymantecVerifier.Code(Id, Now, steps);

    private static Verdict Verdict(string code, long last) => Factor.Judge(
        Ana.Enrolled("symantec", Now) with { Data = new SymantecEnrollment(Id, last) }, null, new Answer.PassCode(new Secret(code)), Settings, Now);

    private static Rejection? Judge(string code, long last) => (Verdict(code, last) as Verdict.Rejected)?.Why;

    private static Enrolling Enroll(string? credentialId, string? code, string? next) => Factor.Enroll(
        new EnrollmentRequest
        {
            EnrollmentId = "ufv1",
            User = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login },
            Profile = credentialId is null
                ? ImmutableDictionary<string, string>.Empty
                : ImmutableDictionary<string, string>.Empty.Add("credentialId", credentialId),
            PassCode = code is null ? null : new Secret(code),
            NextPassCode = next is null ? null : new Secret(next),
        },
        Settings,
        Entropy,
        Now);
}
