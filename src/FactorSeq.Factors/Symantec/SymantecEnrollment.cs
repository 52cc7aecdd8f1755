using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Symantec;

/// <summary>A Symantec VIP credential.</summary>
/// <param name="LastStep">The time step of the last code accepted; no earlier one is accepted after it.</param>
public sealed record SymantecEnrollment(string CredentialId, long LastStep) : FactorData;

[JsonSerializable(typeof(SymantecEnrollment))]
internal sealed partial class SymantecJson : JsonSerializerContext;
