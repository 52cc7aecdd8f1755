using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Totp;

/// <summary>A software token.</summary>
/// <param name="Secret">Base32, as in the QR code.</param>
/// <param name="LastStep">The time step of the last code accepted; no code of this step or an earlier one is accepted again (RFC 6238 §5.2).</param>
public sealed record TotpEnrollment(string CredentialId, string Secret, long LastStep) : FactorData
{
    public override string ToString() => nameof(TotpEnrollment);
}

/// <summary>A QR code that is out for a software token.</summary>
public sealed record TotpActivation(string Id) : Challenge
{
    public override string? ActivationId => Id;
}

[JsonSerializable(typeof(TotpEnrollment))]
[JsonSerializable(typeof(TotpActivation))]
internal sealed partial class TotpJson : JsonSerializerContext;
