using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.SentCode;

/// <summary>Where the codes go.</summary>
/// <param name="To">A phone number in E.164, or a mail address.</param>
/// <param name="Extension">A phone extension, for calls.</param>
public sealed record SentCodeEnrollment(string To, string? Extension = null) : FactorData;

[JsonSerializable(typeof(SentCodeEnrollment))]
[JsonSerializable(typeof(SentCodeChallenge))]
internal sealed partial class SentCodeJson : JsonSerializerContext;
