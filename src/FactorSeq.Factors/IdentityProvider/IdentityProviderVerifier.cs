using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.IdentityProvider;

/// <summary>Judges how a user came back from an identity provider.</summary>
internal static class IdentityProviderVerifier
{
    internal static Verdict Judge(IdentityProviderChallenge? challenge, Answer answer, DateTimeOffset now) => (challenge, answer) switch
    {
        (null, _) => new Verdict.Over(FactorResult.Timeout),
        (_, Answer.Visited { Decision: PhoneDecision.Denied, Reason: var why }) => new Verdict.Over(FactorResult.Failed, why),
        _ when now >= challenge.Expires => new Verdict.Over(FactorResult.Timeout),
        (_, Answer.Visited { Decision: PhoneDecision.Approved }) => new Verdict.Accepted(),
        (_, Answer.Visited) => new Verdict.Pending(),
        _ => new Verdict.Ask(new Question.Visit(challenge.Visit)),
    };
}
