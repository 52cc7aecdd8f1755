using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Web.OAuth;

/// <summary>Proof key for code exchange (RFC 7636): S256 alone, as with Okta.</summary>
internal static class Pkce
{
    internal const string Method = "S256";

    // SHA-256 in base64url.
    private const int ChallengeLength = 43;

    internal static bool IsChallenge(string text) => text.Length == ChallengeLength && Base64Url.IsValid(text);

    /// <summary>§4.6.</summary>
    internal static bool Proves(string verifier, string challenge) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
        Encoding.ASCII.GetBytes(challenge));
}
