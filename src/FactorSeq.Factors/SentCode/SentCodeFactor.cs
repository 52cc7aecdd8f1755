using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.SentCode;

/// <summary>A six-digit code by text message, voice call or mail (Authentication API, "Verify SMS / Call / Email Factor").</summary>
public sealed class SentCodeFactor(FactorType type) : IEnrollable
{
    private const int Digits = 6;

    // A client that asks again and again within one code's life must not grow the transaction without end.
    private const int MaxCodes = 10;

    public static FactorType Sms { get; } = new()
    {
        Key = "sms",
        Kind = new FactorKind("sms", "OKTA"),
        VendorName = "OKTA",
        IdPrefix = "sms",
        PolicyKey = "okta_sms",
        Amr = ["sms", "mca"],
        EventName = "SMS",
        Channel = Channel.Sms,
        SentEvent = "system.sms.send_factor_verify_message",
    };

    public static FactorType Call { get; } = new()
    {
        Key = "call",
        Kind = new FactorKind("call", "OKTA"),
        VendorName = "OKTA",
        IdPrefix = "clf",
        PolicyKey = "okta_call",
        Amr = ["tel", "mca"],
        EventName = "CALL",
        Channel = Channel.Call,
        SentEvent = "system.voice.send_mfa_challenge_call",
    };

    public static FactorType Email { get; } = new()
    {
        Key = "email",
        Kind = new FactorKind("email", "OKTA"),
        VendorName = "OKTA",
        IdPrefix = "emf",
        PolicyKey = "okta_email",
        Amr = [],
        EventName = "EMAIL",
        Channel = Channel.Email,
        SentEvent = "system.email.send_factor_verify_message",
    };

    public FactorType Type => type;

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) =>
        Profile(enrollment, type.Channel == Channel.Email ? Mask.Email : Mask.Phone);

    public ImmutableArray<ProfileField> FullProfile(Enrollment enrollment) => Profile(enrollment, to => to);

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var code = entropy.Digits("code", Digits);
        var issued = new IssuedCode(SentCodeVerifier.Digest(enrollment.Id, code), now + settings.CodeLifetime);
        var earlier = (running as SentCodeChallenge)?.Codes.Where(c => now < c.Expires).TakeLast(MaxCodes - 1) ?? [];
        return new Verdict.Challenged(
            new SentCodeChallenge([.. earlier, issued]),
            new Sending.Code(type.Channel!.Value, ((SentCodeEnrollment)enrollment.Data).To, code));
    }

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        SentCodeVerifier.Judge(enrollment, running as SentCodeChallenge, answer, now);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        if (type.Channel == Channel.Email)
        {
            return Send(new SentCodeEnrollment(request.User.Email), request.EnrollmentId, settings, entropy, now);
        }

        if (!request.Profile.TryGetValue("phoneNumber", out var given) || PhoneNumber.Normalize(given) is not { } number)
        {
            return new Enrolling.InvalidPhone();
        }

        var extension = request.Profile.GetValueOrDefault("phoneExtension") is { Length: > 0 } digits ? digits : null;
        return type.Channel == Channel.Call && extension?.All(c => char.IsAsciiDigit(c) || c is ',' or '*' or '#') == false
            ? new Enrolling.InvalidPhone()
            : Send(new SentCodeEnrollment(number, type.Channel == Channel.Call ? extension : null), request.EnrollmentId, settings, entropy, now);
    }

    // Most people's mail goes to the address they sign in with.
    public FactorData Fabricate(string login, Entropy entropy) => new SentCodeEnrollment(
        type.Channel != Channel.Email ? $"+1555555{entropy.Digits("line", 4)}"
        : login.Contains('@') ? login
        : $"{login}@example.com");

    private ImmutableArray<ProfileField> Profile(Enrollment enrollment, Func<string, string> face)
    {
        var data = (SentCodeEnrollment)enrollment.Data;
        return type.Channel == Channel.Email ? [new("email", face(data.To))]
            : data.Extension is { } extension ? [new("phoneNumber", face(data.To)), new("phoneExtension", extension)]
            : [new("phoneNumber", face(data.To))];
    }

    private Enrolling.Pending Send(SentCodeEnrollment data, string id, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var begun = (Verdict.Challenged)Begin(new Enrollment(id, type.Kind, data, now), null, settings, entropy, now);
        return new Enrolling.Pending(data, begun.Challenge, begun.Sending);
    }
}
