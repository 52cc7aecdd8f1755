using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>What several formats ask of a certificate.</summary>
internal static class Certificates
{
    // id-fido-gen-ce-aaguid
    private const string AaguidExtension = "1.3.6.1.4.1.45724.1.1.4";

    internal static X509Extension? Extension(X509Certificate2 certificate, string id) =>
        certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == id);

    /// <summary>Whether it says that it certifies nobody else.</summary>
    internal static bool IsEndEntity(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: false };

    /// <summary>Whether a certificate that names the authenticator's model names this one (WebAuthn Level 2 §8.2.1).</summary>
    internal static bool AllowsAaguid(X509Certificate2 certificate, byte[] aaguid) =>
        Extension(certificate, AaguidExtension) is not { } extension
        || !extension.Critical && new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadOctetString().AsSpan().SequenceEqual(aaguid);
}
