using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Push;

/// <summary>Okta Verify on a phone.</summary>
/// <param name="Device">The phone's name.</param>
/// <param name="Platform"><c>IOS</c> or <c>ANDROID</c>.</param>
/// <param name="NumberChallenge">This phone asks for a number.</param>
public sealed record PushEnrollment(string CredentialId, string Device, string Platform, bool NumberChallenge) : FactorData;

[JsonSerializable(typeof(PushEnrollment))]
[JsonSerializable(typeof(PushChallenge))]
[JsonSerializable(typeof(PushActivation))]
internal sealed partial class PushJson : JsonSerializerContext;
