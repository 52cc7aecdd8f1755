using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Totp;

/// <summary>A software token: Okta Verify's code, or Google Authenticator (Authentication API, "Verify TOTP Factor").</summary>
public sealed class TotpFactor(FactorType type) : IEnrollable
{
    // 160 bits, as RFC 4226 §4 (R6) advises.
    private const int SecretBytes = 20;

    public static FactorType OktaVerify { get; } = new()
    {
        Key = "totp",
        Kind = new FactorKind("token:software:totp", "OKTA"),
        VendorName = "OKTA",
        IdPrefix = "ost",
        PolicyKey = "okta_otp",
        Amr = ["otp"],
        EventName = "OKTA_SOFT_TOKEN",
        HidesProfile = true,
    };

    public static FactorType GoogleAuthenticator { get; } = new()
    {
        Key = "google_totp",
        Kind = new FactorKind("token:software:totp", "GOOGLE"),
        VendorName = "GOOGLE",
        IdPrefix = "uft",
        PolicyKey = "google_otp",
        Amr = ["otp"],
        EventName = "GOOGLE_AUTHENTICATOR",
    };

    public FactorType Type => type;

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) =>
        [new("credentialId", ((TotpEnrollment)enrollment.Data).CredentialId)];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        TotpVerifier.Judge((TotpEnrollment)enrollment.Data, answer, settings.TotpWindow, now);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var secret = Base32.Encode(entropy.Bytes("secret").AsSpan(0, SecretBytes));
        var data = new TotpEnrollment(request.User.Login, secret, 0);
        var activation = new TotpActivation(entropy.Id("activation", 32));
        var label = $"{Uri.EscapeDataString(settings.OrgName)}:{Uri.EscapeDataString(request.User.Login)}";
        return new Enrolling.Pending(data, activation, new Sending.Activation(
            activation.Id, request.EnrollmentId, $"otpauth://totp/{label}?secret={secret}&issuer={Uri.EscapeDataString(settings.OrgName)}", now + settings.CodeLifetime));
    }

    public JsonObject? Activation(Enrollment pending, Challenge? running) => new()
    {
        ["timeStep"] = TotpVerifier.StepSeconds,
        ["sharedSecret"] = ((TotpEnrollment)pending.Data).Secret,
        ["encoding"] = "base32",
        ["keyLength"] = 6, // the code's digits, whatever the name says
    };

    // A code that was spent stays spent as long as the secret is the same.
    public FactorData Reseed(FactorData kept, FactorData seeded) =>
        kept is TotpEnrollment token && seeded is TotpEnrollment fresh && token.Secret == fresh.Secret ? fresh with { LastStep = token.LastStep } : seeded;

    public FactorData Fabricate(string login, Entropy entropy) => new TotpEnrollment(login, Base32.Encode(entropy.Bytes("secret").AsSpan(0, 10)), 0);
}
