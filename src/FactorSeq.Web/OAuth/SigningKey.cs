using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Web.Orgs;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>A key that signs tokens, with its name: the digest of its public half.</summary>
internal abstract class SigningKey(AsymmetricAlgorithm key)
{
    // With a library's own cache a key would go on to verify after it was retired.
    private static readonly CryptoProviderFactory Uncached = new() { CacheSignatureProviders = false };

    internal string Kid { get; } = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    internal abstract SigningAlgorithm Algorithm { get; }

    internal static SigningKey Read(SigningKeyDocument document)
    {
        AsymmetricAlgorithm key = document.Algorithm == SigningAlgorithm.ES256 ? ECDsa.Create() : RSA.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(document.Pkcs8), out _);
        return Of(key);
    }

    internal static SigningKey OfPem(string pem, SigningAlgorithm algorithm)
    {
        AsymmetricAlgorithm key = algorithm == SigningAlgorithm.ES256 ? ECDsa.Create() : RSA.Create();
        key.ImportFromPem(pem);
        return Of(key);
    }

    internal SigningKeyDocument Write() => new(Kid, Convert.ToBase64String(key.ExportPkcs8PrivateKey())) { Algorithm = Algorithm };

    /// <summary>The signature as JWTs have it (RFC 7518 §3).</summary>
    internal abstract byte[] Sign(byte[] content);

    /// <summary>Writes the members of a JSON Web Key that this kind of key has (RFC 7518 §6).</summary>
    internal abstract void WriteMembers(Utf8JsonWriter json);

    /// <summary>As the library wants it, to verify with.</summary>
    internal SecurityKey Verifying()
    {
        var verifying = Library();
        verifying.KeyId = Kid;
        verifying.CryptoProviderFactory = Uncached;
        return verifying;
    }

    private protected abstract SecurityKey Library();

    private static SigningKey Of(AsymmetricAlgorithm key) => key is ECDsa curve ? new EcSigningKey(curve) : new RsaSigningKey((RSA)key);
}

/// <summary>Signs with RS256, and SAML messages.</summary>
internal sealed class RsaSigningKey(RSA rsa) : SigningKey(rsa)
{
    internal RSA Rsa => rsa;

    internal override SigningAlgorithm Algorithm => SigningAlgorithm.RS256;

    internal override byte[] Sign(byte[] content) => rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        json.WriteString("e", Base64Url.EncodeToString(numbers.Exponent));
        json.WriteString("n", Base64Url.EncodeToString(numbers.Modulus));
    }

    private protected override SecurityKey Library() => new RsaSecurityKey(rsa);
}

/// <summary>Signs with ES256.</summary>
internal sealed class EcSigningKey(ECDsa curve) : SigningKey(curve)
{
    internal override SigningAlgorithm Algorithm => SigningAlgorithm.ES256;

    internal override byte[] Sign(byte[] content) =>
        curve.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        var point = curve.ExportParameters(includePrivateParameters: false).Q;
        json.WriteString("crv", "P-256");
        json.WriteString("x", Base64Url.EncodeToString(point.X));
        json.WriteString("y", Base64Url.EncodeToString(point.Y));
    }

    private protected override SecurityKey Library() => new ECDsaSecurityKey(curve);
}
