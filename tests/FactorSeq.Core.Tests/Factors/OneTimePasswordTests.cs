using FactorSeq.Core.Factors;
using FactorSeq.Factors;

namespace FactorSeq.Core.Tests.Factors;

public sealed class OneTimePasswordTests
{
    private static readonly byte[] Key = "12345678901234567890"u8.ToArray();

    // RFC 4226 appendix D.
    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(2, "359152")]
    [InlineData(3, "969429")]
    [InlineData(4, "338314")]
    [InlineData(5, "254676")]
    [InlineData(6, "287922")]
    [InlineData(7, "162583")]
    [InlineData(8, "399871")]
    [InlineData(9, "520489")]
    public void The_vectors_of_RFC_4226(long counter, string code) => Assert.Equal(code, OneTimePassword.Code(Key, counter));

    [Theory]
    [InlineData("969429", 0, 9, 3L)]
    [InlineData("969429", 3, 3, 3L)]
    [InlineData("969429", 4, 9, null)]
    [InlineData("969429", 0, 2, null)]
    [InlineData("", 0, 9, null)]
    public void A_code_is_found_among_so_many(string code, long from, long to, long? counter) =>
        Assert.Equal(counter, OneTimePassword.Find(new Secret(code), Key, from, to));

    [Fact]
    public void Of_two_counters_with_the_same_code_the_first_is_found()
    {
        var seen = new Dictionary<string, long>();
        var counter = 0L;
        while (seen.TryAdd(OneTimePassword.Code(Key, counter), counter))
        {
            counter++;
        }

        var code = OneTimePassword.Code(Key, counter);
        Assert.Equal(seen[code], OneTimePassword.Find(new Secret(code), Key, 0, counter));
        Assert.Equal(counter, OneTimePassword.Find(new Secret(code), Key, seen[code] + 1, counter));
    }

    [Theory]
    [InlineData(0, 60, 0)]
    [InlineData(59, 60, 0)]
    [InlineData(60, 60, 1)]
    [InlineData(-1, 60, -1)]
    public void The_step_of_an_instant(long seconds, int length, long step) =>
        Assert.Equal(step, OneTimePassword.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds), length));

    [Fact]
    public void A_server_knows_one_secret_for_one_name_however_it_is_spelt()
    {
        Assert.Equal(OneTimePassword.SecretKnownTo("RSA", "ana"), OneTimePassword.SecretKnownTo("RSA", "ANA"));
        Assert.NotEqual(OneTimePassword.SecretKnownTo("RSA", "ana"), OneTimePassword.SecretKnownTo("RSA", "ben"));
        Assert.NotEqual(OneTimePassword.SecretKnownTo("RSA", "ana"), OneTimePassword.SecretKnownTo("DEL_OATH", "ana"));
    }
}
