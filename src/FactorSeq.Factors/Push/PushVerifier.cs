using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Push;

/// <summary>Judges what came back of a push: a denial whenever it is read, an approval only within the push's life.</summary>
internal static class PushVerifier
{
    internal static Verdict Judge(PushChallenge? challenge, Answer answer, DateTimeOffset now) => (challenge, answer) switch
    {
        (null, _) => new Verdict.Over(FactorResult.Timeout),
        (_, Answer.Phone { Decision: PhoneDecision.Denied }) => new Verdict.Over(FactorResult.Rejected),
        (_, Answer.Phone { Decision: PhoneDecision.Approved } phone) when now < challenge.Expires =>
            challenge.Number is null || challenge.Number == phone.Number ? new Verdict.Accepted() : new Verdict.Over(FactorResult.Rejected),
        _ when now >= challenge.Expires => new Verdict.Over(FactorResult.Timeout),
        (_, Answer.Phone) => new Verdict.Pending(),
        _ => new Verdict.Ask(new Question.Phone(challenge.PushId)),
    };
}
