using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Tests.Factors;

public sealed class SecretTests
{
    [Fact]
    public void A_secret_is_never_printed()
    {
        Assert.Equal("***", new Secret("Passw0rd").ToString());
        Assert.DoesNotContain("Passw0rd", $"{new Answer.Password(new Secret("Passw0rd"))}");
        Assert.DoesNotContain("123456", $"{new Answer.PassCode(new Secret("123456"))}");
        Assert.DoesNotContain("mushrooms", $"{new Answer.Words(new Secret("mushrooms"))}");
    }

    [Theory]
    [InlineData("123456", "123456", true)]
    [InlineData("123456", "123457", false)]
    [InlineData("123456", "12345", false)]
    [InlineData("", "", true)]
    [InlineData("ä", "ä", true)]
    [InlineData("A", "a", false)]
    public void A_secret_matches_the_very_same_text(string secret, string text, bool same)
    {
        Assert.Equal(same, new Secret(secret).Matches(text));
        Assert.Equal(same, new Secret(secret) == new Secret(text));
        Assert.Equal(!same, new Secret(secret) != new Secret(text));
        Assert.Equal(same, new Secret(secret).Equals((object)new Secret(text)));
    }

    [Fact]
    public void No_secret_is_the_empty_one() => Assert.Equal("", default(Secret).Reveal());

    [Fact]
    public void A_hash_code_tells_nothing() => Assert.Equal(new Secret("a").GetHashCode(), new Secret("b").GetHashCode());
}
