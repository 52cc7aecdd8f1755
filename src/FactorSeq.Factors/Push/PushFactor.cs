using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Push;

/// <summary>Okta Verify push (Authentication API, "Verify Push Factor").</summary>
public sealed class PushFactor : IEnrollable
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
        Companion = new FactorKind("token:software:totp", "OKTA"),
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
        return new Verdict.Challenged(challenge, new Sending.Push(challenge.PushId, enrollment.Id, phone.Device, challenge.Expires, numbers) { Right = challenge.Number });
    }

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        PushVerifier.Judge(running as PushChallenge, answer, now);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        Waiting(new PushEnrollment(request.User.Login, "", "IOS", NumberChallenge: false), request.EnrollmentId, settings, entropy, now);

    public Enrolling Renew(Enrollment pending, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        Waiting((PushEnrollment)pending.Data, pending.Id, settings, entropy, now);

    public Verdict Activate(Enrollment pending, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) => (running, answer) switch
    {
        (PushActivation activation, _) when now >= activation.Expires => new Verdict.Over(FactorResult.Timeout),
        (PushActivation, Answer.Scanned { Device: { } device, Platform: var platform }) =>
            new Verdict.Accepted((PushEnrollment)pending.Data with { Device = device, Platform = platform }),
        (PushActivation, Answer.Scanned) => new Verdict.Pending(),
        (PushActivation activation, _) => new Verdict.Ask(new Question.Scan(activation.Id)),
        _ => new Verdict.Over(FactorResult.Timeout),
    };

    public JsonObject? Activation(Enrollment pending, Challenge? running) => running is PushActivation activation
        ? new() { ["expiresAt"] = activation.Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") }
        : null;

    public FactorData Fabricate(string login, Entropy entropy) => new PushEnrollment(login, "iPhone", "IOS", NumberChallenge: false);

    private static Enrolling.Pending Waiting(
        PushEnrollment data, string enrollmentId, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var activation = new PushActivation(entropy.Id("activation", 32), now + settings.PushLifetime);
        var uri = $"oktaverify://{Uri.EscapeDataString(data.CredentialId)}/?t={activation.Id}&f={enrollmentId}&s={Uri.EscapeDataString(settings.OrgName)}";
        return new Enrolling.Pending(data, activation, new Sending.Activation(activation.Id, enrollmentId, uri, activation.Expires));
    }

    // Three different numbers of two digits, as on the phone.
    private static ImmutableArray<int> Numbers(Entropy entropy)
    {
        var first = entropy.Below("numbers", 30);
        var step = 1 + entropy.Below("spread", 29);
        return [10 + first, 10 + first + step, 10 + first + step + 1 + entropy.Below("last", 30)];
    }
}
