using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Rsa;

/// <summary>RSA SecurID, or another token judged on the premises (Authentication API, "Verify RSA SecurID Factor").</summary>
public sealed class RsaFactor(FactorType type) : IEnrollable
{
    private const int MaxCredentialId = 100;

    public static FactorType SecurId { get; } = new()
    {
        Key = "rsa",
        Kind = new FactorKind("token", "RSA"),
        VendorName = "RSA",
        IdPrefix = "rsa",
        PolicyKey = "rsa_token",
        Amr = ["otp"],
        EventName = "RSA_SECURID",
    };

    public static FactorType OnPrem { get; } = new()
    {
        Key = "onprem",
        Kind = new FactorKind("token", "DEL_OATH"),
        VendorName = "On-Prem MFA",
        IdPrefix = "rsa",
        PolicyKey = "onprem_mfa",
        Amr = ["otp"],
        EventName = "ON_PREM_MFA",
    };

    public FactorType Type => type;

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => [new("credentialId", ((RsaEnrollment)enrollment.Data).CredentialId)];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        RsaVerifier.Judge(type.Kind.Provider, (RsaEnrollment)enrollment.Data, answer, now);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        if (!request.Profile.TryGetValue("credentialId", out var id) || string.IsNullOrWhiteSpace(id) || id.Length > MaxCredentialId)
        {
            return new Enrolling.Invalid("Invalid Profile.");
        }

        return RsaVerifier.Judge(type.Kind.Provider, new RsaEnrollment(id.Trim()), new Answer.PassCode(request.PassCode ?? default), now) switch
        {
            Verdict.Accepted { Updated: { } token } => new Enrolling.Active(token),
            Verdict.Rejected { Why: var why } => new Enrolling.Rejected(why),
            var other => throw new InvalidOperationException($"A token is judged at once, not {other}."),
        };
    }

    // What the server remembers of a token outlives the seed.
    public FactorData Reseed(FactorData kept, FactorData seeded) =>
        kept is RsaEnrollment token && seeded is RsaEnrollment fresh && token.CredentialId == fresh.CredentialId ? token : seeded;

    public FactorData Fabricate(string login, Entropy entropy) => new RsaEnrollment(login);
}
