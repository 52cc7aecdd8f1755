using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.IdentityProvider;

/// <summary>
/// Another identity provider as a factor, by SAML or by OpenID Connect (the widget's fixtures for <c>GENERIC_SAML</c> and <c>GENERIC_OIDC</c>).
/// The provider itself is emulated.
/// </summary>
public sealed class IdentityProviderFactor(FactorType type) : IFactor
{
    public static FactorType Saml { get; } = new()
    {
        Key = "saml_idp",
        Kind = new FactorKind("assertion:saml2", "GENERIC_SAML"),
        VendorName = "GENERIC_SAML",
        IdPrefix = "sml",
        PolicyKey = "generic_saml",
        Amr = [],
        EventName = "GENERIC_SAML",
        CountsStrikes = false,
    };

    public static FactorType Oidc { get; } = new()
    {
        Key = "oidc_idp",
        Kind = new FactorKind("assertion:oidc", "GENERIC_OIDC"),
        VendorName = "GENERIC_OIDC",
        IdPrefix = "oid",
        PolicyKey = "generic_oidc",
        Amr = [],
        EventName = "GENERIC_OIDC",
        CountsStrikes = false,
    };

    public FactorType Type => type;

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => [new("user", ((IdentityProviderEnrollment)enrollment.Data).User)];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now)
    {
        var challenge = new IdentityProviderChallenge(entropy.Id("visit", 20), now + settings.PushLifetime);
        return new Verdict.Challenged(challenge, new Sending.Visit(challenge.Visit, enrollment.Id, challenge.Expires));
    }

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        IdentityProviderVerifier.Judge(running as IdentityProviderChallenge, answer, now);

    public FactorData Fabricate(string login, Entropy entropy) => new IdentityProviderEnrollment(login);
}
