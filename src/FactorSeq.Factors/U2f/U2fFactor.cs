using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.U2f;

/// <summary>A U2F security key (Authentication API, "Verify U2F Factor", "Enroll U2F Factor").</summary>
public sealed class U2fFactor : IEnrollable
{
    private const int NonceBytes = 15;
    private const int PointLength = 65;
    private const string Version = "U2F_V2";

    public FactorType Type { get; } = new()
    {
        Key = "u2f",
        Kind = new FactorKind("u2f", "FIDO"),
        VendorName = "FIDO",
        IdPrefix = "fuf",
        PolicyKey = "fido_u2f",
        Amr = ["hwk"],
        EventName = "FIDO_U2F",
        CountsStrikes = false,
    };

    public int Maximum => 10;

    /// <summary>
    /// A public key as a seed may give it, as a point in base64url: the point itself in base64, SubjectPublicKeyInfo or PEM; null where it is no
    /// key on P-256.
    /// </summary>
    public static string? PublicKey(string text)
    {
        var isPem = PemEncoding.TryFind(text, out var fields);
        if (WireBase64.Decode(isPem ? text[fields.Base64Data] : text) is not { } bytes)
        {
            return null;
        }

        var point = isPem || bytes.Length > PointLength ? Point(bytes) : bytes;
        return U2fVerifier.IsPoint(point) ? WireBase64.Encode(point) : null;
    }

    /// <summary>A key handle as a seed may give it, in base64url; null where it is none.</summary>
    public static string? CredentialId(string text) => WireBase64.Decode(text) is { Length: > 0 and <= 255 } handle ? WireBase64.Encode(handle) : null;

    // A pending enrollment has no key yet.
    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => enrollment.Data is U2fEnrollment { CredentialId.Length: > 0 } key
        ? [new("credentialId", key.CredentialId), new("appId", key.AppId), new("version", Version)]
        : [];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(Challenge(settings, entropy, now), null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        U2fVerifier.Judge((U2fEnrollment)enrollment.Data, running as U2fChallenge, answer, settings, now);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var appId = settings.Origins.FirstOrDefault("");
        var handles = request.Existing.Select(e => e.Data).OfType<U2fEnrollment>().Select(key => key.CredentialId).Where(handle => handle.Length > 0);
        return new Enrolling.Pending(
            new U2fEnrollment("", "", appId, -1),
            Challenge(settings, entropy, now) with { Registration = new U2fRegistration(appId, [.. handles]) },
            null);
    }

    public Enrolling Renew(Enrollment pending, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) => new Enrolling.Pending(
        pending.Data, Challenge(settings, entropy, now) with { Registration = (running as U2fChallenge)?.Registration }, null);

    public Verdict Activate(Enrollment pending, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        U2fVerifier.Activate((U2fEnrollment)pending.Data, running as U2fChallenge, answer, settings, now);

    public JsonObject? Activation(Enrollment pending, Challenge? running) => running is U2fChallenge { Registration: { } registration } challenge
        ? new JsonObject
        {
            ["version"] = Version,
            ["appId"] = registration.AppId,
            ["nonce"] = challenge.Nonce,
            ["timeoutSeconds"] = U2fChallenge.TimeoutSeconds,
        }
        : null;

    // A counter never runs back, or a copied key would work again.
    public FactorData Reseed(FactorData kept, FactorData seeded) =>
        kept is U2fEnrollment key && seeded is U2fEnrollment fresh && key.CredentialId == fresh.CredentialId
            ? fresh with { Counter = Math.Max(key.Counter, fresh.Counter) }
            : seeded;

    // A real point, so that judging takes as long as it takes with a real key.
    public FactorData Fabricate(string login, Entropy entropy)
    {
        var scalar = entropy.Bytes("key");
        scalar[0] &= 0x7f;
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        return new U2fEnrollment(
            WireBase64.Encode([.. entropy.Bytes("handle, first half"), .. entropy.Bytes("handle, second half")]),
            WireBase64.Encode(PointOf(key)!),
            $"https://{login[(login.LastIndexOf('@') + 1)..]}",
            -1);
    }

    private static byte[]? Point(byte[] info)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(info, out var length);
            return length == info.Length ? PointOf(key) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? PointOf(ECDsa key) =>
        key.ExportParameters(includePrivateParameters: false).Q is { X.Length: 32, Y.Length: 32 } point ? [4, .. point.X, .. point.Y] : null;

    private static U2fChallenge Challenge(FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new(WireBase64.Encode(entropy.Bytes("u2f challenge").AsSpan(0, NonceBytes)), now + settings.CodeLifetime);
}
