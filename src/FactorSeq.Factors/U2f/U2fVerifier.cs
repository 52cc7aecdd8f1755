using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.U2f;

/// <summary>FIDO U2F Raw Message Formats: what a key signs (§5.4) and what it registers with (§4.3).</summary>
internal static class U2fVerifier
{
    private const int PointLength = 65;
    private const byte Registered = 0x05;

    private static Verdict.Rejected Wrong { get; } = new(Rejection.WrongPassCode);

    /// <summary>Whether the bytes are a point on P-256, uncompressed.</summary>
    internal static bool IsPoint(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointLength || point[0] != 4)
        {
            return false;
        }

        try
        {
            using var _ = Key(point);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Judges a signature.</summary>
    internal static Verdict Judge(U2fEnrollment key, U2fChallenge? challenge, Answer answer, FactorSettings settings, DateTimeOffset now)
    {
        if (challenge is not { Registration: null } || now >= challenge.Expires
            || answer is not Answer.Assertion assertion
            || ClientData.Read(assertion.ClientData) is not { Type: "navigator.id.getAssertion" } client
            || !client.Answers(challenge.Nonce, settings.Origins)
            || WireBase64.Decode(assertion.Signature) is not { Length: > 5 } data
            || WireBase64.Decode(key.PublicKey) is not { } point || !IsPoint(point))
        {
            return Wrong;
        }

        // User presence, the counter, and the signature over both.
        var isPresent = (data[0] & 1) != 0;
        var counter = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(1));
        byte[] signed = [.. Hash(key.AppId), .. data[..5], .. client.Hash];
        return IsSigned(point, signed, data[5..]) && isPresent && counter > key.Counter
            ? new Verdict.Accepted(key with { Counter = counter })
            : Wrong;
    }

    /// <summary>Judges a registration.</summary>
    internal static Verdict Activate(U2fEnrollment pending, U2fChallenge? challenge, Answer answer, FactorSettings settings, DateTimeOffset now)
    {
        if (challenge is not { Registration: { } registration } || now >= challenge.Expires
            || answer is not Answer.Attestation sent
            || ClientData.Read(sent.ClientData) is not { Type: "navigator.id.finishEnrollment" } client
            || !client.Answers(challenge.Nonce, settings.Origins)
            || Message.Read(WireBase64.Decode(sent.Credential)) is not { } message
            || !IsPoint(message.Point))
        {
            return Wrong;
        }

        // A page of another origin registers for itself.
        string[] applications = [registration.AppId, client.Origin];
        var appId = applications.FirstOrDefault(application => message.IsSignedFor(application, client.Hash));
        var handle = WireBase64.Encode(message.KeyHandle);
        return appId is null || registration.Exclude.Contains(handle)
            ? Wrong
            : new Verdict.Accepted(pending with { CredentialId = handle, PublicKey = WireBase64.Encode(message.Point), AppId = appId });
    }

    private static byte[] Hash(string appId) => SHA256.HashData(Encoding.UTF8.GetBytes(appId));

    private static ECDsa Key(ReadOnlySpan<byte> point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[1..33].ToArray(), Y = point[33..].ToArray() },
    });

    private static bool IsSigned(ReadOnlySpan<byte> point, byte[] data, byte[] signature)
    {
        try
        {
            using var key = Key(point);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A registration response: the new key, its handle, and the word of the key's maker.</summary>
    private sealed record Message(byte[] Point, byte[] KeyHandle, byte[] Certificate, byte[] Signature)
    {
        internal static Message? Read(byte[]? bytes)
        {
            if (bytes is null || bytes.Length <= PointLength + 1 || bytes[0] != Registered)
            {
                return null;
            }

            var rest = bytes.AsSpan(1 + PointLength);
            var handleLength = rest[0];
            if (handleLength == 0 || rest.Length <= 1 + handleLength)
            {
                return null;
            }

            var handle = rest[1..(1 + handleLength)];
            rest = rest[(1 + handleLength)..];
            // The certificate has no length of its own but the one in its encoding.
            return AsnDecoder.TryReadEncodedValue(rest, AsnEncodingRules.DER, out _, out _, out _, out var length)
                ? new Message(bytes[1..(1 + PointLength)], handle.ToArray(), rest[..length].ToArray(), rest[length..].ToArray())
                : null;
        }

        internal bool IsSignedFor(string appId, byte[] clientDataHash)
        {
            try
            {
                using var certificate = X509CertificateLoader.LoadCertificate(Certificate);
                using var key = certificate.GetECDsaPublicKey();
                byte[] signed = [0, .. Hash(appId), .. clientDataHash, .. KeyHandle, .. Point];
                return key is not null && key.VerifyData(signed, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }
}
