using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.YubiKey;

/// <summary>A YubiKey's one-time password (Authentication API, "Verify YubiKey Factor").</summary>
public sealed class YubiKeyFactor : IEnrollable
{
    public FactorType Type { get; } = new()
    {
        Key = "yubikey",
        Kind = new FactorKind("token:hardware", "YUBICO"),
        VendorName = "YUBICO",
        IdPrefix = "ykf",
        PolicyKey = "yubikey_token",
        Amr = ["hwk"],
        EventName = "YUBIKEY_TOKEN",
    };

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) =>
        [new("credentialId", YubicoOtp.SerialOf(((YubiKeyEnrollment)enrollment.Data).PublicId))];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        YubiKeyVerifier.Judge((YubiKeyEnrollment)enrollment.Data, answer);

    // The key proves itself by what it types, and the org must know it already.
    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var typed = request.PassCode ?? default;
        if (YubicoOtp.PublicIdOf(typed.Reveal()) is not { } publicId || settings.YubiKeys.FirstOrDefault(k => k.PublicId == publicId) is not { } known)
        {
            return new Enrolling.Rejected(Rejection.WrongPassCode);
        }

        return YubiKeyVerifier.Judge(new YubiKeyEnrollment(known.PublicId, known.AesKey, known.PrivateId, 0), new Answer.PassCode(typed)) switch
        {
            Verdict.Accepted { Updated: { } key } => new Enrolling.Active(key),
            Verdict.Rejected { Why: var why } => new Enrolling.Rejected(why),
            var other => throw new InvalidOperationException($"A key is judged at once, not {other}."),
        };
    }

    // A password that was typed stays used as long as the key is the same.
    public FactorData Reseed(FactorData kept, FactorData seeded) =>
        kept is YubiKeyEnrollment key && seeded is YubiKeyEnrollment fresh && key with { LastCounter = 0 } == fresh with { LastCounter = 0 }
            ? fresh with { LastCounter = key.LastCounter }
            : seeded;

    public FactorData Fabricate(string login, Entropy entropy)
    {
        const string Modhex = "cbdefghijklnrtuv";
        var serial = string.Concat(entropy.Bytes("public id").Take(4).Select(b => $"{Modhex[b >> 4]}{Modhex[b & 15]}"));
        return new YubiKeyEnrollment(
            $"cccc{serial}", Convert.ToHexStringLower(entropy.Bytes("AES key").AsSpan(0, 16)), Convert.ToHexStringLower(entropy.Bytes("private id").AsSpan(0, 6)), 0);
    }
}
