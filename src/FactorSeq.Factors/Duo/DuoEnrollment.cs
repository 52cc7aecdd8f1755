using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Duo;

/// <summary>A user whom Duo knows.</summary>
/// <param name="CredentialId">The name under which Duo knows them.</param>
public sealed record DuoEnrollment(string CredentialId) : FactorData;

[JsonSerializable(typeof(DuoEnrollment))]
[JsonSerializable(typeof(DuoChallenge))]
internal sealed partial class DuoJson : JsonSerializerContext;
