using System.Buffers.Binary;
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

    // Version 3 of the format: the version, the function and then the rounds, in four bytes each but the first.
    [Fact]
    public void A_new_hash_takes_as_many_rounds_as_it_was_told() =>
        Assert.Equal(7u, BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(new PasswordFactor(iterations: 7).Enroll("x").Hash).AsSpan(5)));

    [Fact]
    public void The_same_password_is_kept_under_different_hashes() => Assert.NotEqual(Factor.Enroll("x").Hash, Factor.Enroll("x").Hash);

    [Fact]
    public void An_empty_password_that_was_never_set_opens_nothing()
    {
        var decoy = Enrolled with { Data = Factor.Fabricate("ana@demo.test", new Entropy(default)) };

        Assert.IsType<Verdict.Rejected>(Factor.Judge(decoy, null, new Answer.Password(default), null!, default));
    }

    [Theory]
    [InlineData("first", 0, false)]
    [InlineData("third", 0, false)]
    [InlineData("third", 1, true)]
    [InlineData("second", 1, true)]
    [InlineData("first", 1, false)]
    [InlineData("first", 2, true)]
    [InlineData("fourth", 4, false)]
    public void As_many_passwords_as_the_policy_remembers_may_not_come_again(string password, int history, bool used)
    {
        FactorData kept = Factor.Replace(null, new Secret("first"), 4);
        kept = Factor.Replace(kept, new Secret("second"), 4);
        kept = Factor.Replace(kept, new Secret("third"), 4);

        Assert.Equal(used, Factor.WasUsed(kept, new Secret(password), history));
        Assert.False(Factor.WasUsed(null, new Secret(password), history));
    }

    [Fact]
    public void No_more_passwords_are_kept_than_the_policy_remembers()
    {
        var kept = Factor.Replace(Factor.Replace(Factor.Replace(null, new Secret("first"), 1), new Secret("second"), 1), new Secret("third"), 1);

        Assert.True(Factor.WasUsed(kept, new Secret("second"), 9));
        Assert.False(Factor.WasUsed(kept, new Secret("first"), 9));
    }

    private static Verdict Judge(Answer answer) => Factor.Judge(Enrolled, null, answer, null!, default);
}
