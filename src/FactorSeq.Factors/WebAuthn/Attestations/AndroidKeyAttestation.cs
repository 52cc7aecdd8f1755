using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>
/// WebAuthn Level 2 §8.4: a key of Android's key store, with a description of the key in its certificate (Android, "Key and ID attestation",
/// KeyDescription). What the system's software says counts as what its hardware says.
/// </summary>
internal static class AndroidKeyAttestation
{
    private const string DescriptionExtension = "1.3.6.1.4.1.11129.2.1.17";

    private const int PurposeTag = 1;
    private const int AllApplicationsTag = 600;
    private const int OriginTag = 702;
    private const int Signing = 2;
    private const int Generated = 0;

    internal static bool Verify(Attested attested) =>
        attested.Leaf is { } leaf
        && attested.IsSignedByLeaf(attested.Signed)
        && attested.Credential.Key.IsKeyOf(leaf)
        && Describes(leaf, attested.ClientDataHash);

    private static bool Describes(X509Certificate2 certificate, byte[] clientDataHash)
    {
        if (Certificates.Extension(certificate, DescriptionExtension) is not { } extension)
        {
            return false;
        }

        var description = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        for (var versionsAndLevels = 0; versionsAndLevels < 4; versionsAndLevels++)
        {
            description.ReadEncodedValue();
        }

        var challenge = description.ReadOctetString();
        description.ReadOctetString();
        var lists = Authorizations(description.ReadSequence()).Concat(Authorizations(description.ReadSequence())).ToLookup(a => a.Tag, a => a.Value);
        return challenge.AsSpan().SequenceEqual(clientDataHash)
            && !lists.Contains(AllApplicationsTag)
            && lists[OriginTag].Any(value => new AsnReader(value, AsnEncodingRules.DER).ReadInteger() == Generated)
            && lists[PurposeTag].SelectMany(Numbers).Contains(Signing);
    }

    private static IEnumerable<(int Tag, ReadOnlyMemory<byte> Value)> Authorizations(AsnReader list)
    {
        while (list.HasData)
        {
            var tag = list.PeekTag();
            yield return (tag.TagValue, list.PeekContentBytes());
            list.ReadEncodedValue();
        }
    }

    private static IEnumerable<BigInteger> Numbers(ReadOnlyMemory<byte> value)
    {
        var set = new AsnReader(value, AsnEncodingRules.DER).ReadSetOf();
        while (set.HasData)
        {
            yield return set.ReadInteger();
        }
    }
}
