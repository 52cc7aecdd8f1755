using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Factors.Password;

/// <summary>
/// A hash that another system made of a password (Users API, "Hashed password object"), in one line: <c>okta:</c>, algorithm, order of the salt, rounds,
/// salt and hash, both in base64. It is judged as it is, until its owner chooses a new password.
/// </summary>
public static class ImportedHash
{
    private const string Mark = "okta";
    private const string Prefix = "PREFIX";
    private const string Postfix = "POSTFIX";

    // More costs a sign-in seconds; Okta's own limit is not published.
    private const int MostRounds = 1_000_000;

    // Each 32 or 64 bytes cost all the rounds once more, and fewer than 16 are a hash that a guess may meet.
    private const int LeastBytes = 16;
    private const int MostBytes = 128;

    /// <summary>Whether a kept hash is one of these.</summary>
    internal static bool Is(string hash) => hash.StartsWith(Mark + ':', StringComparison.Ordinal);

    /// <summary>Takes up a digest of a salted password: <c>SHA-512</c>, <c>SHA-256</c>, <c>SHA-1</c>, <c>MD5</c>.</summary>
    /// <param name="saltOrder"><c>PREFIX</c> or <c>POSTFIX</c>; null where there is no salt.</param>
    /// <returns>null where that is no such hash.</returns>
    public static string? OfDigest(string algorithm, string? saltOrder, string? salt, string value) =>
        Digest(algorithm) is not null && (saltOrder is Prefix or Postfix || (saltOrder ?? salt) is null) && Bytes(salt ?? "") is not null && Bytes(value) is { Length: > 0 }
            ? string.Join(':', Mark, algorithm, saltOrder ?? Prefix, 0, salt ?? "", value)
            : null;

    /// <summary>Takes up a hash by PBKDF2.</summary>
    /// <param name="digest"><c>SHA256_HMAC</c> or <c>SHA512_HMAC</c>.</param>
    /// <returns>null where that is no such hash.</returns>
    public static string? OfPbkdf2(string digest, int rounds, string salt, string value) =>
        Hmac(digest) is not null && rounds is > 0 and <= MostRounds && Bytes(salt) is not null && Bytes(value) is { Length: >= LeastBytes and <= MostBytes }
            ? string.Join(':', Mark, digest, "PBKDF2", rounds, salt, value)
            : null;

    internal static bool Matches(string hash, string given)
    {
        var parts = hash.Split(':');
        var (salt, kept, password) = (Bytes(parts[4])!, Bytes(parts[5])!, Encoding.UTF8.GetBytes(given));
        var made = Hmac(parts[1]) is { } hmac
            ? Rfc2898DeriveBytes.Pbkdf2(password, salt, int.Parse(parts[3]), hmac, kept.Length)
            : CryptographicOperations.HashData(Digest(parts[1])!.Value, parts[2] == Postfix ? [.. password, .. salt] : (byte[])[.. salt, .. password]);
        return CryptographicOperations.FixedTimeEquals(made, kept);
    }

    private static HashAlgorithmName? Digest(string algorithm) => algorithm switch
    {
        "SHA-512" => HashAlgorithmName.SHA512,
        "SHA-256" => HashAlgorithmName.SHA256,
        "SHA-1"   => HashAlgorithmName.SHA1,
        "MD5"     => HashAlgorithmName.MD5,
        _         => null,
    };

    private static HashAlgorithmName? Hmac(string digest) => digest switch
    {
        "SHA256_HMAC" => HashAlgorithmName.SHA256,
        "SHA512_HMAC" => HashAlgorithmName.SHA512,
        _             => null,
    };

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? bytes[..count] : null;
    }
}
