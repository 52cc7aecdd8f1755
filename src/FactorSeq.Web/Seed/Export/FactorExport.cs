using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors.Duo;
using FactorSeq.Factors.Hotp;
using FactorSeq.Factors.IdentityProvider;
using FactorSeq.Factors.Push;
using FactorSeq.Factors.Rsa;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Factors.SentCode;
using FactorSeq.Factors.Symantec;
using FactorSeq.Factors.Totp;
using FactorSeq.Factors.U2f;
using FactorSeq.Factors.WebAuthn;
using FactorSeq.Factors.YubiKey;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>factors</c> of one person. What a token has shown and spent is not among it: whoever starts from this has shown nothing yet.</summary>
internal sealed class FactorExport(FactorCatalog catalog)
{
    internal JsonObject Write(Account account)
    {
        var factors = new JsonObject();
        foreach (var factor in catalog.All)
        {
            JsonNode?[] enrolled =
            [
                .. account.Enrollments.Where(enrollment => enrollment.Kind == factor.Type.Kind).Select(Data).Where(data => data is not null),
            ];
            if (enrolled.Length > 0)
            {
                factors[factor.Type.Key] = enrolled is [var only] ? only : new JsonArray(enrolled);
            }
        }

        return factors;
    }

    /// <summary>One enrollment; null for the password, which stands with the person.</summary>
    internal JsonObject? Data(Enrollment enrollment) => enrollment.Data switch
    {
        PushEnrollment push => new JsonObject().Put("device", push.Device).Put("platform", push.Platform, "IOS").Put("numberChallenge", push.NumberChallenge, false),
        TotpEnrollment totp => new JsonObject().Put("secret", totp.Secret),
        SentCodeEnrollment sent when catalog.NameOf(enrollment.Kind) == "email" => new JsonObject().Put("email", sent.To),
        SentCodeEnrollment sent => new JsonObject().Put("phone", sent.To).Put("extension", sent.Extension),
        SecurityQuestionEnrollment question => new JsonObject().Put("question", question.Question).Put("answerHash", question.Answer),
        YubiKeyEnrollment key => new JsonObject().Put("publicId", key.PublicId).Put("aesKey", key.AesKey).Put("privateId", key.PrivateId),
        RsaEnrollment rsa => new JsonObject().Put("userId", rsa.CredentialId),
        SymantecEnrollment symantec => new JsonObject().Put("credentialId", symantec.CredentialId),
        HotpEnrollment hotp => new JsonObject()
            .Put("secret", Base32.Encode(Convert.FromBase64String(hotp.Secret)))
            .Put("counter", (int)Math.Min(hotp.Counter, int.MaxValue), 0),
        DuoEnrollment => [],
        IdentityProviderEnrollment provider => new JsonObject().Put("user", provider.User),
        WebAuthnEnrollment key => new JsonObject()
            .Put("credentialId", key.CredentialId).Put("publicKey", key.PublicKey).Put("signCount", (int)Math.Min(key.SignCount, int.MaxValue), 0)
            .Put("name", key.Name, "Authenticator"),
        U2fEnrollment key => new JsonObject()
            .Put("credentialId", key.CredentialId).Put("publicKey", key.PublicKey).Put("appId", key.AppId)
            .Put("counter", (int)Math.Min(key.Counter, int.MaxValue), -1),
        _ => null,
    };
}
