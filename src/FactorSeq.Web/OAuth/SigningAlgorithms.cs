using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>The algorithms that clients may sign with (RFC 7518 §3.1), by the kind of key: a key of one kind never verifies what claims to be of another.</summary>
internal static class SigningAlgorithms
{
    internal static readonly string[] OfSecrets = ["HS256", "HS384", "HS512"];

    internal static readonly string[] OfKeys = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

    internal static readonly string[] All = [.. OfSecrets, .. OfKeys];

    // For a curve, its one algorithm.
    private static readonly (string Algorithm, string Kind, string? Curve)[] Keys =
    [
        ("RS256", "RSA", null), ("RS384", "RSA", null), ("RS512", "RSA", null),
        ("ES256", "EC", "P-256"), ("ES384", "EC", "P-384"), ("ES512", "EC", "P-521"),
    ];

    internal static bool AreOfSecrets(string algorithm) => OfSecrets.Contains(algorithm);

    /// <summary>The bytes that a secret needs for an algorithm: as many as its hash has (RFC 7518 §3.2).</summary>
    internal static int SecretBytes(string algorithm) => int.Parse(algorithm.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture) / 8;

    internal static bool Fit(JsonWebKey key, string algorithm) =>
        (key.Alg is null || key.Alg == algorithm) && (key.Use is null || key.Use == "sig")
        && Keys.Any(row => row.Algorithm == algorithm && row.Kind == key.Kty && (row.Curve is null || row.Curve == key.Crv));
}
