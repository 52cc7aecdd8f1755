using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>
/// What Identity Engine makes of a session when an app is opened: the app's authentication policy is held against the factors that the session has
/// proved, and what is missing, or older than the rule's <c>reauthenticateIn</c>, is asked for. What is fresh is not asked for again.
/// </summary>
public static class AppAccessing
{
    /// <summary>"Every time" leaves alone who has proved a factor within these seconds: nobody is asked twice on the way in.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Holds a session against the policy of an app.</summary>
    /// <param name="factors">What the user has; where the rule cannot be met with these, what is asked for is what the org has.</param>
    public static AppSignOnDecision Decide(
        UpgradePlan plan, PolicyNames names, string appId, SignOnRequest request, SessionProofs session, ImmutableArray<FactorKind> factors, DateTimeOffset now)
    {
        var evaluation = Evaluate.First([plan.PolicyOf(appId).Policy], names, request);
        if (evaluation.Rule?.Action is not { Allows: true, Verification: var verification })
        {
            return AppSignOnDecision.Of(evaluation, AppAccess.Denied, "the rule denies access");
        }

        var left = Left(verification, factors, session, now);
        if (left.IsComplete)
        {
            return AppSignOnDecision.Of(evaluation, AppAccess.Granted, "the session has proved what the rule asks for");
        }

        if (left.IsEmpty)
        {
            left = Left(verification, plan.Factors, session, now);
        }

        var fresh = Fresh(verification, session, now);
        var stale = session.Proved.Where(proof => !fresh.Contains(proof.Kind)).MaxBy(proof => proof.At);
        return AppSignOnDecision.Of(
            evaluation,
            AppAccess.StepUp,
            stale is null
                ? "the session has not proved all that the rule asks for"
                : $"the rule asks again after {verification.Period(stale.Kind)}, and the last such proof was at {Instant(stale.At)}",
            needsPassword: left.Next.All(step => step is FactorStep.OneOf { Kinds: [var only] } && only == FactorKind.Password),
            needsFactor: left.Items.Any(chain => chain.Steps.Any(step => step is not FactorStep.OneOf { Kinds: [var only] } || only != FactorKind.Password)),
            left);
    }

    private static ImmutableArray<FactorKind> Fresh(VerificationMethod verification, SessionProofs session, DateTimeOffset now) =>
        [.. session.Proved.Where(proof => verification.IsFresh(proof, session, now)).Select(proof => proof.Kind)];

    private static FactorChains Left(VerificationMethod verification, ImmutableArray<FactorKind> factors, SessionProofs session, DateTimeOffset now)
    {
        var fresh = Fresh(verification, session, now);
        return new FactorChains([.. verification.Compile(factors).Items.Select(chain => new FactorChain(Left(chain.Steps, fresh))).DistinctBy(VerificationMethod.Key)]);
    }

    // A proof serves one step, whichever leaves the fewest to prove: another order than the rule's counts as well.
    private static ImmutableArray<FactorStep> Left(ImmutableArray<FactorStep> steps, ImmutableArray<FactorKind> fresh)
    {
        if (steps.IsEmpty || fresh.IsEmpty)
        {
            return steps;
        }

        var rest = steps.RemoveAt(0);
        var best = Left(rest, fresh).Insert(0, steps[0]);
        foreach (var kind in fresh.Where(steps[0].Allows))
        {
            if (Left(rest, fresh.Remove(kind)) is var left && left.Length <= best.Length)
            {
                best = left;
            }
        }

        return best;
    }

    private static bool IsFresh(this VerificationMethod verification, FactorProof proof, SessionProofs session, DateTimeOffset now)
    {
        var period = XmlConvert.ToTimeSpan(verification.Period(proof.Kind));
        return period == TimeSpan.Zero ? session.ForThisApp || now - proof.At < Grace : now - proof.At < period;
    }

    // A constraint may give its class a period of its own; a plan's rules have it in one constraint at most.
    private static string Period(this VerificationMethod verification, FactorKind kind) =>
        verification is VerificationMethod.Assurance { Constraints: var constraints } && Authenticators.Of(kind)?.Class == FactorClass.Knowledge
            ? constraints.Select(constraint => constraint.Knowledge?.ReauthenticateIn).FirstOrDefault(own => own is not null) ?? verification.ReauthenticateIn
            : verification.ReauthenticateIn;

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
