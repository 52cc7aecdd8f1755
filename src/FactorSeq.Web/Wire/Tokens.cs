using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Web.Wire;

/// <summary>Tokens: made of the system's chance, kept as digests only, so that a copied database opens nothing.</summary>
internal static class Tokens
{
    /// <summary>Okta's state token: <c>00</c> and 40 characters. The widget takes <c>01</c> for another pipeline.</summary>
    internal static string NewStateToken() => "00" + Random(40);

    /// <summary>Okta's session token: <c>20111</c> and 50 characters.</summary>
    internal static string NewSessionToken() => "20111" + Random(50);

    /// <summary>A session id, which is also the value of the <c>sid</c> cookie: <c>102</c> and 40 characters.</summary>
    internal static string NewSessionId() => "102" + Random(40);

    /// <summary>A recovery or activation token: 20 characters.</summary>
    internal static string NewRecoveryToken() => Random(20);

    internal static string Random(int length) =>
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(length))[..length];

    /// <summary>The key under which a token is kept: SHA-256, base64url.</summary>
    internal static string Digest(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
