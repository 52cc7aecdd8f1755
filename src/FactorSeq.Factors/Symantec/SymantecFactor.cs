using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Symantec;

/// <summary>Symantec VIP (Authentication API, "Verify Symantec VIP Factor").</summary>
public sealed class SymantecFactor : IEnrollable
{
    private const int MaxCredentialId = 100;

    public FactorType Type { get; } = new()
    {
        Key = "symantec",
        Kind = new FactorKind("token", "SYMANTEC"),
        VendorName = "SYMANTEC",
        IdPrefix = "ufv",
        PolicyKey = "symantec_vip",
        Amr = ["otp"],
        EventName = "SYMANTEC_VIP",
    };

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => [new("credentialId", ((SymantecEnrollment)enrollment.Data).CredentialId)];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        SymantecVerifier.Judge((SymantecEnrollment)enrollment.Data, answer, settings.TotpWindow, now);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        if (!request.Profile.TryGetValue("credentialId", out var id) || string.IsNullOrWhiteSpace(id) || id.Length > MaxCredentialId)
        {
            return new Enrolling.Invalid("Invalid Profile.");
        }

        return SymantecVerifier.Hold(id.Trim(), request.PassCode ?? default, request.NextPassCode ?? default, settings.TotpWindow, now) is { } held
            ? new Enrolling.Active(held)
            : new Enrolling.Rejected(Rejection.WrongPassCode);
    }

    // A code that was spent stays spent as long as the credential is the same.
    public FactorData Reseed(FactorData kept, FactorData seeded) =>
        kept is SymantecEnrollment credential && seeded is SymantecEnrollment fresh && credential.CredentialId == fresh.CredentialId ? credential : seeded;

    public FactorData Fabricate(string login, Entropy entropy) => new SymantecEnrollment($"VSST{entropy.Digits("credential", 8)}", 0);
}
