using System.Security.Cryptography;

namespace FactorSeq.Web.Saml;

/// <summary>The algorithms that signatures may be made with. SHA-1 is for apps that ask for it; HMACs are for nobody, their key would be public.</summary>
internal static class SignatureAlgorithms
{
    internal const string RsaSha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    internal const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    internal const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    internal const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    private static readonly Dictionary<string, HashAlgorithmName> Signatures = new()
    {
        [RsaSha1] = HashAlgorithmName.SHA1,
        [RsaSha256] = HashAlgorithmName.SHA256,
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"] = HashAlgorithmName.SHA384,
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"] = HashAlgorithmName.SHA512,
    };

    private static readonly string[] Digests = [Sha1, Sha256, "http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmlenc#sha512"];

    /// <summary>The hash of a signature algorithm; null where it is not allowed.</summary>
    internal static HashAlgorithmName? Hash(string? algorithm, bool allowsSha1) =>
        algorithm is not null && Signatures.TryGetValue(algorithm, out var hash) && (allowsSha1 || algorithm != RsaSha1) ? hash : null;

    internal static bool AllowsDigest(string? algorithm, bool allowsSha1) => Digests.Contains(algorithm) && (allowsSha1 || algorithm != Sha1);
}
