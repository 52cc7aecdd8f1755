using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>What follows from a factor's verdict: the second half of <see cref="Decide"/>.</summary>
internal static class Proving
{
    internal static Decision Accept(Transaction.Open at, Step.Judged step, Verdict.Accepted verdict, Facts facts, DateTimeOffset now)
    {
        // A decoy never succeeds, not even by chance.
        if (at.Context.Subject is not Subject.Known)
        {
            return Reject(at, step, Rejection.WrongPassCode, facts, now);
        }

        if (facts.Account is not { } account)
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        if (Barred(at, step, facts) is { } barred)
        {
            return barred;
        }

        var proved = at.Context.Proved.Add(new Proof(step.Enrollment.Kind, step.Enrollment.Id, now));
        var chains = facts.Chains(at.Context.DeviceRemembered).Residual(proved.Select(p => p.Kind));
        if (chains.IsEmpty)
        {
            return Decision.Refuse(at, Refusal.NotAllowedInState);
        }

        var changed = Proved(account, step.Enrollment, verdict, at.Context.IsFirstStep);
        var context = (at.Context with { Proved = proved, Challenges = at.Context.Challenges.Clear() }).Touched(facts.Settings, now);
        var proof = ProofLogged(at, step, facts, EventOutcome.Success, null);
        return chains.IsComplete
            ? Finish(at, context, step, changed, facts, now).And(proof)
            : facts.Offers(chains, proved).IsEmpty
                ? Decision.Refuse(at, Refusal.AccessDenied, SessionFailed("VERIFICATION_ERROR", "enrolled in no factor of the second step"))
                    .With(changed)
                : Decision.To(new Transaction.MfaRequired(context), proof).With(changed);
    }

    internal static Decision Reject(Transaction.Open at, Step.Judged step, Rejection why, Facts facts, DateTimeOffset now)
    {
        if (facts.Account is not { } account)
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        if (Barred(at, step, facts) is { } barred)
        {
            return barred;
        }

        // To a decoy every answer is plainly wrong: "used before" or "too late" would tell that somebody knows its secret.
        if (at.Context.Subject is not Subject.Known)
        {
            why = RejectionOf(step.Enrollment.Kind);
        }

        var failed = ProofLogged(at, step, facts, EventOutcome.Failure, "INVALID_CREDENTIALS");
        if (why == Rejection.WrongPassword)
        {
            var wrong = account.Attempts.WrongPasswords + 1;
            var locks = facts.Lockout.MaxAttempts > 0 && wrong >= facts.Lockout.MaxAttempts;
            var counted = account with { Attempts = account.Attempts with { WrongPasswords = locks ? 0 : wrong } };
            var refusal = step.Primary ? Refusal.AuthenticationFailed : Refusal.WrongPassword;
            return locks
                ? Decision.Refuse(at, refusal, [.. failed, Locked("wrong passwords")]).With(counted.WithStatus(AccountStatus.LockedOut, now))
                : Decision.Refuse(at, refusal, failed).With(counted);
        }

        if (!facts.Catalog[step.Enrollment.Kind].Type.CountsStrikes)
        {
            return Decision.Refuse(at, RefusalOf(why), failed);
        }

        var struck = account.Attempts.Struck(now, TimeSpan.FromMinutes(facts.Settings.MfaLockWindowMinutes));
        return struck.Strikes >= Attempts.StrikeLimit
            ? Decision.Refuse(at, Refusal.UserLocked, [.. failed, Locked("five wrong factor codes in a row")])
                .With((account with { Attempts = struck with { Strikes = 0 } }).WithStatus(AccountStatus.LockedOut, now))
            : Decision.Refuse(at, RefusalOf(why), failed).With(account with { Attempts = struck });
    }

    internal static Decision Challenge(Transaction.Open at, Step.Judged step, Verdict.Challenged verdict, Facts facts, DateTimeOffset now)
    {
        if (facts.Account is not { } account)
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        if (Barred(at, step, facts) is { } barred)
        {
            return barred;
        }

        var type = facts.Catalog[step.Enrollment.Kind].Type;
        if (verdict.Sending is not null && type.Channel is { } channel
            && !account.Attempts.MaySend(step.Enrollment.Id, now, facts.Settings.ResendAfter(channel)))
        {
            return Decision.Refuse(at, TooSoon(channel));
        }

        var context = (at is Transaction.MfaChallenge running && running.EnrollmentId != step.Enrollment.Id
                ? at.Context.Leaving(running.EnrollmentId)
                : at.Context)
            .Waiting(step.Enrollment.Id, verdict.Challenge)
            .Touched(facts.Settings, now);
        var next = Decision.To(new Transaction.MfaChallenge(context, step.Enrollment.Id, verdict.Challenge?.Result));
        return verdict.Sending is null ? next : next
            .With(type.Channel is null ? null : account with { Attempts = account.Attempts.Sent(step.Enrollment.Id, now) })
            .And(Sendings(at.Context.Subject, type, verdict.Sending));
    }

    internal static Decision End(Transaction.MfaChallenge at, Step.Judged step, Verdict.Over over, Facts facts, DateTimeOffset now)
    {
        var context = (at.Context with { Challenges = at.Context.Challenges.Remove(at.EnrollmentId) }).Touched(facts.Settings, now);
        var next = Decision.To(new Transaction.MfaChallenge(context, at.EnrollmentId, over.Result));
        return over.Result == FactorResult.Rejected
            ? next.And(new Effect.Log(new SystemEvent(
                "user.mfa.okta_verify.deny_push", EventOutcome.Failure, Factor: facts.Catalog[step.Enrollment.Kind].Type.EventName)))
            : next;
    }

    // The account may have been locked or suspended since this transaction began.
    private static Decision? Barred(Transaction.Open at, Step.Judged step, Facts facts)
    {
        var isPassword = step.Enrollment.Kind == FactorKind.Password;
        return AccountGate.Of(facts.Account!.User.Status) switch
        {
            Gate.Open => null,
            Gate.Locked when isPassword && facts.Lockout.ShowLockoutFailures =>
                Decision.To(new Transaction.LockedOut(at.Context), SessionFailed("LOCKED_OUT")),
            Gate.Locked when !isPassword => Decision.Refuse(at, Refusal.UserLocked, SessionFailed("LOCKED_OUT")),
            var gate => Decision.Refuse(
                at,
                !isPassword || step.Primary ? Refusal.AuthenticationFailed : Refusal.WrongPassword,
                SessionFailed(gate == Gate.Locked ? "LOCKED_OUT" : "VERIFICATION_ERROR")),
        };
    }

    private static Decision Finish(
        Transaction.Open at, TransactionContext context, Step.Judged step, Account account, Facts facts, DateTimeOffset now)
    {
        var usedPassword = context.Proved.Any(p => p.Kind == FactorKind.Password);
        if (usedPassword && account.User.Status == AccountStatus.PasswordExpired)
        {
            return Decision.Refuse(at, Refusal.PasswordExpired, SessionFailed("PASSWORD_EXPIRED")).With(account);
        }

        var rule = facts.Evaluation.Rule!.Action;
        var grant = new SessionGrant(
            account.User.Id,
            Amr(context.Proved, facts.Catalog),
            rule.Session,
            now,
            LastProof(context.Proved, password: true),
            LastProof(context.Proved, password: false));
        var done = Decision.To(
                new Transaction.Success(context, grant),
                new Effect.Log(new SystemEvent("user.session.start", EventOutcome.Success, Factor: facts.Catalog[context.Proved[0].Kind].Type.EventName)))
            .With(account);
        if (context.Target is null)
        {
            done = done.And(new Effect.IssueSessionToken(grant));
        }

        return step.RememberDevice && rule.Authenticate is RuleAction.PasswordAndAny { Prompt: { Mode: not PromptMode.Always } prompt }
            && context.Proved.Length > 1
            ? done.And(new Effect.RememberDevice(account.User.Id, prompt.Mode == PromptMode.Session ? prompt.LifetimeMinutes : 0))
            : done;
    }

    private static ImmutableArray<string> Amr(ImmutableArray<Proof> proved, FactorCatalog catalog)
    {
        var amr = proved.SelectMany(p => catalog[p.Kind].Type.Amr).Distinct();
        return [.. amr, .. proved.Any(p => p.Kind != FactorKind.Password) ? ["mfa"] : (string[])[]];
    }

    private static DateTimeOffset? LastProof(ImmutableArray<Proof> proved, bool password) =>
        proved.LastOrDefault(p => p.Kind == FactorKind.Password == password)?.At;

    // Nothing is written back that did not change: a right password on a quiet account costs no write.
    private static Account Proved(Account account, Enrollment enrollment, Verdict.Accepted verdict, bool first)
    {
        var attempts = enrollment.Kind == FactorKind.Password
            ? account.Attempts with { WrongPasswords = 0 }
            : account.Attempts with { Strikes = 0, LastStrike = null };
        if (first)
        {
            attempts = attempts with { LastFirstFactor = enrollment.Kind };
        }

        var changed = attempts == account.Attempts ? account : account with { Attempts = attempts };
        return verdict.Updated is { } data ? changed.With(enrollment, data) : changed;
    }

    // In Classic only a second factor writes auth_via_mfa; a first one shows in the session event.
    private static ImmutableArray<Effect> ProofLogged(
        Transaction.Open at, Step.Judged step, Facts facts, EventOutcome outcome, string? reason)
    {
        var factor = facts.Catalog[step.Enrollment.Kind].Type.EventName;
        if (!at.Context.IsFirstStep || facts.Settings.LogFirstFactor)
        {
            return [new Effect.Log(new SystemEvent("user.authentication.auth_via_mfa", outcome, reason, factor))];
        }

        return outcome == EventOutcome.Success
            ? []
            : [new Effect.Log(new SystemEvent("user.session.start", EventOutcome.Failure, reason, factor))];
    }

    // A decoy owns no phone and no mailbox: its sendings and their log entries come to nothing.
    private static ImmutableArray<Effect> Sendings(Subject subject, FactorType type, Sending sending) => subject is Subject.Known
        ? [new Effect.Send(sending), new Effect.Log(new SystemEvent(type.SentEvent!, EventOutcome.Success, Factor: type.EventName))]
        : [];

    private static Effect Locked(string why) => new Effect.Log(new SystemEvent("user.account.lock", EventOutcome.Success, Detail: why));

    private static Effect SessionFailed(string reason, string? detail = null) =>
        new Effect.Log(new SystemEvent("user.session.start", EventOutcome.Failure, reason, Detail: detail));

    private static Rejection RejectionOf(FactorKind kind) => kind == FactorKind.Password ? Rejection.WrongPassword
        : kind.Type == "question" ? Rejection.WrongAnswer
        : Rejection.WrongPassCode;

    private static Refusal RefusalOf(Rejection why) => why switch
    {
        Rejection.WrongPassword => Refusal.WrongPassword,
        Rejection.WrongAnswer => Refusal.WrongAnswer,
        Rejection.Replayed => Refusal.Replayed,
        Rejection.OutsideWindow => Refusal.OutsideWindow,
        Rejection.NextTokenWanted => Refusal.NextTokenWanted,
        Rejection.TokenUnchanged => Refusal.TokenUnchanged,
        _ => Refusal.WrongPassCode,
    };

    private static Refusal TooSoon(Channel channel) => channel switch
    {
        Channel.Sms => Refusal.SmsTooSoon,
        Channel.Call => Refusal.CallTooSoon,
        _ => Refusal.EmailTooSoon,
    };
}
