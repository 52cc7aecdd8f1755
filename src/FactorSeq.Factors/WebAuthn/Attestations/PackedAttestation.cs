using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>WebAuthn Level 2 §8.2: signed by the authenticator's own certificate, or by the credential itself. ECDAA is no more.</summary>
internal static class PackedAttestation
{
    private const string Country = "2.5.4.6";
    private const string Organization = "2.5.4.10";
    private const string OrganizationalUnit = "2.5.4.11";
    private const string CommonName = "2.5.4.3";

    internal static bool Verify(Attested attested)
    {
        if (attested.Statement.Has("x5c"))
        {
            return attested.Leaf is { } leaf
                && attested.IsSignedByLeaf(attested.Signed)
                && IsAttestationCertificate(leaf)
                && Certificates.AllowsAaguid(leaf, attested.Credential.Aaguid);
        }

        return !attested.Statement.Has("ecdaaKeyId")
            && attested.Statement.Number("alg") == attested.Credential.Key.Id
            && attested.Statement.Bytes("sig") is { } signature
            && attested.Credential.Key.Verify(attested.Signed, signature);
    }

    // §8.2.1
    private static bool IsAttestationCertificate(X509Certificate2 certificate)
    {
        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements)
            .ToLookup(name => name.GetSingleElementType().Value, name => name.GetSingleElementValue());
        return certificate.Version == 3
            && names[Country].Any(country => country is { Length: 2 })
            && names[Organization].Any(organization => organization is { Length: > 0 })
            && names[OrganizationalUnit].Contains("Authenticator Attestation")
            && names[CommonName].Any(name => name is { Length: > 0 })
            && Certificates.IsEndEntity(certificate);
    }
}
