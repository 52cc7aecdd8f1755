using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.SecurityQuestion;

/// <summary>A security question and its answer.</summary>
/// <param name="Question">Okta's key, for example <c>disliked_food</c>.</param>
/// <param name="Answer">Normalized and hashed: PBKDF2-HMAC-SHA256, <c>rounds.salt.hash</c> in base64.</param>
public sealed record SecurityQuestionEnrollment(string Question, string Answer) : FactorData
{
    public override string ToString() => $"{nameof(SecurityQuestionEnrollment)} {Question}";
}

[JsonSerializable(typeof(SecurityQuestionEnrollment))]
internal sealed partial class SecurityQuestionJson : JsonSerializerContext;
