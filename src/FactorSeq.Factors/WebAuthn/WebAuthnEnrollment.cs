using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.WebAuthn;

/// <summary>A security key, or a device's own authenticator.</summary>
/// <param name="CredentialId">Base64url; empty until the enrollment is active.</param>
/// <param name="PublicKey">The key in COSE, base64url.</param>
/// <param name="SignCount">The last counter seen; 0 from authenticators that do not count.</param>
/// <param name="Name"><c>authenticatorName</c>.</param>
/// <param name="Aaguid">The authenticator's model, 16 bytes in base64url; null where nobody told.</param>
/// <param name="RpId">The relying party's id it was made for; null for a seeded key, which belongs to the host of the page.</param>
public sealed record WebAuthnEnrollment(
    string CredentialId, string PublicKey, uint SignCount, string Name, string? Aaguid = null, string? RpId = null) : FactorData;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(WebAuthnEnrollment))]
[JsonSerializable(typeof(WebAuthnChallenge))]
internal sealed partial class WebAuthnJson : JsonSerializerContext;
