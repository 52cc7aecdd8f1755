using System.Collections.Immutable;
using FactorSeq.Core.Directories;
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
            return Reject(at, step, new Verdict.Rejected(Rejection.WrongPassCode), facts, now);
        }

        if (facts.Account is not { } account)
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        if (Barred(at, step, facts) is { } barred)
        {
            return barred;
        }

        // Whom the cache lets in nobody else has judged.
        var gate = verdict.Directory is { } reply && reply.Answer.IsAnswered() ? facts.Gate(SignInPoint.Password, reply.Answer) : Gate.Open;
        if (gate == Gate.Shut)
        {
            return Delegation.TurnAway(at, step, verdict.Directory!, facts, now);
        }

        var proved = at.Context.Proved.Add(new Proof(step.Enrollment.Kind, step.Enrollment.Id, now, gate == Gate.ChangePassword));
        var chains = facts.Chains(at.Context).Residual(proved.Select(p => p.Kind));
        if (chains.IsEmpty)
        {
            return Decision.Refuse(at, Refusal.NotAllowedInState);
        }

        var context = at.Context with
        {
            Proved = proved,
            Challenges = at.Context.Challenges.Clear(),
            RememberDevice = at.Context.RememberDevice || step.RememberDevice,
        };
        var known = Proved(Delegation.JustInTime(account, verdict.Directory, facts), step.Enrollment, verdict, at.Context.IsFirstStep);
        var arrived = Arrival.Go(at, context, known, facts, now);
        return arrived.Refusal is null
            ? arrived.And([.. Delegation.Logged(verdict.Directory, facts), .. ProofLogged(at, step, facts, EventOutcome.Success, null)])
            : arrived;
    }

    internal static Decision Reject(Transaction.Open at, Step.Judged step, Verdict.Rejected verdict, Facts facts, DateTimeOffset now)
    {
        var why = verdict.Why;
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

        if (why == Rejection.DirectoryRefused)
        {
            return Delegation.TurnAway(at, step, verdict.Directory ?? new DirectoryReply(DirectoryAnswer.NoAgent), facts, now);
        }

        ImmutableArray<Effect> failed =
            [.. Delegation.Logged(verdict.Directory, facts), .. ProofLogged(at, step, facts, EventOutcome.Failure, "INVALID_CREDENTIALS")];
        if (why == Rejection.WrongPassword)
        {
            var wrong = account.Attempts.WrongPasswords + 1;
            var locks = facts.Password.MaxAttempts > 0 && wrong >= facts.Password.MaxAttempts;
            var counted = account with { Attempts = account.Attempts with { WrongPasswords = locks ? 0 : wrong } };
            var refusal = step.Primary ? Refusal.AuthenticationFailed : Refusal.WrongPassword;
            return locks
                ? Decision.Refuse(at, refusal, [.. failed, .. Strikes.Locked("wrong passwords", account, facts)]).With(counted.WithStatus(AccountStatus.LockedOut, now))
                : Decision.Refuse(at, refusal, failed).With(counted);
        }

        // A token that wants the next code, or was not waited for, is nobody's wrong guess.
        if (!facts.Catalog[step.Enrollment.Kind].Type.CountsStrikes || why is Rejection.NextTokenWanted or Rejection.TokenUnchanged)
        {
            return Decision.Refuse(at, RefusalOf(why), failed)
                .With(verdict.Updated is { } kept ? account.With(step.Enrollment, kept) : null);
        }

        var known = verdict.Updated is { } data ? account.With(step.Enrollment, data) : account;
        return Strikes.Count(at, RefusalOf(why), known, facts, now, failed);
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
        var next = Decision.To(new Transaction.MfaChallenge(context, step.Enrollment.Id, verdict.Challenge?.Result, ByType: step.ByType));
        return verdict.Sending is null ? next : next
            .With(type.Channel is null ? null : account with { Attempts = account.Attempts.Sent(step.Enrollment.Id, now) })
            .And(Sendings(at.Context.Subject, type, verdict.Sending));
    }

    internal static Decision End(Transaction.MfaChallenge at, Step.Judged step, Verdict.Over over, Facts facts, DateTimeOffset now)
    {
        var context = (at.Context with { Challenges = at.Context.Challenges.Remove(at.EnrollmentId) }).Touched(facts.Settings, now);
        var next = Decision.To(new Transaction.MfaChallenge(context, at.EnrollmentId, over.Result, over.Message));
        return over.Result == FactorResult.Rejected && step.Enrollment.Kind.Type == "push"
            ? next.And(new Effect.Log(new SystemEvent(
                "user.mfa.okta_verify.deny_push", EventOutcome.Failure, Factor: facts.Catalog[step.Enrollment.Kind].Type.EventName)))
            : next;
    }

    /// <summary>The same for steps that prove no factor.</summary>
    internal static Decision? Standing(Transaction at, Facts facts) =>
        at.Context.Subject is not Subject.Known || facts.Account is not { } account ? Decision.Refuse(at, Refusal.InvalidToken)
        : AccountGate.Of(account.User.Status) switch
        {
            Gate.Open => null,
            Gate.Locked => Decision.Refuse(at, Refusal.UserLocked, Arrival.SessionFailed("LOCKED_OUT")),
            _ => Decision.Refuse(at, Refusal.AuthenticationFailed, Arrival.SessionFailed("VERIFICATION_ERROR")),
        };

    // The account may have been locked or suspended since this transaction began; and of a locked directory user the factor service hears here.
    private static Decision? Barred(Transaction.Open at, Step.Judged step, Facts facts)
    {
        var isPassword = step.Enrollment.Kind == FactorKind.Password;
        return facts.Gate(isPassword ? SignInPoint.Password : SignInPoint.Factor) switch
        {
            Gate.Open or Gate.ChangePassword => null,
            Gate.FactorServiceError => Decision.Refuse(at, Refusal.FactorServiceError, Arrival.SessionFailed("LOCKED_OUT", "locked in Okta")),
            Gate.Locked when isPassword && facts.Password.ShowLockoutFailures =>
                Decision.To(new Transaction.LockedOut(at.Context), Arrival.SessionFailed("LOCKED_OUT")),
            Gate.Locked when !isPassword => Decision.Refuse(at, Refusal.UserLocked, Arrival.SessionFailed("LOCKED_OUT")),
            var gate => Decision.Refuse(
                at,
                !isPassword || step.Primary ? Refusal.AuthenticationFailed : Refusal.WrongPassword,
                Arrival.SessionFailed(gate == Gate.Locked ? "LOCKED_OUT" : "VERIFICATION_ERROR")),
        };
    }

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

    // A decoy owns no phone and no mailbox: its sendings and their log entries come to nothing. Its visits are made, or the far end would tell.
    private static ImmutableArray<Effect> Sendings(Subject subject, FactorType type, Sending sending) => subject is Subject.Known
        ? [new Effect.Send(sending), .. SentLogged(type)]
        : sending is Sending.Visit ? [new Effect.Send(sending)] : [];

    // Who is sent to a far end is sent nothing.
    private static ImmutableArray<Effect> SentLogged(FactorType type) => type.SentEvent is { } sent
        ? [new Effect.Log(new SystemEvent(sent, EventOutcome.Success, Factor: type.EventName))]
        : [];

    private static Rejection RejectionOf(FactorKind kind) => kind == FactorKind.Password ? Rejection.WrongPassword
        : kind.Type == "question" ? Rejection.WrongAnswer
        : Rejection.WrongPassCode;

    internal static Refusal RefusalOf(Rejection why) => why switch
    {
        Rejection.WrongPassword => Refusal.WrongPassword,
        Rejection.WrongAnswer => Refusal.WrongAnswer,
        Rejection.Replayed => Refusal.Replayed,
        Rejection.OutsideWindow => Refusal.OutsideWindow,
        Rejection.NextTokenWanted => Refusal.NextTokenWanted,
        Rejection.TokenUnchanged => Refusal.TokenUnchanged,
        _ => Refusal.WrongPassCode,
    };

    internal static Refusal TooSoon(Channel channel) => channel switch
    {
        Channel.Sms => Refusal.SmsTooSoon,
        Channel.Call => Refusal.CallTooSoon,
        _ => Refusal.EmailTooSoon,
    };
}
