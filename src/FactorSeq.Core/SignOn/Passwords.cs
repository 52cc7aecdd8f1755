using FactorSeq.Core.Factors;

namespace FactorSeq.Core.SignOn;

/// <summary>New passwords in the middle of a sign-in: <c>PASSWORD_WARN</c>, <c>PASSWORD_EXPIRED</c>, <c>PASSWORD_RESET</c>.</summary>
internal static class Passwords
{
    // Wrong tries at a change lock nobody: whoever is here has proved the password already.
    internal static Decision Change(Transaction at, Step.PasswordChanged step, Facts facts, DateTimeOffset now)
    {
        if (Proving.Standing(at, facts) is { } barred)
        {
            return barred;
        }

        if (!step.OldRight)
        {
            return Decision.Refuse(at, Refusal.OldPasswordWrong, Logged("user.account.update_password", EventOutcome.Failure, "INVALID_CREDENTIALS"));
        }

        return step.New switch
        {
            NewPassword.Fit fit => Arrival.Go(at, Renewed(at.Context), facts.Account!.WithPassword(fit.Data, step.RevokeSessions, now), facts, now)
                .And(Logged("user.account.update_password", EventOutcome.Success)),
            NewPassword.Unfit unfit => Decision.Refuse(at, Refusal.PasswordUnfit).Because(unfit.Cause),
            NewPassword.Untaken => Decision.Refuse(at, Refusal.NoAgent),
            _ => Decision.Refuse(at, Refusal.NotAllowedInState),
        };
    }

    internal static Decision Reset(Transaction.PasswordReset at, Step.PasswordReset step, Facts facts, DateTimeOffset now)
    {
        if (facts.Account is not { } account || !Recovering.MayReset(at.Context, facts))
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        if (step.New is not NewPassword.Fit fit)
        {
            return step.New is NewPassword.Unfit unfit
                ? Decision.Refuse(at, Refusal.PasswordUnfit).Because(unfit.Cause)
                : Decision.Refuse(at, Refusal.NoAgent);
        }

        // The new password proves itself, where the policy asks for one first; elsewhere the sign-in begins at its first step.
        var changed = account.WithPassword(fit.Data, step.RevokeSessions, now);
        var context = at.Context with { Proved = Recovering.ProvedByPassword(at.Context, facts with { Account = changed }, now) };
        return Arrival.Go(at, context, changed, facts, now).And(Logged("user.account.reset_password", EventOutcome.Success));
    }

    internal static Decision SkipWarning(Transaction.PasswordWarn at, Facts facts, DateTimeOffset now) =>
        Proving.Standing(at, facts)
        ?? Arrival.Go(at, at.Context with { Skipped = at.Context.Skipped | Skipped.PasswordWarning }, facts.Account!, facts, now);

    // What was proved stays proved, and is no longer over.
    private static TransactionContext Renewed(TransactionContext context) =>
        context with { Proved = [.. context.Proved.Select(p => p.PasswordOver ? p with { PasswordOver = false } : p)] };

    private static Effect Logged(string type, EventOutcome outcome, string? reason = null) =>
        new Effect.Log(new SystemEvent(type, outcome, reason));
}
