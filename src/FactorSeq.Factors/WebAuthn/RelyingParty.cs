using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>Whose a credential is: a host's, or a domain's above it that the client chose (WebAuthn Level 2 §5.1.3, step 7).</summary>
internal static class RelyingParty
{
    /// <summary>The id that a signature on this origin's page must be for; null where the credential is not for this page.</summary>
    /// <param name="made">The id that the credential was made for; null where nobody knows, and the page's host stands for it.</param>
    internal static string? Of(string origin, string? made) => Candidates(origin).FirstOrDefault(id => made is null || id == made);

    /// <summary>The id that a credential was made for on this origin's page, by its hash; null where the page may not use it.</summary>
    internal static string? Made(string origin, byte[] hash) => Candidates(origin).FirstOrDefault(id => IsHash(hash, id));

    internal static bool IsHash(byte[] hash, string rpId) =>
        CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(rpId)));

    // The host, then every domain above it that has a dot of its own; browsers let no page use a public suffix.
    private static IEnumerable<string> Candidates(string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri))
        {
            yield break;
        }

        var id = uri.Host;
        yield return id;
        while (uri.HostNameType == UriHostNameType.Dns && id.Count(c => c == '.') > 1)
        {
            id = id[(id.IndexOf('.') + 1)..];
            yield return id;
        }
    }
}
