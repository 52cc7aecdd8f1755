using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Factors;
using FactorSeq.Factors.WebAuthn.Attestations;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>
/// The two ceremonies of WebAuthn Level 2: a key that signs (§7.2) and a key that makes a credential (§7.1). The numbers are the steps of those
/// sections; what is before them is the client's work, and what concerns only a database of all users is not a factor's.
/// </summary>
internal static class WebAuthnVerifier
{
    /// <summary>Judges a signature. The first five steps find the credential: the enrollment is the one that the request addresses.</summary>
    internal static Verdict Judge(
        WebAuthnEnrollment key, WebAuthnChallenge? challenge, Answer answer, FactorSettings settings, DateTimeOffset now)
    {
        if (challenge is not { Registration: null } || now >= challenge.Expires
            || answer is not Answer.Assertion { AuthenticatorData: { } sent } assertion
            || WireBase64.Decode(assertion.Signature) is not { } signature
            || AuthenticatorData.Read(WireBase64.Decode(sent)) is not { } data
            || CoseKey.Read(key.PublicKey) is not { } publicKey)
        {
            return Wrong;
        }

        // 9 and 10, 14
        if (ClientData.Read(assertion.ClientData) is not { Type: "webauthn.get" } client
            // 12, 13
            || !client.Answers(challenge.Challenge, settings.Origins)
            // 15
            || RelyingParty.Of(client.Origin, key.RpId) is not { } rpId || !RelyingParty.IsHash(data.RpIdHash, rpId)
            // 16
            || !data.UserPresent
            // 17
            || challenge.UserVerification == UserVerification.Required && !data.UserVerified
            // 19, 20
            || !publicKey.Verify([.. data.Bytes, .. client.Hash], signature))
        {
            return Wrong;
        }

        // 21: a counter that does not grow is a key that was copied.
        var counts = key.SignCount != 0 || data.SignCount != 0;
        return counts && data.SignCount <= key.SignCount ? Wrong : new Verdict.Accepted(key with { SignCount = data.SignCount });
    }

    /// <summary>Judges a new credential.</summary>
    internal static Verdict Activate(
        WebAuthnEnrollment pending, WebAuthnChallenge? challenge, Answer answer, FactorSettings settings, DateTimeOffset now)
    {
        if (challenge is not { Registration: { } registration } || now >= challenge.Expires
            || answer is not Answer.Attestation sent
            || AttestationObject.Read(WireBase64.Decode(sent.Credential)) is not { } made)
        {
            return Wrong;
        }

        // 5 to 7
        if (ClientData.Read(sent.ClientData) is not { Type: "webauthn.create" } client
            // 8, 9
            || !client.Answers(challenge.Challenge, settings.Origins)
            // 13
            || RelyingParty.Made(client.Origin, made.Data.RpIdHash) is not { } rpId
            // 14
            || !made.Data.UserPresent
            // 15
            || challenge.UserVerification == UserVerification.Required && !made.Data.UserVerified
            // 16 is the key's own: it exists only with an algorithm that was offered. 17 to 21
            || !AttestationStatement.Verify(made, client.Hash))
        {
            return Wrong;
        }

        // 22, as far as one user's enrollments go
        var id = WireBase64.Encode(made.Credential.Id);
        return registration.Exclude.Contains(id)
            ? Wrong
            : new Verdict.Accepted(pending with
            {
                CredentialId = id,
                PublicKey = WireBase64.Encode(made.Credential.Encoded),
                SignCount = made.Data.SignCount,
                Aaguid = WireBase64.Encode(made.Credential.Aaguid),
                RpId = rpId,
            });
    }

    private static Verdict.Rejected Wrong { get; } = new(Rejection.WrongPassCode);
}

