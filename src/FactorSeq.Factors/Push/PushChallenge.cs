using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Push;

/// <summary>A push that is out.</summary>
/// <param name="Number">The number to tap, or null.</param>
public sealed record PushChallenge(string PushId, DateTimeOffset Expires, int? Number) : Challenge
{
    public override int? CorrectAnswer => Number;
}
