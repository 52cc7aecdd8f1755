using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Password;

namespace FactorSeq.Core.Tests.Factors.Password;

/// <summary>Hashes that another system made; each was made by Python's hashlib.</summary>
public sealed class ImportedHashTests
{
    private const string Given = "Abcd1234!";
    private const string Salt = "cGVwcGVyIGFuZCBzYWx0";
    private const string Sha256 = "Yjm0ebl6FaWklDUa/MIrW4VifzclBklxPA1vTR0QEAo=";
    private const string Pbkdf2 = "rVEiQK6pO7w21k4ZnwyarJimmbqzXfAH07INPUjGkCM=";

    private static readonly PasswordFactor Factor = new(iterations: 1);

    [Theory]
    [InlineData("SHA-512", "PREFIX", Salt, "I3yyKHZakfu+z1kFsekIpxTDGNVFYuhmvNaZD1iVYUYlgSNY7pZPtxZMH6Ik6rCqDZfhbg2DCtAxiaCkeBjfmw==")]
    [InlineData("SHA-512", "POSTFIX", Salt, "UgzeP/K8BZlKgoqIXS+VhS5wIIRyLz37laZtzRgVSQECx3jtiE9g0kuEdRsTJJPr8y6bwXS6MxdrQZS6l1X8jw==")]
    [InlineData("SHA-256", "PREFIX", Salt, "RObATSAqnmYQ3iuiiG5QEmBCAJsf46lc4ut8NQg2niA=")]
    [InlineData("SHA-256", null, Salt, null)]
    [InlineData("SHA-256", "POSTFIX", Salt, "QqB7hm5OtUVmtNTZ5p2i21v4Txgk0HGn+EwDeexs7pg=")]
    [InlineData("SHA-256", null, null, Sha256)]
    [InlineData("SHA-1", "PREFIX", Salt, "KfKmYkIWxDtDW3OkZMhKxOmeCpg=")]
    [InlineData("SHA-1", "POSTFIX", Salt, "+adCzUfmuuQJcJMxf/76ldWIATs=")]
    [InlineData("MD5", "PREFIX", Salt, "wh5u1vJSQpjk4hOCqoXIdQ==")]
    [InlineData("MD5", "POSTFIX", Salt, "Wjq+x0GR7B3Xa8M4eZ2JsQ==")]
    [InlineData("MD5", null, null, "I+pjJSuNj0PXUQGk81hBrw==")]
    public void A_digest_of_a_salted_password_is_judged_as_it_is(string algorithm, string? order, string? salt, string? value)
    {
        if (value is null)
        {
            Assert.Null(ImportedHash.OfDigest(algorithm, order, salt, Sha256));
            return;
        }

        Judges(ImportedHash.OfDigest(algorithm, order, salt, value));
    }

    [Theory]
    [InlineData("SHA256_HMAC", Pbkdf2)]
    [InlineData("SHA512_HMAC", "PVYFISP0SvAyPZ7mdYrvJdpAOzsw0HczfEZprFsEyphFDYrITkWZhHGFirGlyNnvLsu3bXRCbozCYLFrBVIydQ==")]
    public void A_hash_by_pbkdf2_is_judged_as_it_is(string digest, string value) => Judges(ImportedHash.OfPbkdf2(digest, 1000, Salt, value));

    [Theory]
    [InlineData("SHA-384", "PREFIX", Salt, Sha256)]
    [InlineData("SHA256_HMAC", "PREFIX", Salt, Sha256)]
    [InlineData("SHA-256", "INFIX", Salt, Sha256)]
    [InlineData("SHA-256", "PREFIX", "no-base64", Sha256)]
    [InlineData("SHA-256", "PREFIX", Salt, "no-base64")]
    [InlineData("SHA-256", "PREFIX", Salt, "")]
    [InlineData("SHA-256", null, null, "no-base64")]
    [InlineData("SHA-256", "INFIX", null, Sha256)]
    [InlineData("SHA-256", "PREFIX:x", null, Sha256)]
    public void What_is_no_digest_is_not_taken_up(string algorithm, string? order, string? salt, string value) =>
        Assert.Null(ImportedHash.OfDigest(algorithm, order, salt, value));

    [Theory]
    [InlineData("SHA1_HMAC", 1000, Salt, Pbkdf2)]
    [InlineData("SHA-256", 1000, Salt, Pbkdf2)]
    [InlineData("SHA256_HMAC", 0, Salt, Pbkdf2)]
    [InlineData("SHA256_HMAC", -1, Salt, Pbkdf2)]
    [InlineData("SHA256_HMAC", 1_000_001, Salt, Pbkdf2)]
    [InlineData("SHA256_HMAC", 1000, "no-base64", Pbkdf2)]
    [InlineData("SHA256_HMAC", 1000, Salt, "no-base64")]
    [InlineData("SHA256_HMAC", 1000, Salt, "")]
    public void What_is_no_pbkdf2_is_not_taken_up(string digest, int rounds, string salt, string value) =>
        Assert.Null(ImportedHash.OfPbkdf2(digest, rounds, salt, value));

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void From_one_to_a_million_rounds_are_taken_up(int rounds) =>
        Assert.Equal($"okta:SHA256_HMAC:PBKDF2:{rounds}:{Salt}:{Pbkdf2}", ImportedHash.OfPbkdf2("SHA256_HMAC", rounds, Salt, Pbkdf2));

    [Fact]
    public void It_is_kept_in_one_line()
    {
        Assert.Equal($"okta:SHA-256:POSTFIX:0:{Salt}:{Sha256}", ImportedHash.OfDigest("SHA-256", "POSTFIX", Salt, Sha256));
        Assert.Equal($"okta:SHA-256:PREFIX:0::{Sha256}", ImportedHash.OfDigest("SHA-256", null, null, Sha256));
    }

    private static void Judges(string? hash)
    {
        Assert.NotNull(hash);
        Assert.IsType<Verdict.Accepted>(Judge(hash, Given));
        Assert.IsType<Verdict.Rejected>(Judge(hash, Given + "!"));
        Assert.IsType<Verdict.Rejected>(Judge(hash, ""));
    }

    private static Verdict Judge(string hash, string given) => Factor.Judge(
        new Enrollment("password", FactorKind.Password, new PasswordEnrollment(hash), World.Morning), null, new Answer.Password(new Secret(given)), null!,
        World.Morning);
}
