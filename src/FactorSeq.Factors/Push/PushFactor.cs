using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Push;

/// <summary>Okta Verify push (Authentication API, "Verify Push Factor").</summary>
public sealed class PushFactor : IFactor
{
    private const int NumbersShown = 3;

    public FactorType Type { get; } = new()
    {
        Key = "push",
        Kind = new FactorKind("push", "OKTA"),
        VendorName = "OKTA",
        IdPrefix = "opf",
        PolicyKey = "okta_push",
        Amr = ["swk"],
        EventName = "OKTA_VERIFY_PUSH",
        CountsStrikes = false,
        SentEvent = "system.push.send_factor_verify_push",
        HidesProfile = true,
    };

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment)
    {
        var phone = (PushEnrollment)enrollment.Data;
        return
        [
            new("credentialId", phone.CredentialId),
            new("deviceType", phone.Platform == "ANDROID" ? "SmartPhone_Android" : "SmartPhone_IPhone"),
            new("name", phone.Device),
            new("platform", phone.Platform),
            new("version", phone.Platform == "ANDROID" ? "14" : "17.2"),
        ];
    }

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var phone = (PushEnrollment)enrollment.Data;
        var numbers = phone.NumberChallenge || settings.AlwaysNumberChallenge ? Numbers(entropy) : [];
        var challenge = new PushChallenge(
            entropy.Id("push", 20),
            now + settings.PushLifetime,
            numbers.IsEmpty ? null : numbers[entropy.Below("the number", NumbersShown)]);
        return new Verdict.Challenged(challenge, new Sending.Push(challenge.PushId, enrollment.Id, phone.Device, challenge.Expires, numbers));
    }

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        PushVerifier.Judge(running as PushChallenge, answer, now);

    public FactorData Fabricate(string login, Entropy entropy) => new PushEnrollment(login, "iPhone", "IOS", NumberChallenge: false);

    // Three different numbers of two digits, as on the phone.
    private static ImmutableArray<int> Numbers(Entropy entropy)
    {
        var first = entropy.Below("numbers", 30);
        var step = 1 + entropy.Below("spread", 29);
        return [10 + first, 10 + first + step, 10 + first + step + 1 + entropy.Below("last", 30)];
    }
}
