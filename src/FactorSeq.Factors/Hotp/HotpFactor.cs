using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Hotp;

/// <summary>A custom counting token, which an admin gives out: it cannot be enrolled at sign-in (Authentication API, "Verify custom HOTP Factor").</summary>
public sealed class HotpFactor : IFactor
{
    public FactorType Type { get; } = new()
    {
        Key = "hotp",
        Kind = new FactorKind("token:hotp", "CUSTOM"),
        VendorName = "CUSTOM",
        IdPrefix = "ufh",
        PolicyKey = "hotp",
        Amr = ["otp"],
        EventName = "CUSTOM_HOTP",
    };

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => [new("credentialId", ((HotpEnrollment)enrollment.Data).CredentialId)];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        HotpVerifier.Judge((HotpEnrollment)enrollment.Data, answer);

    // The counter only moves forward as long as the token is the same, and how far a token has run ahead is not forgotten.
    public FactorData Reseed(FactorData kept, FactorData seeded) =>
        kept is HotpEnrollment token && seeded is HotpEnrollment fresh && token.Secret == fresh.Secret && token.Counter >= fresh.Counter
            ? fresh with { Counter = token.Counter, Resync = token.Resync }
            : seeded;

    public FactorData Fabricate(string login, Entropy entropy) => new HotpEnrollment(login, Convert.ToBase64String(entropy.Bytes("secret").AsSpan(0, 20)), 0);
}
