using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.SignOn;

/// <summary>What somebody who is signed in must prove besides, for one app.</summary>
/// <param name="SessionId">Digest of the session's id: the proofs are added to this session and to no other.</param>
public sealed record StepUp(string AppId, string SessionId, bool Password, bool Factor)
{
    /// <summary>What Identity Engine's rule asks for; null in an org of Classic.</summary>
    public FactorChains? Asked { get; init; }

    /// <summary>What is to be walked. A rule of Classic names no factors, so whatever the user has will do.</summary>
    public FactorChains Chains
    {
        get
        {
            if (Asked is { } asked)
            {
                return asked;
            }

            ImmutableArray<FactorStep> password = Password ? [new FactorStep.OneOf([FactorKind.Password])] : [];
            ImmutableArray<FactorStep> factor = Factor ? [new FactorStep.Any()] : [];
            return new FactorChains([new FactorChain([.. password, .. factor])]);
        }
    }
}

/// <summary>A transaction of somebody who is signed in: it begins where the others have named their user.</summary>
internal static class SteppingUp
{
    internal static Decision Begin(Transaction at, Step.AskedToStepUp step, Facts facts, DateTimeOffset now) =>
        Proving.Standing(at, facts) ?? Arrival.Go(at, at.Context with { StepUp = step.Wanted }, facts.Account!, facts, now);

    /// <summary>The browser that proved it is the one whose session it is for.</summary>
    internal static Decision Redeem(Transaction.Success at, StepUp wanted, Step.Redeemed step) => wanted.SessionId == step.SessionId
        ? Decision.To(new Transaction.Ended(at.Context), new Effect.RaiseSession(wanted, at.Grant))
        : Decision.Refuse(at, Refusal.InvalidToken);
}
