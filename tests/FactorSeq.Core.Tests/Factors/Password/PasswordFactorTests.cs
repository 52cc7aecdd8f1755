using FactorSeq.Core.Factors;
using FactorSeq.Factors.Password;

namespace FactorSeq.Core.Tests.Factors.Password;

public sealed class PasswordFactorTests
{
    private static readonly PasswordFactor Factor = new(iterations: 1);
    private static readonly Enrollment Enrolled = new("password", FactorKind.Password, Factor.Enroll("Passw0rd-ana"), default);

    [Theory]
    [InlineData("Passw0rd-ana", true)]
    [InlineData("passw0rd-ana", false)]
    [InlineData(" Passw0rd-ana", false)]
    [InlineData("Passw0rd-ana ", false)]
    [InlineData("", false)]
    public void A_password_is_right_to_the_letter(string given, bool right)
    {
        var verdict = Judge(new Answer.Password(new Secret(given)));

        Assert.Equal(right ? new Verdict.Accepted() : new Verdict.Rejected(Rejection.WrongPassword), verdict);
    }

    [Fact]
    public void A_pass_code_is_no_password() =>
        Assert.Equal(new Verdict.Rejected(Rejection.WrongPassword), Judge(new Answer.PassCode(new Secret("Passw0rd-ana"))));

    [Fact]
    public void A_hash_from_before_the_rounds_were_raised_still_opens() =>
        Assert.Equal(
            new Verdict.Accepted(),
            new PasswordFactor(iterations: 2).Judge(Enrolled, null, new Answer.Password(new Secret("Passw0rd-ana")), null!, default));

    [Fact]
    public void The_same_password_is_kept_under_different_hashes() => Assert.NotEqual(Factor.Enroll("x").Hash, Factor.Enroll("x").Hash);

    [Fact]
    public void An_empty_password_that_was_never_set_opens_nothing()
    {
        var decoy = Enrolled with { Data = Factor.Fabricate("ana@demo.test", new Entropy(default)) };

        Assert.IsType<Verdict.Rejected>(Factor.Judge(decoy, null, new Answer.Password(default), null!, default));
    }

    private static Verdict Judge(Answer answer) => Factor.Judge(Enrolled, null, answer, null!, default);
}
