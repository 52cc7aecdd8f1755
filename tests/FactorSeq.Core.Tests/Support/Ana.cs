using System.Buffers.Text;
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

namespace FactorSeq.Core.Tests.Support;

/// <summary>The person who signs in, and what she owns and knows.</summary>
internal static class Ana
{
    internal const string Id = "00u1a2b3c4d5e6f7g8h9";
    internal const string Login = "ana@demo.test";
    internal const string Password = "Passw0rd-ana";
    internal const string TotpSecret = "JBSWY3DPEHPK3PXP";
    internal const string Answer = "mushrooms";
    internal const string Phone = "+14155550100";

    internal const string HotpSecret = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=";
    /// <summary>The page on which she uses her keys.</summary>
    internal const string Origin = "https://demo.test";

    private static readonly FactorData HashedPassword = new PasswordFactor(iterations: 1).Enroll(Password);
    private static readonly FactorData HashedAnswer = SecurityQuestionFactor.Enroll("disliked_food", Answer, new Entropy("salt"u8.ToArray()));

    internal static HardwareKey YubiKey { get; } = new("cccccccfhcbe", "ecde18dbe76fbd0c33330f1c354871db", "8792ebfe26cc");
    /// <summary>Her security key. It does not count, so that many sign-ins can use it at once.</summary>
    internal static SecurityKey Key { get; } = new() { Counts = false };

    /// <summary>Every factor there is, by its name in the seed.</summary>
    internal static IReadOnlyList<string> Factors { get; } = [.. ASignOn.Catalog.All.Select(f => f.Type.Key)];

    /// <summary>Her enrollment in a factor; its id is the factor's prefix and name, so that a failing test can be read.</summary>
    internal static Enrollment Enrolled(string key, DateTimeOffset at, bool numberChallenge = false)
    {
        var type = ASignOn.Catalog.Find(key)!.Type;
        var data = key switch
        {
            "password" => HashedPassword,
            "question" => HashedAnswer,
            "push" => new PushEnrollment(Login, "Ana's phone", "IOS", numberChallenge),
            "totp" or "google_totp" => new TotpEnrollment(Login, TotpSecret, 0),
            "yubikey" => new YubiKeyEnrollment(YubiKey.PublicId, YubiKey.AesKey, YubiKey.PrivateId, 0),
            "rsa" or "onprem" => new RsaEnrollment("ana"),
            "symantec" => new SymantecEnrollment("VSST12345678", 0),
            "hotp" => new HotpEnrollment(Login, HotpSecret, 0),
            "duo" => new DuoEnrollment(Login),
            "saml_idp" or "oidc_idp" => new IdentityProviderEnrollment(Login),
            "email" => new SentCodeEnrollment(Login),
            "webauthn" => new WebAuthnEnrollment(Key.CredentialId, Key.PublicKey, 0, "Ana's key"),
            "u2f" => new U2fEnrollment(Key.CredentialId, Base64Url.EncodeToString(Key.Point()), Origin, -1),
            _ => new SentCodeEnrollment(Phone),
        };
        return new Enrollment(key == "password" ? Enrollment.PasswordId : $"{type.IdPrefix}_{key}", type.Kind, data, at);
    }
}
