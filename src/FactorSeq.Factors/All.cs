using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using FactorSeq.Core.Factors;
using FactorSeq.Factors.Duo;
using FactorSeq.Factors.Hotp;
using FactorSeq.Factors.IdentityProvider;
using FactorSeq.Factors.Password;
using FactorSeq.Factors.Push;
using FactorSeq.Factors.Rsa;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Factors.SentCode;
using FactorSeq.Factors.Symantec;
using FactorSeq.Factors.Totp;
using FactorSeq.Factors.YubiKey;
using FactorSeq.Factors.U2f;
using FactorSeq.Factors.WebAuthn;

namespace FactorSeq.Factors;

/// <summary>Every factor: one line each. The order is the order of lists in which no policy speaks.</summary>
public static class All
{
    /// <param name="passwordIterations">PBKDF2 rounds of new password hashes; a stored hash carries its own.</param>
    public static FactorCatalog Catalog(int passwordIterations) => new(
    [
        new PasswordFactor(passwordIterations),
        new PushFactor(),
        new TotpFactor(TotpFactor.OktaVerify),
        new TotpFactor(TotpFactor.GoogleAuthenticator),
        new SentCodeFactor(SentCodeFactor.Sms),
        new SentCodeFactor(SentCodeFactor.Call),
        new SentCodeFactor(SentCodeFactor.Email),
        new SecurityQuestionFactor(),
        new YubiKeyFactor(),
        new RsaFactor(RsaFactor.SecurId),
        new RsaFactor(RsaFactor.OnPrem),
        new SymantecFactor(),
        new HotpFactor(),
        new DuoFactor(),
        new IdentityProviderFactor(IdentityProviderFactor.Saml),
        new IdentityProviderFactor(IdentityProviderFactor.Oidc),
        new WebAuthnFactor(UserVerification.Preferred),
        new U2fFactor(),
    ]);

    /// <summary>How enrollments and challenges are written down: a stable name for each record.</summary>
    public static ImmutableArray<FactorJson> Json { get; } =
    [
        new("password", typeof(PasswordEnrollment), null, PasswordJson.Default),
        new("delegatedPassword", typeof(DelegatedPassword), null, PasswordJson.Default),
        new("push", typeof(PushEnrollment), typeof(PushChallenge), PushJson.Default, typeof(PushActivation)),
        new("totp", typeof(TotpEnrollment), null, TotpJson.Default, typeof(TotpActivation)),
        new("sentCode", typeof(SentCodeEnrollment), typeof(SentCodeChallenge), SentCodeJson.Default),
        new("question", typeof(SecurityQuestionEnrollment), null, SecurityQuestionJson.Default),
        new("yubikey", typeof(YubiKeyEnrollment), null, YubiKeyJson.Default),
        new("rsa", typeof(RsaEnrollment), null, RsaJson.Default),
        new("symantec", typeof(SymantecEnrollment), null, SymantecJson.Default),
        new("hotp", typeof(HotpEnrollment), null, HotpJson.Default),
        new("duo", typeof(DuoEnrollment), typeof(DuoChallenge), DuoJson.Default),
        new("idp", typeof(IdentityProviderEnrollment), typeof(IdentityProviderChallenge), IdentityProviderJson.Default),
        new("webauthn", typeof(WebAuthnEnrollment), typeof(WebAuthnChallenge), WebAuthnJson.Default),
        new("u2f", typeof(U2fEnrollment), typeof(U2fChallenge), U2fJson.Default),
    ];
}

/// <summary>The written form of one factor's records.</summary>
/// <param name="Name">Stable for ever: it stands in databases.</param>
/// <param name="Activation">What a pending enrollment waits for, where it is not the same as a challenge.</param>
public sealed record FactorJson(string Name, Type Data, Type? Challenge, IJsonTypeInfoResolver Resolver, Type? Activation = null);
