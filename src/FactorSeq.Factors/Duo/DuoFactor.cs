using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Duo;

/// <summary>Duo Security (Authentication API, "Verify Duo Factor"). Duo itself is emulated: whoever opens its page approves or denies.</summary>
public sealed class DuoFactor : IFactor
{
    // A factor that was challenged outside any request has no address to name.
    private const string Nowhere = "duo.invalid";

    public FactorType Type { get; } = new()
    {
        Key = "duo",
        Kind = new FactorKind("web", "DUO"),
        VendorName = "DUO",
        IdPrefix = "dsf",
        PolicyKey = "duo",
        Amr = ["swk"],
        EventName = "DUO_SECURITY",
        CountsStrikes = false,
    };

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => [new("credentialId", ((DuoEnrollment)enrollment.Data).CredentialId)];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var host = settings.Origins is [var own, ..] && Uri.TryCreate(own, UriKind.Absolute, out var uri) ? uri.Authority : Nowhere;
        var challenge = new DuoChallenge(entropy.Id("visit", 20), host, now + settings.PushLifetime);
        return new Verdict.Challenged(challenge, new Sending.Visit(challenge.Visit, enrollment.Id, challenge.Expires));
    }

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        DuoVerifier.Judge(running as DuoChallenge, answer, now);

    public FactorData Fabricate(string login, Entropy entropy) => new DuoEnrollment(login);
}
