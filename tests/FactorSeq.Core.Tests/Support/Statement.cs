using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Core.Tests.Support;

/// <summary>An attestation statement that holds, in one of the formats (WebAuthn Level 2 §8), and the ways to forge it.</summary>
internal sealed record Statement(string Format)
{
    internal const string Attesting = "C=US, O=Acme, OU=Authenticator Attestation, CN=Acme Key";

    internal const string IdentityKey = "2.23.133.8.3";
    internal const string Manufacturer = "2.23.133.2.1";
    internal const string Model = "2.23.133.2.2";
    internal const string Version = "2.23.133.2.3";

    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Its own certificate (x5c), or the credential's key (self); only packed has a choice.</summary>
    internal bool Self { get; init; }

    internal int? Algorithm { get; init; }

    internal bool WrongSignature { get; init; }

    internal bool WithoutSignature { get; init; }

    internal bool WithoutCertificates { get; init; }

    internal bool TwoCertificates { get; init; }

    internal byte[]? CertificateBytes { get; init; }

    internal string? Subject { get; init; }

    internal bool Authority { get; init; }

    internal byte[]? CertificateAaguid { get; init; }

    internal bool CriticalAaguid { get; init; }

    /// <summary>The statement speaks of another key than the credential's.</summary>
    internal bool OtherKey { get; init; }

    /// <summary>The statement was made for another ceremony.</summary>
    internal bool OtherCeremony { get; init; }

    /// <summary>Leaves out what the format's extension should be.</summary>
    internal bool WithoutExtension { get; init; }

    /// <summary>A member that the format does not have.</summary>
    internal string? Extra { get; init; }

    internal bool AllApplications { get; init; }

    /// <summary>Where Android's key comes from: 0 for the key store itself. Null where the description does not say.</summary>
    internal int? Origin { get; init; } = 0;

    internal int Purpose { get; init; } = 2;

    internal string TpmVersion { get; init; } = "2.0";

    internal uint Magic { get; init; } = 0xff544347;

    internal ushort Certification { get; init; } = 0x8017;

    internal bool WrongName { get; init; }

    internal bool WithoutUsage { get; init; }

    /// <summary>What a TPM's identity key is for.</summary>
    internal string[] Usages { get; init; } = [IdentityKey];

    /// <summary>What a TPM's certificate tells of the device, in this order.</summary>
    internal string[] Device { get; init; } = [Manufacturer, Model, Version];

    /// <summary>Each in a relative name of its own.</summary>
    internal bool DeviceApart { get; init; }

    /// <summary>Two names of another kind before the device's, if that is there at all.</summary>
    internal bool OtherName { get; init; }

    /// <summary>The certificate does not say whether it is an authority's.</summary>
    internal bool WithoutConstraints { get; init; }

    /// <summary>Something among the certificates that is none.</summary>
    internal bool NumberAmongCertificates { get; init; }

    internal byte[] After { get; init; } = [];

    /// <summary>The TPM is an old one: its identity key is RSA, and it hashes and signs by SHA-1 (RS1).</summary>
    internal bool Sha1 { get; init; }

    /// <summary>The TPM's word has another hash of the ceremony than its signature goes by.</summary>
    internal bool OtherHash { get; init; }

    /// <summary>The TPM's word lacks its last byte.</summary>
    internal bool CutShort { get; init; }

    /// <summary>The TPM's word is about an object with a name of no known kind, which is none.</summary>
    internal bool Nameless { get; init; }

    internal byte[] AfterArea { get; init; } = [];

    /// <summary>TPM_ALG_NULL in a key that signs.</summary>
    internal ushort Symmetric { get; init; } = 0x0010;

    /// <summary>The key names a scheme to derive others by.</summary>
    internal bool Derives { get; init; }

    internal bool OtherX { get; init; }

    internal bool OtherY { get; init; }

    internal bool WithoutLeadingZeros { get; init; }

    /// <summary>0 stands for 65537.</summary>
    internal uint Exponent { get; init; }

    public override string ToString() => Format;

    /// <summary>The attestation object.</summary>
    internal byte[] Object(SecurityKey key, byte[] authenticatorData, byte[] clientDataHash)
    {
        var statement = Format switch
        {
            "packed" => Packed(key, authenticatorData, clientDataHash),
            "fido-u2f" => FidoU2f(key, authenticatorData, clientDataHash),
            "apple" => Apple(key, authenticatorData, clientDataHash),
            "android-key" => AndroidKey(key, authenticatorData, clientDataHash),
            "tpm" => Tpm(key, authenticatorData, clientDataHash),
            _ => [],
        };
        if (Extra is not null)
        {
            statement.Add((Extra, new byte[] { 1 }));
        }

        if (WithoutSignature)
        {
            statement.RemoveAll(member => member.Name == "sig");
        }

        var writer = new CborWriter();
        writer.WriteStartMap(null);
        writer.WriteTextString("fmt");
        writer.WriteTextString(Format);
        writer.WriteTextString("attStmt");
        Write(writer, statement);
        writer.WriteTextString("authData");
        writer.WriteByteString(authenticatorData);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>A certificate that its own key signed.</summary>
    internal static byte[] Certificate(string subject, ECDsa key, params IEnumerable<X509Extension> extensions) =>
        Signed(new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256), key, extensions);

    private void Write(CborWriter writer, List<(string Name, object Value)> statement)
    {
        writer.WriteStartMap(null);
        foreach (var (name, value) in statement)
        {
            writer.WriteTextString(name);
            switch (value)
            {
                case int number:
                    writer.WriteInt32(number);
                    break;
                case string text:
                    writer.WriteTextString(text);
                    break;
                case byte[] bytes:
                    writer.WriteByteString(bytes);
                    break;
                case byte[][] list:
                    writer.WriteStartArray(null);
                    Array.ForEach(list, writer.WriteByteString);
                    if (NumberAmongCertificates)
                    {
                        writer.WriteInt32(1);
                    }

                    writer.WriteEndArray();
                    break;
            }
        }

        writer.WriteEndMap();
    }

    private List<(string Name, object Value)> Packed(SecurityKey key, byte[] data, byte[] hash)
    {
        if (Self)
        {
            return [("alg", Algorithm ?? key.Algorithm), ("sig", Touched(key.Sign([.. data, .. hash])))];
        }

        using var maker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return
        [
            ("alg", Algorithm ?? -7),
            ("sig", Touched(Sign(maker, [.. data, .. hash]))),
            ("x5c", X5c(Certificate(Subject ?? Attesting, maker, Extensions(key)))),
        ];
    }

    private List<(string Name, object Value)> FidoU2f(SecurityKey key, byte[] data, byte[] hash)
    {
        using var maker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] signed = [0, .. data[..32], .. Hash(hash), .. key.Id, .. (OtherKey ? new SecurityKey() : key).Point()];
        return [("sig", Touched(Sign(maker, signed))), ("x5c", X5c(Certificate(Subject ?? "CN=U2F", maker)))];
    }

    private List<(string Name, object Value)> Apple(SecurityKey key, byte[] data, byte[] hash)
    {
        var nonce = new AsnWriter(AsnEncodingRules.DER);
        using (nonce.PushSequence())
        using (nonce.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        {
            nonce.WriteOctetString(SHA256.HashData([.. data, .. Hash(hash)]));
        }

        return [("x5c", X5c(CertificateOf(OtherKey ? new SecurityKey() : key, "1.2.840.113635.100.8.2", nonce.Encode())))];
    }

    private List<(string Name, object Value)> AndroidKey(SecurityKey key, byte[] data, byte[] hash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(3);
            writer.WriteEnumeratedValue(SecurityLevel.TrustedEnvironment);
            writer.WriteInteger(4);
            writer.WriteEnumeratedValue(SecurityLevel.TrustedEnvironment);
            writer.WriteOctetString(Hash(hash));
            writer.WriteOctetString([]);
            using (writer.PushSequence())
            {
                if (AllApplications)
                {
                    using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 600));
                    writer.WriteNull();
                }
            }

            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                using (writer.PushSetOf())
                {
                    writer.WriteInteger(Purpose);
                }

                if (Origin is { } origin)
                {
                    using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 702));
                    writer.WriteInteger(origin);
                }
            }
        }

        // Whoever presents a certificate of another key can sign with that key too.
        var certified = OtherKey ? new SecurityKey() : key;
        return
        [
            ("alg", Algorithm ?? key.Algorithm),
            ("sig", Touched(certified.Sign([.. data, .. hash]))),
            ("x5c", X5c(CertificateOf(certified, "1.3.6.1.4.1.11129.2.1.17", writer.Encode()))),
        ];
    }

    private List<(string Name, object Value)> Tpm(SecurityKey key, byte[] data, byte[] hash)
    {
        using var identity = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var oldIdentity = Sha1 ? RSA.Create(2048) : null;
        var pubArea = PublicArea(OtherKey ? new SecurityKey(key.Algorithm, second: true) : key);
        byte[] name = Nameless ? [] : [.. BigEndian(NameAlgorithm), .. Digest(WrongName ? [.. pubArea, 0] : pubArea, Sha1)];
        byte[] certInfo =
        [
            .. BigEndian(Magic), .. BigEndian(Certification), .. Sized([1, 2, 3]), .. Sized(Digest([.. data, .. Hash(hash)], Sha1 != OtherHash)),
            .. new byte[25], .. Sized(name), .. Sized([4, 5, 6]), .. After,
        ];
        certInfo = certInfo[..^(CutShort ? 1 : 0)];
        return
        [
            ("ver", TpmVersion),
            ("alg", Algorithm ?? (Sha1 ? -65535 : -7)),
            ("x5c", X5c(Signed(IdentityOf(identity, oldIdentity), identity, [.. Extensions(key), .. IdentityExtensions()]))),
            ("sig", Touched(oldIdentity?.SignData(certInfo, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1) ?? Sign(identity, certInfo))),
            ("certInfo", certInfo),
            ("pubArea", pubArea),
        ];
    }

    private CertificateRequest IdentityOf(ECDsa identity, RSA? old)
    {
        var subject = new X500DistinguishedName(Subject ?? "");
        return old is null
            ? new CertificateRequest(subject, identity, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, old, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private ushort NameAlgorithm => (ushort)(Sha1 ? 0x0004 : 0x000b);

    private byte[] PublicArea(SecurityKey key)
    {
        const ushort None = 0x0010;
        byte[] begin = [.. BigEndian(Nameless ? (ushort)0x0099 : NameAlgorithm), 0, 6, 0, 0x72, .. Sized([]), .. BigEndian(Symmetric)];
        if (key.Algorithm == -7)
        {
            var point = key.Curve.ExportParameters(false).Q;
            byte[] derivation = Derives ? [.. BigEndian(0x0020), .. BigEndian(0x000b)] : BigEndian(None);
            return
            [
                .. BigEndian(0x0023), .. begin, .. BigEndian(None), .. BigEndian(0x0003), .. derivation,
                .. Sized(Coordinate(point.X!, OtherX)), .. Sized(Coordinate(point.Y!, OtherY)), .. AfterArea,
            ];
        }

        return
        [
            .. BigEndian(0x0001), .. begin, .. BigEndian(0x0014), .. BigEndian(0x000b), .. BigEndian(2048), .. BigEndian(Exponent),
            .. Sized(key.Rsa.ExportParameters(false).Modulus!), .. AfterArea,
        ];
    }

    private byte[] Coordinate(byte[] number, bool other) => other
        ? [.. number[..^1], (byte)(number[^1] ^ 1)]
        : WithoutLeadingZeros ? number.AsSpan().TrimStart((byte)0).ToArray() : number;

    private IEnumerable<X509Extension> Extensions(SecurityKey key)
    {
        if (!WithoutConstraints)
        {
            yield return new X509BasicConstraintsExtension(Authority, false, 0, true);
        }

        if (CertificateAaguid is not null || CriticalAaguid)
        {
            var value = new AsnWriter(AsnEncodingRules.DER);
            value.WriteOctetString(CertificateAaguid ?? key.Aaguid);
            yield return new X509Extension("1.3.6.1.4.1.45724.1.1.4", value.Encode(), CriticalAaguid);
        }
    }

    private IEnumerable<X509Extension> IdentityExtensions()
    {
        if (!WithoutUsage)
        {
            yield return new X509EnhancedKeyUsageExtension([.. Usages.Select(usage => new Oid(usage))], false);
        }

        if (WithoutExtension)
        {
            yield break;
        }

        // By rules that leave a set's members in the order in which they come, as some makers do.
        var names = new AsnWriter(AsnEncodingRules.BER);
        using (names.PushSequence())
        {
            if (OtherName)
            {
                names.WriteCharacterString(UniversalTagNumber.IA5String, "tpm.test", new Asn1Tag(TagClass.ContextSpecific, 2));
                names.WriteCharacterString(UniversalTagNumber.IA5String, "tpm.example", new Asn1Tag(TagClass.ContextSpecific, 2));
            }

            if (Device.Length > 0)
            {
                using var directoryName = names.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4));
                using var relativeNames = names.PushSequence();
                foreach (var relativeName in DeviceApart ? Device.Chunk(1) : [Device])
                {
                    using var set = names.PushSetOf();
                    foreach (var attribute in relativeName)
                    {
                        using var member = names.PushSequence();
                        names.WriteObjectIdentifier(attribute);
                        names.WriteCharacterString(UniversalTagNumber.UTF8String, attribute == Manufacturer ? "id:414D4400" : "Acme");
                    }
                }
            }
        }

        yield return new X509Extension("2.5.29.17", names.Encode(), true);
    }

    // A certificate of the credential's key, from an authority of its own.
    private byte[] CertificateOf(SecurityKey key, string extensionId, byte[] extension)
    {
        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key.Algorithm is -7 or -35 or -36
            ? new CertificateRequest(new X500DistinguishedName(Subject ?? "CN=Credential"), key.Curve, HashAlgorithmName.SHA256)
            : new CertificateRequest(new X500DistinguishedName(Subject ?? "CN=Credential"), key.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Signed(request, authority, WithoutExtension ? [] : [new X509Extension(extensionId, extension, false)]);
    }

    private static byte[] Signed(CertificateRequest request, ECDsa issuer, IEnumerable<X509Extension> extensions)
    {
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer), From, From.AddYears(30), [1, 2, 3, 4]);
        return certificate.RawData;
    }

    private byte[][] X5c(byte[] certificate) => WithoutCertificates ? [] : TwoCertificates ? [certificate, certificate] : [CertificateBytes ?? certificate];

    private byte[] Hash(byte[] hash) => OtherCeremony ? SHA256.HashData(hash) : hash;

    private byte[] Touched(byte[] signature)
    {
        signature[^1] ^= (byte)(WrongSignature ? 1 : 0);
        return signature;
    }

    private static byte[] Sign(ECDsa key, byte[] data) => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private static byte[] Digest(byte[] data, bool sha1) => CryptographicOperations.HashData(sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, data);

    private static byte[] Sized(byte[] bytes) => [.. BigEndian((ushort)bytes.Length), .. bytes];

    private static byte[] BigEndian(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private enum SecurityLevel
    {
        Software,
        TrustedEnvironment,
    }
}
