using System.Collections.Immutable;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>
/// A public key with the one algorithm it signs by (RFC 9052 §7, RFC 9053 §2 and §7, RFC 8230; WebAuthn Level 2 §5.8.5). Ed25519 is not among
/// them: the framework cannot verify it.
/// </summary>
internal sealed class CoseKey
{
    private const int LeastModulus = 256;
    private const int MostModulus = 1024;
    private const int MostExponent = 4;

    private static readonly ImmutableArray<Algorithm> Algorithms =
    [
        new(-7,     HashAlgorithmName.SHA256, Curve: 1),
        new(-257,   HashAlgorithmName.SHA256, Padding: RSASignaturePadding.Pkcs1),
        new(-35,    HashAlgorithmName.SHA384, Curve: 2),
        new(-36,    HashAlgorithmName.SHA512, Curve: 3),
        new(-37,    HashAlgorithmName.SHA256, Padding: RSASignaturePadding.Pss),
        new(-38,    HashAlgorithmName.SHA384, Padding: RSASignaturePadding.Pss),
        new(-39,    HashAlgorithmName.SHA512, Padding: RSASignaturePadding.Pss),
        new(-258,   HashAlgorithmName.SHA384, Padding: RSASignaturePadding.Pkcs1),
        new(-259,   HashAlgorithmName.SHA512, Padding: RSASignaturePadding.Pkcs1),
        // Older TPMs sign their statements so; no credential may.
        new(-65535, HashAlgorithmName.SHA1,   Padding: RSASignaturePadding.Pkcs1, ForCredentials: false),
    ];

    private static readonly ImmutableArray<(ECCurve Curve, int Size)> Curves =
        [(ECCurve.NamedCurves.nistP256, 32), (ECCurve.NamedCurves.nistP384, 48), (ECCurve.NamedCurves.nistP521, 66)];

    private readonly Algorithm algorithm;
    private readonly byte[] first;
    private readonly byte[] second;

    private CoseKey(Algorithm algorithm, byte[] first, byte[] second)
    {
        this.algorithm = algorithm;
        this.first = first;
        this.second = second;
    }

    /// <param name="Id">IANA, "COSE Algorithms".</param>
    /// <param name="Curve">IANA, "COSE Elliptic Curves"; 0 for RSA.</param>
    private sealed record Algorithm(int Id, HashAlgorithmName Hash, int Curve = 0, RSASignaturePadding? Padding = null, bool ForCredentials = true);

    /// <summary>What a new credential may sign by, best liked first.</summary>
    internal static IEnumerable<int> Offered => Algorithms.Where(algorithm => algorithm.ForCredentials).Select(algorithm => algorithm.Id);

    internal int Id => algorithm.Id;

    internal HashAlgorithmName Hash => algorithm.Hash;

    /// <summary>The point of a P-256 key as X9.62 writes it, uncompressed; null for other keys.</summary>
    internal byte[]? Point => algorithm.Curve == 1 ? [4, .. first, .. second] : null;

    /// <summary>A credential's key; null where it is none, or signs by an algorithm that was not offered.</summary>
    internal static CoseKey? Read(CborMap map)
    {
        var algorithm = Algorithms.FirstOrDefault(a => a.Id == map.Number(3) && a.ForCredentials);
        return (algorithm?.Padding, map.Number(1)) switch
        {
            (null, 2) when algorithm is not null && map.Number(-1) == algorithm.Curve => Make(algorithm, map.Bytes(-2), map.Bytes(-3)),
            ({ }, 3) => Make(algorithm!, map.Bytes(-1), map.Bytes(-2)),
            _ => null,
        };
    }

    /// <summary>A key kept as base64; null where it is none.</summary>
    internal static CoseKey? Read(string text) => WireBase64.Decode(text) is { } bytes && Cbor.Map(bytes) is { } map ? Read(map) : null;

    /// <summary>The key of a certificate, when it is to sign by an algorithm; null where it cannot.</summary>
    internal static CoseKey? Of(X509Certificate2 certificate, long? id)
    {
        var algorithm = Algorithms.FirstOrDefault(a => a.Id == id);
        if (algorithm is null)
        {
            return null;
        }

        using var curve = certificate.GetECDsaPublicKey();
        using var rsa = certificate.GetRSAPublicKey();
        return Of(curve, rsa, algorithm);
    }

    /// <summary>A key in the framework's form, with the algorithm that goes with its kind: ES256, ES384, ES512 or RS256.</summary>
    internal static CoseKey? Of(ECDsa? curve, RSA? rsa) => Algorithms.Select(a => Of(curve, rsa, a)).FirstOrDefault(key => key is not null);

    /// <summary>Never throws: a signature that cannot be read is wrong.</summary>
    internal bool Verify(ReadOnlySpan<byte> data, byte[] signature)
    {
        try
        {
            if (algorithm.Curve > 0)
            {
                using var curve = ECDsa.Create(Parameters());
                return curve.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence);
            }

            using var rsa = RSA.Create(new RSAParameters { Modulus = first, Exponent = second });
            return rsa.VerifyData(data, signature, algorithm.Hash, algorithm.Padding!);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether both are the same key, whatever they sign by.</summary>
    internal bool IsKeyOf(X509Certificate2 certificate) =>
        Of(certificate, algorithm.Id) is { } other && first.AsSpan().SequenceEqual(other.first) && second.AsSpan().SequenceEqual(other.second);

    /// <summary>Whether it is the key on this curve (0 for RSA) with these two numbers, whatever leading zeros they have.</summary>
    internal bool IsOf(int curve, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        algorithm.Curve == curve && IsSame(first, one) && IsSame(second, other);

    /// <summary>As an authenticator writes it (CTAP2 canonical CBOR).</summary>
    internal byte[] Encode()
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        var isCurve = algorithm.Curve > 0;
        writer.WriteStartMap(isCurve ? 5 : 4);
        Write(writer, 1, isCurve ? 2 : 3);
        Write(writer, 3, algorithm.Id);
        if (isCurve)
        {
            Write(writer, -1, algorithm.Curve);
        }

        writer.WriteInt32(isCurve ? -2 : -1);
        writer.WriteByteString(first);
        writer.WriteInt32(isCurve ? -3 : -2);
        writer.WriteByteString(second);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void Write(CborWriter writer, int label, int value)
    {
        writer.WriteInt32(label);
        writer.WriteInt32(value);
    }

    private static CoseKey? Of(ECDsa? curve, RSA? rsa, Algorithm algorithm)
    {
        if (algorithm.Curve > 0)
        {
            // Systems name curves differently; a point of another curve is not on this one.
            var point = curve?.ExportParameters(includePrivateParameters: false).Q;
            return Make(algorithm, point?.X, point?.Y);
        }

        var key = rsa?.ExportParameters(includePrivateParameters: false);
        return Make(algorithm, key?.Modulus, key?.Exponent);
    }

    // Checked here, so that a key that exists is a key that verifies.
    private static CoseKey? Make(Algorithm algorithm, byte[]? first, byte[]? second)
    {
        if (first is null || second is null)
        {
            return null;
        }

        if (algorithm.Curve == 0)
        {
            var modulus = first.AsSpan().TrimStart((byte)0).ToArray();
            var exponent = second.AsSpan().TrimStart((byte)0).ToArray();
            return modulus.Length is >= LeastModulus and <= MostModulus && exponent.Length is >= 1 and <= MostExponent
                ? new CoseKey(algorithm, modulus, exponent)
                : null;
        }

        var key = new CoseKey(algorithm, first, second);
        return first.Length == Curves[algorithm.Curve - 1].Size && second.Length == first.Length && key.IsOnItsCurve() ? key : null;
    }

    private bool IsOnItsCurve()
    {
        try
        {
            using var _ = ECDsa.Create(Parameters());
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ECParameters Parameters() =>
        new() { Curve = Curves[algorithm.Curve - 1].Curve, Q = new ECPoint { X = first, Y = second } };

    // TPMs drop leading zeros of coordinates.
    private static bool IsSame(ReadOnlySpan<byte> number, ReadOnlySpan<byte> other) => number.TrimStart((byte)0).SequenceEqual(other.TrimStart((byte)0));
}
