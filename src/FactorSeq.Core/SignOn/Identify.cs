using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>What follows from a name: the first half of <see cref="Decide"/>.</summary>
internal static class Identify
{
    internal static Decision By(Transaction at, Step.Identified step, Facts facts, DateTimeOffset now)
    {
        if (facts.Account is not { } account)
        {
            return Fail(at, "UNKNOWN_USER");
        }

        // Without sequencing a sign-in begins with both: a name alone is not one, and learns nothing.
        if (!facts.TakesNameAlone(at.Context) && !step.PasswordPosted)
        {
            return Fail(at, "INVALID_CREDENTIALS");
        }

        switch (facts.Gate(SignInPoint.Name))
        {
            case Gate.FactorServiceError:
                return Decision.Refuse(at, Refusal.FactorServiceError, Failed("LOCKED_OUT"));
            case Gate.Locked when facts.Password.ShowLockoutFailures:
                return Decision.To(new Transaction.LockedOut(at.Context with { Login = step.Login }), Failed("LOCKED_OUT"));
            case Gate.Locked:
                return Fail(at, "LOCKED_OUT");
            case Gate.Shut:
                return Fail(at, "VERIFICATION_ERROR");
        }

        var chains = facts.Chains(at.Context);
        if (chains.IsEmpty)
        {
            return Fail(at, "VERIFICATION_ERROR").And(PolicyEvaluated(EventOutcome.Deny, facts));
        }

        if (facts.Offers(chains, []).IsEmpty)
        {
            return Fail(at, "VERIFICATION_ERROR", "enrolled in no first factor of the rule");
        }

        var context = Named(at, account, step.Login).Touched(facts.Settings, now);
        var named = Decision.To(new Transaction.Unauthenticated(context), PolicyEvaluated(
            facts.Evaluation.Rule!.Action.Authenticate is RuleAction.Password ? EventOutcome.Allow : EventOutcome.Challenge, facts));
        return facts.Thawed
            ? named.With(account).And(new Effect.Log(new SystemEvent("user.account.unlock", EventOutcome.Success, Detail: "its time was over")))
            : named;
    }

    // A user for whom an identity provider or the desktop vouches is never asked for the factors of a sequence.
    internal static Decision Vouched(Transaction at, Step.VouchedFor step, Facts facts, DateTimeOffset now)
    {
        var type = step.By == Voucher.Iwa ? "user.authentication.auth_via_iwa" : "user.authentication.auth_via_IDP";
        if (facts.Account is not { } account || at.Context.Subject is Subject.Decoy || AccountGate.Of(account.User.Status) != Gate.Open)
        {
            return Fail(at, "VERIFICATION_ERROR").And(new Effect.Log(new SystemEvent(type, EventOutcome.Failure, "VERIFICATION_ERROR")));
        }

        if (facts.Evaluation.Rule?.Action.Authenticate is null or RuleAction.Deny)
        {
            return Fail(at, "VERIFICATION_ERROR").And(PolicyEvaluated(EventOutcome.Deny, facts));
        }

        var context = Named(at, account, step.Login) with { Vouched = new Vouched(step.By, step.ProviderId) };
        if (!facts.Residual(context).IsComplete)
        {
            var more = Arrival.Go(at, context, account, facts, now);
            return more.Refusal is null ? more.And(new Effect.Log(new SystemEvent(type, EventOutcome.Success))) : more;
        }

        var grant = new SessionGrant(account.User.Id, [], facts.Evaluation.Rule.Action.Session, now, null, null)
        {
            IdentityProvider = step.ProviderId,
            Proved = SignOn.Vouched.Stands(now),
        };
        var done = Decision.To(
            new Transaction.Success(context.Touched(facts.Settings, now), grant),
            new Effect.Log(new SystemEvent(type, EventOutcome.Success)),
            new Effect.Log(new SystemEvent("user.session.start", EventOutcome.Success)));
        return at.Context.Target is null ? done.And(new Effect.IssueSessionToken(grant)) : done;
    }

    internal static Effect PolicyEvaluated(EventOutcome outcome, Facts facts) => new Effect.Log(SystemEvent.PolicyEvaluated(outcome) with
    {
        By = facts.Evaluation is { Policy: { } policy, Rule: { } rule } ? new Deciders(policy.Id, policy.Name, rule.Id, rule.Name) : null,
    });

    private static TransactionContext Named(Transaction at, Account account, string login) => at.Context with
    {
        Login = login,
        Subject = at.Context.Subject is Subject.Decoy decoy ? decoy : new Subject.Known(account.User.Id),
    };

    private static Decision Fail(Transaction at, string reason, string? detail = null) =>
        Decision.Refuse(at, Refusal.AuthenticationFailed, Failed(reason, detail));

    private static Effect Failed(string reason, string? detail = null) =>
        new Effect.Log(new SystemEvent("user.session.start", EventOutcome.Failure, reason, Detail: detail));
}
