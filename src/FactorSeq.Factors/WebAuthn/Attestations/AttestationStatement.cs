using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>
/// The formats of attestation statements (WebAuthn Level 2 §8). Each is verified as far as the statement itself goes; whose root a certificate
/// comes from is not asked.
/// </summary>
internal static class AttestationStatement
{
    /// <summary>Never throws: what cannot be read proves nothing.</summary>
    internal static bool Verify(AttestationObject made, byte[] clientDataHash)
    {
        var x5c = new List<X509Certificate2>();
        try
        {
            foreach (var certificate in made.Statement.List("x5c") ?? [])
            {
                x5c.Add(X509CertificateLoader.LoadCertificate(certificate));
            }

            return Verify(new Attested(made, clientDataHash, x5c));
        }
        catch (Exception fault) when (fault is CryptographicException or AsnContentException)
        {
            return false;
        }
        finally
        {
            x5c.ForEach(certificate => certificate.Dispose());
        }
    }

    private static bool Verify(Attested attested) => attested.Made.Format switch
    {
        "none"        => attested.Made.Statement.IsEmpty,
        "packed"      => PackedAttestation.Verify(attested),
        "fido-u2f"    => FidoU2fAttestation.Verify(attested),
        "apple"       => AppleAttestation.Verify(attested),
        "android-key" => AndroidKeyAttestation.Verify(attested),
        "tpm"         => TpmAttestation.Verify(attested),
        _             => false,
    };
}

/// <summary>What a statement is verified against.</summary>
/// <param name="X5c">Its certificates, the leaf first; none where it has none.</param>
internal sealed record Attested(AttestationObject Made, byte[] ClientDataHash, IReadOnlyList<X509Certificate2> X5c)
{
    internal CborMap Statement => Made.Statement;

    internal AttestedCredential Credential => Made.Credential;

    internal X509Certificate2? Leaf => X5c.Count > 0 ? X5c[0] : null;

    /// <summary>What most formats sign: authenticator data and the hash of the client data.</summary>
    internal byte[] Signed => [.. Made.Data.Bytes, .. ClientDataHash];

    /// <summary>Whether the statement's signature over something is the leaf's, by the algorithm that the statement names.</summary>
    internal bool IsSignedByLeaf(byte[] data) =>
        Leaf is { } leaf && Statement.Bytes("sig") is { } signature
        && CoseKey.Of(leaf, Statement.Number("alg")) is { } key && key.Verify(data, signature);
}
