using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Tests.Factors;

public sealed class EntropyTests
{
    private static readonly Entropy Fixed = new("seed"u8.ToArray());

    [Fact]
    public void The_same_seed_and_purpose_give_the_same_chance() =>
        Assert.Equal(Fixed.Bytes("code"), new Entropy("seed"u8.ToArray()).Bytes("code"));

    [Fact]
    public void Each_purpose_has_its_own_chance() => Assert.NotEqual(Fixed.Bytes("code"), Fixed.Bytes("push"));

    [Fact]
    public void Each_seed_has_its_own_chance() => Assert.NotEqual(Fixed.Bytes("code"), new Entropy("seee"u8.ToArray()).Bytes("code"));

    [Fact]
    public void Keyed_entropy_depends_on_key_and_name()
    {
        var one = Entropy.Keyed("key"u8, "ana").Bytes("x");

        Assert.Equal(one, Entropy.Keyed("key"u8, "ana").Bytes("x"));
        Assert.NotEqual(one, Entropy.Keyed("key"u8, "bob").Bytes("x"));
        Assert.NotEqual(one, Entropy.Keyed("other"u8, "ana").Bytes("x"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(9)]
    public void Digits_keep_their_leading_zeros(int length)
    {
        var codes = Seeds().Select(seed => seed.Digits("code", length)).ToList();

        Assert.All(codes, code => Assert.Matches($"^[0-9]{{{length}}}$", code));
        Assert.Contains(codes, code => code[0] == '0');
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(26)]
    public void Numbers_stay_below_their_limit_and_reach_all_of_it(int limit)
    {
        var numbers = Seeds().Select(seed => seed.Below("n", limit)).ToHashSet();

        Assert.Equal(Enumerable.Range(0, limit), numbers.Order());
    }

    [Theory]
    [InlineData(20)]
    [InlineData(32)]
    public void An_id_is_letters_and_digits(int length) => Assert.Matches($"^[A-Za-z0-9]{{{length}}}$", Fixed.Id("id", length));

    // One vector by hand, so that a change of the derivation is seen: HMAC-SHA-256("seed", "code").
    [Fact]
    public void Chance_is_HMAC_SHA_256_of_the_purpose_under_the_seed() =>
        Assert.Equal(System.Security.Cryptography.HMACSHA256.HashData("seed"u8, "code"u8), Fixed.Bytes("code"));

    private static IEnumerable<Entropy> Seeds() => Enumerable.Range(0, 1000).Select(i => new Entropy(BitConverter.GetBytes(i)));
}
