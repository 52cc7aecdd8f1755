using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// What stands between the proofs of a sign-in and its session, in this order: the chain's next step, factors to set up, a password that
/// has expired, one that is about to. Whatever brings a transaction forward goes on from here.
/// </summary>
public static class Arrival
{
    /// <param name="account">The account as this step leaves it.</param>
    internal static Decision Go(Transaction at, TransactionContext context, Account account, Facts facts, DateTimeOffset now)
    {
        facts = facts with { Account = account };
        context = context.Touched(facts.Settings, now);
        var residual = facts.Residual(context);
        if (!residual.IsComplete)
        {
            return Onward(at, context, residual, facts).With(account);
        }

        if (AsksToEnroll(context, residual, facts))
        {
            return Decision.To(new Transaction.MfaEnroll(context)).With(account);
        }

        if (context.Proved.All(p => p.Kind != FactorKind.Password))
        {
            return Finish(context, account, facts, now);
        }

        var expiry = facts.Password.Age.Expiry(account.User.PasswordChanged);
        var over = context.Proved.Any(p => p.PasswordOver);
        if (account.User.Status == AccountStatus.PasswordExpired || now >= expiry || over)
        {
            // What only the directory knows stays there: the Okta user remains active.
            return Decision.To(new Transaction.PasswordExpired(context), SessionFailed("PASSWORD_EXPIRED"))
                .With(account.User.Status == AccountStatus.PasswordExpired || over ? account : account.WithStatus(AccountStatus.PasswordExpired, now));
        }

        var warns = context.Options.WarnBeforePasswordExpired && facts.Password is { AllowsChange: true, Age.ExpireWarnDays: > 0 and var days }
            && now >= expiry?.AddDays(-days);
        return warns && !context.Skipped.HasFlag(Skipped.PasswordWarning)
            ? Decision.To(new Transaction.PasswordWarn(context)).With(account)
            : Finish(context, account, facts, now);
    }

    /// <summary>Whether a client in <c>MFA_ENROLL</c> may pass it over: nothing is missing that the policy, or the chain, insists on.</summary>
    public static bool MaySkip(TransactionContext context, Facts facts)
    {
        var residual = facts.Residual(context);
        return residual.IsComplete && !facts.Choices(residual).Any(choice => choice.IsMissing);
    }

    internal static Effect SessionFailed(string reason, string? detail = null) =>
        new Effect.Log(new SystemEvent("user.session.start", EventOutcome.Failure, reason, Detail: detail));

    // The next step of a chain: with what the user has, or else with what they may set up for it.
    private static Decision Onward(Transaction at, TransactionContext context, FactorChains residual, Facts facts)
    {
        if (!facts.Offers(residual, context.Proved).IsEmpty)
        {
            return Decision.To(new Transaction.MfaRequired(context));
        }

        return facts.Settings.MissingSecondFactor == Orgs.MissingSecondFactor.Enroll && facts.Choices(residual).Any(choice => choice.IsOpen)
            ? Decision.To(new Transaction.MfaEnroll(context))
            : Decision.Refuse(
                at, Refusal.AccessDenied, context.StepUp is null ? [SessionFailed("VERIFICATION_ERROR", "enrolled in no factor of the second step")] : []);
    }

    // Under CHALLENGE the policy is asked of those who were asked for a factor, under LOGIN of everybody.
    private static bool AsksToEnroll(TransactionContext context, FactorChains residual, Facts facts)
    {
        var challenged = context.Proved.Any(p => p.Kind != FactorKind.Password);
        if (facts.Enrollment.Moment != EnrollmentMoment.Login && !challenged)
        {
            return false;
        }

        var choices = facts.Choices(residual);
        if (choices.Any(choice => choice.IsMissing))
        {
            return true;
        }

        if (context.Skipped.HasFlag(Skipped.Enrollment) || choices.All(choice => choice.Enrolled > 0))
        {
            return false;
        }

        var hasNone = facts.Account!.Enrollments.All(e => e.Kind == FactorKind.Password);
        return context.OffersMore || (facts.Enrollment.Moment == EnrollmentMoment.Login && hasNone);
    }

    private static Decision Finish(TransactionContext context, Account account, Facts facts, DateTimeOffset now)
    {
        var rule = facts.Evaluation.Rule!.Action;
        var grant = new SessionGrant(
            account.User.Id,
            Amr(context.Proved, facts.Catalog),
            rule.Session,
            now,
            LastProof(context.Proved, password: true),
            LastProof(context.Proved, password: false))
        {
            IdentityProvider = context.Vouched?.ProviderId,
            Proved =
            [
                .. context.Vouched is null ? [] : Vouched.Stands(context.Created),
                .. FactorProof.Newest([], [.. context.Proved.Select(proof => new FactorProof(proof.Kind, proof.At))]),
            ],
        };
        if (context.StepUp is not null)
        {
            return Decision.To(new Transaction.Success(context, grant)).With(account);
        }

        var first = context.Proved.IsEmpty ? null : facts.Catalog[context.Proved[0].Kind].Type.EventName;
        var done = Decision.To(
                new Transaction.Success(context, grant),
                new Effect.Log(new SystemEvent("user.session.start", EventOutcome.Success, Factor: first)))
            .With(account.Attempts.AutoUnlocks == 0 ? account : account with { Attempts = account.Attempts with { AutoUnlocks = 0 } });
        if (context.Target is null)
        {
            done = done.And(new Effect.IssueSessionToken(grant));
        }

        return context.RememberDevice && rule.Authenticate is RuleAction.PasswordAndAny { Prompt: { Mode: not PromptMode.Always } prompt }
            && (context.Proved.Length > 1 || context.Vouched is not null)
            ? done.And(new Effect.RememberDevice(account.User.Id, prompt.Mode == PromptMode.Session ? prompt.LifetimeMinutes : 0))
            : done;
    }

    private static ImmutableArray<string> Amr(ImmutableArray<Proof> proved, FactorCatalog catalog)
    {
        List<string> amr = [];
        foreach (var method in proved.SelectMany(p => catalog[p.Kind].Type.Amr))
        {
            if (!amr.Contains(method))
            {
                amr.Add(method);
            }
        }

        return proved.Any(p => p.Kind != FactorKind.Password) ? [.. amr, "mfa"] : [.. amr];
    }

    private static DateTimeOffset? LastProof(ImmutableArray<Proof> proved, bool password) =>
        proved.LastOrDefault(p => p.Kind == FactorKind.Password == password)?.At;
}
