using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Hotp;

/// <summary>A counting token.</summary>
/// <param name="Secret">Base64.</param>
/// <param name="Counter">The counter of the next code awaited (RFC 4226 §7.2); no earlier code is accepted.</param>
/// <param name="Resync">The counter whose code would bring a token back that has run far ahead, or null (RFC 4226 §7.4).</param>
public sealed record HotpEnrollment(string CredentialId, string Secret, long Counter, long? Resync = null) : FactorData
{
    public override string ToString() => $"{nameof(HotpEnrollment)} {CredentialId}";
}

[JsonSerializable(typeof(HotpEnrollment))]
internal sealed partial class HotpJson : JsonSerializerContext;
