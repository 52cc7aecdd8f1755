using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Web.Wire;

/// <summary>Tokens: made of the system's chance, kept as digests only, so that a copied database opens nothing.</summary>
internal static class Tokens
{
    // Base64url's: 64 of them, so that each is six bits of chance.
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>Okta's state token: <c>00</c> and 40 characters. The widget takes <c>01</c> for another pipeline.</summary>
    internal static string NewStateToken() => "00" + Random(40);

    /// <summary>Okta's session token: <c>20111</c> and 50 characters.</summary>
    internal static string NewSessionToken() => "20111" + Random(50);

    /// <summary>A session id, which is also the value of the <c>sid</c> cookie: <c>102</c> and 40 characters.</summary>
    internal static string NewSessionId() => "102" + Random(40);

    /// <summary>A recovery or activation token: 20 characters.</summary>
    internal static string NewRecoveryToken() => Random(20);

    internal static string Random(int length) => RandomNumberGenerator.GetString(Letters, length);

    /// <summary>The key under which a token is kept: SHA-256, base64url.</summary>
    internal static string Digest(string token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), digest);
        return Base64Url.EncodeToString(digest);
    }
}
