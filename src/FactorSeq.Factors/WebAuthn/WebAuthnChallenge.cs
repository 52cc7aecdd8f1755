using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>A key is asked to sign, or to make a credential.</summary>
/// <param name="Challenge">Base64url of 15 bytes.</param>
/// <param name="Registration">What a new credential is made of; null where an old one signs.</param>
public sealed record WebAuthnChallenge(
    string Challenge, DateTimeOffset Expires, UserVerification UserVerification, WebAuthnRegistration? Registration = null) : Challenge
{
    public override FactorResult? Result => Registration is null ? FactorResult.Challenge : null;

    // Every member goes to the browser as it is, so there is no rpId: the browser's default is the host of the page.
    public override ChallengeFace? Face => Registration is null
        ? new("challenge", new JsonObject
        {
            ["challenge"] = Challenge,
            ["userVerification"] = WebAuthnRegistration.Wire(UserVerification),
            ["extensions"] = new JsonObject(),
        })
        : null;
}

/// <summary>How much the key must know its holder (WebAuthn Level 2 §5.8.6).</summary>
public enum UserVerification
{
    Discouraged,
    Preferred,
    Required,
}

/// <summary>What the browser is told of a credential to be (WebAuthn Level 2 §5.4).</summary>
/// <param name="Exclude">Ids of the user's credentials, base64url: a key holds one of them each.</param>
public sealed record WebAuthnRegistration(
    string RpName, string AppId, string UserId, string UserName, string DisplayName, ImmutableArray<string> Exclude)
{
    internal static string Wire(UserVerification verification) => verification.ToString().ToLowerInvariant();

    internal JsonObject Activation(WebAuthnChallenge challenge) => new()
    {
        ["attestation"] = "direct",
        ["authenticatorSelection"] = new JsonObject
        {
            ["userVerification"] = Wire(challenge.UserVerification),
            ["requireResidentKey"] = false,
        },
        ["challenge"] = challenge.Challenge,
        ["excludeCredentials"] = new JsonArray([.. Exclude.Select(id => new JsonObject { ["type"] = "public-key", ["id"] = id })]),
        ["pubKeyCredParams"] = new JsonArray([.. CoseKey.Offered.Select(id => new JsonObject { ["type"] = "public-key", ["alg"] = id })]),
        ["rp"] = new JsonObject { ["name"] = RpName },
        ["u2fParams"] = new JsonObject { ["appid"] = AppId },
        ["user"] = new JsonObject { ["displayName"] = DisplayName, ["name"] = UserName, ["id"] = UserId },
    };
}
