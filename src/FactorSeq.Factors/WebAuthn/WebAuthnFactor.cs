using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>A security key or a device's own authenticator (Authentication API, "Verify WebAuthn Factor", "Enroll WebAuthn Factor").</summary>
/// <param name="verification">Whether keys must know their holder: by a PIN, a finger, a face.</param>
public sealed class WebAuthnFactor(UserVerification verification) : IEnrollable
{
    private const int ChallengeBytes = 15;

    public FactorType Type { get; } = new()
    {
        Key = "webauthn",
        Kind = new FactorKind("webauthn", "FIDO"),
        VendorName = "FIDO",
        IdPrefix = "fwf",
        PolicyKey = "fido_webauthn",
        Amr = ["hwk"],
        EventName = "FIDO_WEBAUTHN",
        CountsStrikes = false,
    };

    public int Maximum => 10;

    /// <summary>
    /// A public key as a seed may give it, in COSE and base64url: COSE itself, SubjectPublicKeyInfo or PEM; null where it is none that can be
    /// verified here.
    /// </summary>
    public static string? PublicKey(string text) => PublicKeyText.Read(text) is { } key ? WireBase64.Encode(key.Encode()) : null;

    /// <summary>A credential's id as a seed may give it, in base64url; null where it is none.</summary>
    public static string? CredentialId(string text) => WireBase64.Decode(text) is { Length: > 0 } id ? WireBase64.Encode(id) : null;

    // A pending enrollment has no credential yet.
    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => enrollment.Data is WebAuthnEnrollment { CredentialId.Length: > 0 } key
        ? [new("credentialId", key.CredentialId), new("authenticatorName", key.Name)]
        : [];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(Challenge(settings, entropy, now), null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        WebAuthnVerifier.Judge((WebAuthnEnrollment)enrollment.Data, running as WebAuthnChallenge, answer, settings, now);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now) => new Enrolling.Pending(
        new WebAuthnEnrollment("", "", 0, "Authenticator"),
        Challenge(settings, entropy, now) with
        {
            Registration = new WebAuthnRegistration(
                settings.OrgName,
                settings.Origins.FirstOrDefault(""),
                request.User.Id,
                request.User.Login,
                NameOf(request.User),
                [.. request.Existing.Select(e => e.Data).OfType<WebAuthnEnrollment>().Select(key => key.CredentialId).Where(id => id.Length > 0)]),
        },
        null);

    public Enrolling Renew(Enrollment pending, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) => new Enrolling.Pending(
        pending.Data, Challenge(settings, entropy, now) with { Registration = (running as WebAuthnChallenge)?.Registration }, null);

    public Verdict Activate(Enrollment pending, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        WebAuthnVerifier.Activate((WebAuthnEnrollment)pending.Data, running as WebAuthnChallenge, answer, settings, now);

    public JsonObject? Activation(Enrollment pending, Challenge? running) =>
        running is WebAuthnChallenge { Registration: { } registration } challenge ? registration.Activation(challenge) : null;

    // A counter never runs back, or a copied key would work again.
    public FactorData Reseed(FactorData kept, FactorData seeded) =>
        kept is WebAuthnEnrollment key && seeded is WebAuthnEnrollment fresh && key.CredentialId == fresh.CredentialId
            ? fresh with { SignCount = Math.Max(key.SignCount, fresh.SignCount) }
            : seeded;

    // A real point, so that judging takes as long as it takes with a real key.
    public FactorData Fabricate(string login, Entropy entropy)
    {
        var scalar = entropy.Bytes("key");
        scalar[0] &= 0x7f;
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        return new WebAuthnEnrollment(
            WireBase64.Encode([.. entropy.Bytes("credential, first half"), .. entropy.Bytes("credential, second half")]),
            WireBase64.Encode(CoseKey.Of(key, null)!.Encode()),
            0,
            "Authenticator");
    }

    private static string NameOf(User user) =>
        $"{user.FirstName} {user.LastName}".Trim() is { Length: > 0 } name ? name : user.Login;

    private WebAuthnChallenge Challenge(FactorSettings settings, Entropy entropy, DateTimeOffset now) => new(
        WireBase64.Encode(entropy.Bytes("webauthn challenge").AsSpan(0, ChallengeBytes)), now + settings.CodeLifetime, verification);
}
