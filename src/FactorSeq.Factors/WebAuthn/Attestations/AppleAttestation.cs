using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>WebAuthn Level 2 §8.8: a certificate made for this one credential, with the ceremony's hash in it.</summary>
internal static class AppleAttestation
{
    private const string NonceExtension = "1.2.840.113635.100.8.2";

    internal static bool Verify(Attested attested) =>
        attested.Leaf is { } leaf
        && Nonce(leaf) is { } nonce
        && nonce.AsSpan().SequenceEqual(SHA256.HashData(attested.Signed))
        && attested.Credential.Key.IsKeyOf(leaf);

    private static byte[]? Nonce(X509Certificate2 certificate)
    {
        if (Certificates.Extension(certificate, NonceExtension) is not { } extension)
        {
            return null;
        }

        return new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence().ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1)).ReadOctetString();
    }
}
