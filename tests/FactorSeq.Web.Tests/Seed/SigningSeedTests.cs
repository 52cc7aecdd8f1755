using System.Security.Cryptography;
using FactorSeq.Core.Authorization;

namespace FactorSeq.Web.Tests.Seed;

/// <summary>What an org and its servers sign with, as the seed says it.</summary>
public sealed class SigningSeedTests
{
    private const string NoKey =
        "this is neither a private RSA key of 2048 bits or more nor a private key on P-256, in PEM. Make one with: openssl genrsa 2048, or with: openssl ecparam -name prime256v1 -genkey -noout.";

    private static readonly ECDsa P256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly RSA Rsa = RSA.Create(2048);

    public static TheoryData<string, SigningAlgorithm> GoodKeys => new()
    {
        { P256.ExportECPrivateKeyPem(), SigningAlgorithm.ES256 },
        { P256.ExportPkcs8PrivateKeyPem(), SigningAlgorithm.ES256 },
        // As openssl ecparam writes it without -noout.
        { "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + P256.ExportECPrivateKeyPem(), SigningAlgorithm.ES256 },
        { Rsa.ExportRSAPrivateKeyPem(), SigningAlgorithm.RS256 },
        { Rsa.ExportPkcs8PrivateKeyPem(), SigningAlgorithm.RS256 },
    };

    public static TheoryData<string> NoKeys =>
    [
        P256.ExportSubjectPublicKeyInfoPem(), Rsa.ExportSubjectPublicKeyInfoPem(), Rsa.ExportRSAPublicKeyPem(), RSA.Create(1024).ExportPkcs8PrivateKeyPem(),
        P256.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)),
        P256.ExportECPrivateKeyPem() + "\n" + Rsa.ExportRSAPrivateKeyPem(),
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----",
    ];

    [Theory]
    [MemberData(nameof(GoodKeys))]
    public void A_pinned_key_says_what_is_signed_with(string pem, SigningAlgorithm algorithm)
    {
        foreach (var said in new[] { "", $", signingAlgorithm: {algorithm}" })
        {
            var org = Seeds.Ready($"org: {{ signingKey: \"{Inline(pem)}\"{said} }}").Configuration;
            Assert.Equal((pem, algorithm), (org.SigningKey, org.SigningAlgorithm));
        }
    }

    [Fact]
    public void RS256_is_signed_with_where_nothing_is_said_and_a_server_has_what_the_org_has()
    {
        const string Servers = "authorizationServers: [ { name: a, audience: a }, { name: b, audience: b, signingAlgorithm: RS256 }, { name: c, audience: c, signingAlgorithm: ES256 } ]";
        Assert.Equal([SigningAlgorithm.RS256, SigningAlgorithm.RS256, SigningAlgorithm.RS256, SigningAlgorithm.ES256], Of(Servers));
        Assert.Equal([SigningAlgorithm.ES256, SigningAlgorithm.ES256, SigningAlgorithm.RS256, SigningAlgorithm.ES256], Of("org: { signingAlgorithm: ES256 }\n" + Servers));

        static IEnumerable<SigningAlgorithm> Of(string text)
        {
            var org = Seeds.Ready(text).Configuration;
            return org.AuthorizationServers.Select(org.AlgorithmOf);
        }
    }

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void What_cannot_sign_is_refused(string pem) =>
        Assert.Equal([$"factorseq.yaml:2: org.signingKey: {NoKey}"], Seeds.Errors($"org:\n  signingKey: \"{Inline(pem)}\""));

    [Fact]
    public void Other_curves_are_refused()
    {
        foreach (var curve in new[] { ECCurve.NamedCurves.nistP384, ECCurve.NamedCurves.nistP521, ECCurve.CreateFromFriendlyName("secp256k1"), ECCurve.NamedCurves.brainpoolP256r1 })
        {
            using var key = ECDsa.Create(curve);
            Assert.Equal(
                ["factorseq.yaml:2: org.signingKey: this key is on another curve than P-256, which ES256 signs with. Make one with: openssl ecparam -name prime256v1 -genkey -noout."],
                Seeds.Errors($"org:\n  signingKey: \"{Inline(key.ExportPkcs8PrivateKeyPem())}\""));
        }
    }

    [Fact]
    public void An_algorithm_that_the_pinned_key_has_not_is_refused()
    {
        Assert.Equal(
            ["factorseq.yaml:3: org.signingAlgorithm: the key in org.signingKey signs with ES256. Write ES256, or pin a key of the other kind."],
            Seeds.Errors($"org:\n  signingKey: \"{Inline(P256.ExportECPrivateKeyPem())}\"\n  signingAlgorithm: RS256"));
        Assert.Equal(
            ["factorseq.yaml:3: org.signingAlgorithm: the key in org.signingKey signs with RS256. Write RS256, or pin a key of the other kind."],
            Seeds.Errors($"org:\n  signingKey: \"{Inline(Rsa.ExportRSAPrivateKeyPem())}\"\n  signingAlgorithm: ES256"));
    }

    [Theory]
    [InlineData("org: { signingAlgorithm: PS256 }", "org")]
    [InlineData("authorizationServers: [ { name: s, audience: a, signingAlgorithm: PS256 } ]", "authorizationServers[0]")]
    public void Other_algorithms_are_refused(string seed, string at) => Assert.Equal(
        $"factorseq.yaml:1: {at}.signingAlgorithm: \"PS256\" is not a value of signingAlgorithm.",
        Assert.Single(Seeds.Errors(seed)).Split(" Did you mean")[0].Split(" Values here")[0]);

    private static string Inline(string pem) => pem.ReplaceLineEndings("\\n");
}
