using System.Security.Cryptography;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>Public keys as people have them: COSE, SubjectPublicKeyInfo (RFC 5280 §4.1) or PEM (RFC 7468 §13).</summary>
internal static class PublicKeyText
{
    /// <summary>Null where it is none of these, or a key of a kind that is not verified here.</summary>
    internal static CoseKey? Read(string text)
    {
        if (!text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            return CoseKey.Read(text) ?? (WireBase64.Decode(text) is { } bytes ? ReadInfo(bytes) : null);
        }

        return PemEncoding.TryFind(text, out var fields) && text[fields.Label] == "PUBLIC KEY" && WireBase64.Decode(text[fields.Base64Data]) is { } info
            ? ReadInfo(info)
            : null;
    }

    private static CoseKey? ReadInfo(byte[] info)
    {
        using var curve = ECDsa.Create();
        using var rsa = RSA.Create();
        return Imports(curve, info) ? CoseKey.Of(curve, null) : Imports(rsa, info) ? CoseKey.Of(null, rsa) : null;
    }

    private static bool Imports(AsymmetricAlgorithm key, byte[] info)
    {
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out var length);
            return length == info.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
