using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FactorSeq.Factors.WebAuthn.Attestations;

/// <summary>A key as a TPM knows it: TPMT_PUBLIC (Trusted Platform Module Library, Part 2, §12.2.4).</summary>
internal sealed record TpmPublicArea(ushort NameAlgorithm, int Curve, byte[] First, byte[] Second)
{
    private const ushort Rsa = 0x0001;
    private const ushort Ecc = 0x0023;
    private const ushort NoAlgorithm = 0x0010;

    // TPM_ECC_NIST_P256 and the two after it; IANA's COSE curves are numbered in the same order.
    private const int CurvesBefore = 2;

    /// <summary>Null where the bytes are no public area of an RSA or elliptic-curve key for signing.</summary>
    internal static TpmPublicArea? Read(byte[] bytes)
    {
        var reader = new TpmReader(bytes);
        var type = reader.UInt16();
        var nameAlgorithm = reader.UInt16();
        reader.UInt32();
        reader.Sized();
        // A signing key has no symmetric algorithm, so this one is two bytes.
        var hasSymmetric = reader.UInt16() != NoAlgorithm;
        var scheme = reader.UInt16();
        if (scheme != NoAlgorithm)
        {
            reader.UInt16();
        }

        TpmPublicArea? area = null;
        if (type == Rsa)
        {
            reader.UInt16();
            var exponent = reader.UInt32();
            area = new TpmPublicArea(nameAlgorithm, 0, reader.Sized().ToArray(), Exponent(exponent));
        }
        else if (type == Ecc)
        {
            var curve = reader.UInt16() - CurvesBefore;
            if (reader.UInt16() != NoAlgorithm)
            {
                reader.UInt16();
            }

            area = new TpmPublicArea(nameAlgorithm, curve, reader.Sized().ToArray(), reader.Sized().ToArray());
        }

        return reader.IsDone && !hasSymmetric ? area : null;
    }

    internal bool IsKey(CoseKey key) => key.IsOf(Curve, First, Second);

    /// <summary>What a TPM calls an object with this public area (Part 1, §16); empty where the hash is none that is known here.</summary>
    internal byte[] Name(byte[] area) => Hash(NameAlgorithm) is { } hash
        ? [(byte)(NameAlgorithm >> 8), (byte)NameAlgorithm, .. CryptographicOperations.HashData(hash, area)]
        : [];

    private static HashAlgorithmName? Hash(ushort algorithm) => algorithm switch
    {
        0x0004 => HashAlgorithmName.SHA1,
        0x000b => HashAlgorithmName.SHA256,
        0x000c => HashAlgorithmName.SHA384,
        0x000d => HashAlgorithmName.SHA512,
        _ => null,
    };

    // 0 stands for the usual one.
    private static byte[] Exponent(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value == 0 ? 65537 : value);
        return bytes;
    }
}

/// <summary>A TPM's word that it holds an object: TPMS_ATTEST of TPM2_Certify (Part 2, §10.12.8).</summary>
internal sealed record TpmCertification(byte[] ExtraData, byte[] Name)
{
    private const uint MadeByTpm = 0xff544347;
    private const ushort Certify = 0x8017;
    private const int ClockAndFirmware = 17 + 8;

    internal static TpmCertification? Read(byte[] bytes)
    {
        var reader = new TpmReader(bytes);
        var isCertification = reader.UInt32() == MadeByTpm & reader.UInt16() == Certify;
        reader.Sized();
        var extraData = reader.Sized().ToArray();
        reader.Take(ClockAndFirmware);
        var name = reader.Sized().ToArray();
        reader.Sized();
        return isCertification && reader.IsDone && name.Length > 0 ? new TpmCertification(extraData, name) : null;
    }
}
