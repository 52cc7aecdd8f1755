using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>WebAuthn Level 2 §8.3: a TPM certifies the key by its attestation identity key.</summary>
internal static class TpmAttestation
{
    private const string AttestationKeyUsage = "2.23.133.8.3";
    private const string AlternativeName = "2.5.29.17";
    private const string Manufacturer = "2.23.133.2.1";
    private const string Model = "2.23.133.2.2";
    private const string Version = "2.23.133.2.3";

    internal static bool Verify(Attested attested) =>
        attested.Statement.Text("ver") == "2.0"
        && attested.Leaf is { } leaf
        && CoseKey.Of(leaf, attested.Statement.Number("alg")) is { } identity
        && attested.Statement.Bytes("certInfo") is { } certInfo && TpmCertification.Read(certInfo) is { } certification
        && attested.Statement.Bytes("pubArea") is { } pubArea && TpmPublicArea.Read(pubArea) is { } area
        && area.IsKey(attested.Credential.Key)
        && certification.ExtraData.AsSpan().SequenceEqual(CryptographicOperations.HashData(identity.Hash, attested.Signed))
        && certification.Name.AsSpan().SequenceEqual(area.Name(pubArea))
        && attested.IsSignedByLeaf(certInfo)
        && IsIdentityCertificate(leaf)
        && Certificates.AllowsAaguid(leaf, attested.Credential.Aaguid);

    // §8.3.1
    private static bool IsIdentityCertificate(X509Certificate2 certificate) =>
        certificate.Version == 3
        && !certificate.SubjectName.EnumerateRelativeDistinguishedNames().Any()
        && certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(id => id.Value == AttestationKeyUsage))
        && Certificates.IsEndEntity(certificate)
        && Certificates.Extension(certificate, AlternativeName) is { } name
        && NamesTheDevice(name.RawData);

    // A directory name among the alternative names; TPMs put the three attributes in one or in three relative names.
    private static bool NamesTheDevice(byte[] alternativeNames)
    {
        var directoryName = new Asn1Tag(TagClass.ContextSpecific, 4);
        var names = new AsnReader(alternativeNames, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (!names.PeekTag().HasSameClassAndValue(directoryName))
            {
                names.ReadEncodedValue();
                continue;
            }

            var attributes = Attributes(names.ReadSequence(directoryName).ReadSequence());
            return attributes.Contains(Manufacturer) && attributes.Contains(Model) && attributes.Contains(Version);
        }

        return false;
    }

    private static HashSet<string> Attributes(AsnReader relativeNames)
    {
        var attributes = new HashSet<string>();
        while (relativeNames.HasData)
        {
            var relativeName = relativeNames.ReadSetOf(skipSortOrderValidation: true);
            while (relativeName.HasData)
            {
                attributes.Add(relativeName.ReadSequence().ReadObjectIdentifier());
            }
        }

        return attributes;
    }
}
