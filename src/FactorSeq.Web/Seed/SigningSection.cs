using System.Collections.Immutable;
using System.Security.Cryptography;
using FactorSeq.Core.Authorization;

namespace FactorSeq.Web.Seed;

/// <summary><c>signingAlgorithm</c> of the org and of its servers, and the org's <c>signingKey</c>, which must agree with it.</summary>
internal static class SigningSection
{
    private const string Algorithm = "signingAlgorithm";
    private const string Key = "signingKey";
    private const int SmallestKey = 2048;
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string NewCurve = "openssl ecparam -name prime256v1 -genkey -noout";

    private static readonly ImmutableArray<string> Words = [.. Enum.GetNames<SigningAlgorithm>()];

    /// <returns>null where nothing is said.</returns>
    internal static SigningAlgorithm? ReadAlgorithm(Fields fields) => fields[Algorithm] is null ? null : (SigningAlgorithm)fields.Choice(Algorithm, 0, Words);

    /// <returns>The key in PEM, or null for none, and what the org signs with.</returns>
    internal static (string? Key, SigningAlgorithm Algorithm) Read(Fields org, SeedErrors errors)
    {
        var wanted = ReadAlgorithm(org);
        if (org.Text(Key) is not { } pem || KindOf(pem, org[Key]!, errors) is not { } kind)
        {
            return (null, wanted ?? SigningAlgorithm.RS256);
        }

        if (wanted is not null && wanted != kind)
        {
            errors.Add(org[Algorithm]!, $"the key in org.{Key} signs with {kind}", $"Write {kind}, or pin a key of the other kind.");
        }

        return (pem, kind);
    }

    private static SigningAlgorithm? KindOf(string pem, SeedNode at, SeedErrors errors)
    {
        // Of a file with a key of each kind nobody knows which is meant.
        switch ((IsRsa(pem), Curve(pem)))
        {
            case (true, null):
                return SigningAlgorithm.RS256;
            case (false, { IsNamed: true, Oid.Value: P256 }):
                return SigningAlgorithm.ES256;
            case (false, not null):
                errors.Add(at, "this key is on another curve than P-256, which ES256 signs with", $"Make one with: {NewCurve}.");
                return null;
            default:
                errors.Add(
                    at, $"this is neither a private RSA key of {SmallestKey} bits or more nor a private key on P-256, in PEM",
                    $"Make one with: openssl genrsa {SmallestKey}, or with: {NewCurve}.");
                return null;
        }
    }

    private static bool IsRsa(string pem)
    {
        using var rsa = RSA.Create();
        return Imports(rsa, pem) && rsa.KeySize >= SmallestKey && Works(() => rsa.ExportParameters(includePrivateParameters: true));
    }

    private static ECCurve? Curve(string pem)
    {
        using var curve = ECDsa.Create();
        ECParameters key = default;
        return Imports(curve, pem) && Works(() => key = curve.ExportParameters(includePrivateParameters: true)) ? key.Curve : null;
    }

    private static bool Imports(AsymmetricAlgorithm key, string pem) => Works(() => key.ImportFromPem(pem));

    // Whatever stands in the file, the library's complaint about it is not the tester's.
    private static bool Works(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
