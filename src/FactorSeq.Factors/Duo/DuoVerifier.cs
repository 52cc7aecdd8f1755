using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Duo;

/// <summary>Judges what came of a visit to Duo: a denial whenever it is read, an approval only within the visit's life.</summary>
internal static class DuoVerifier
{
    internal static Verdict Judge(DuoChallenge? challenge, Answer answer, DateTimeOffset now) => (challenge, answer) switch
    {
        (null, _) => new Verdict.Over(FactorResult.Timeout),
        (_, Answer.Visited { Decision: PhoneDecision.Denied }) => new Verdict.Over(FactorResult.Rejected),
        _ when now >= challenge.Expires => new Verdict.Over(FactorResult.Timeout),
        (_, Answer.Visited { Decision: PhoneDecision.Approved }) => new Verdict.Accepted(),
        (_, Answer.Visited) => new Verdict.Pending(),
        _ => new Verdict.Ask(new Question.Visit(challenge.Visit)),
    };
}
