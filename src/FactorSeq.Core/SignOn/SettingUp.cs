using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.SignOn;

/// <summary>Setting factors up in the middle of a sign-in: <c>MFA_ENROLL</c> and <c>MFA_ENROLL_ACTIVATE</c>.</summary>
internal static class SettingUp
{
    internal static Decision Wish(Transaction at, Step.WishedToEnroll step, Facts facts) =>
        Proving.Standing(at, facts) ?? (IsOpen(at, step.Kind, facts) ? Decision.To(at) : Decision.Refuse(at, Refusal.NotAllowedInState));

    internal static Decision Begin(Transaction at, Step.Enrolled step, Facts facts, DateTimeOffset now)
    {
        if (Proving.Standing(at, facts) is { } barred)
        {
            return barred;
        }

        if (!IsOpen(at, step.Enrollment.Kind, facts))
        {
            return Decision.Refuse(at, Refusal.NotAllowedInState);
        }

        return step.Result is Enrolling.Active active
            ? Activated(at, step.Enrollment with { Data = active.Data }, facts, now)
            : Waiting(at, step.Enrollment, step.Result, facts, now);
    }

    internal static Decision Renew(Transaction.MfaEnrollActivate at, Step.ActivationRenewed step, Facts facts, DateTimeOffset now) =>
        Proving.Standing(at, facts) ?? Waiting(at, at.Pending, step.Result, facts, now);

    internal static Decision SendLink(Transaction.MfaEnrollActivate at, Step.ActivationSent step, Facts facts, DateTimeOffset now)
    {
        if (Proving.Standing(at, facts) is { } barred)
        {
            return barred;
        }

        // Only a QR code can be sent, and only while it waits.
        if (at.Challenge?.ActivationId is not { } activation || at.Result != FactorResult.Waiting)
        {
            return Decision.Refuse(at, Refusal.NotAllowedInState);
        }

        var link = new Sending.ActivationLink(step.Channel, step.To ?? facts.Account!.User.Email, activation);
        return Throttled(at, step.Channel, link.To, facts, now)
            ?? Sent(Decision.To(at with { Context = at.Context.Touched(facts.Settings, now), Sent = true }), step.Channel, link.To, link, facts, now);
    }

    internal static Decision Judge(Transaction.MfaEnrollActivate at, Step.ActivationJudged step, Facts facts, DateTimeOffset now)
    {
        if (Proving.Standing(at, facts) is { } barred)
        {
            return barred;
        }

        var type = facts.Catalog[at.Pending.Kind].Type;
        switch (step.Verdict)
        {
            case Verdict.Accepted accepted:
                return Activated(at, at.Pending with { Data = accepted.Updated ?? at.Pending.Data }, facts, now, step.Companion);
            case Verdict.Rejected { Why: var why }:
                ImmutableArray<Effect> failed =
                    [new Effect.Log(new SystemEvent("user.mfa.factor.activate", EventOutcome.Failure, "INVALID_CREDENTIALS", type.EventName))];
                return type.CountsStrikes
                    ? Strikes.Count(at, Proving.RefusalOf(why), facts.Account!, facts, now, failed)
                    : Decision.Refuse(at, Proving.RefusalOf(why), failed);
            case Verdict.Over over:
                return Decision.To(at with { Context = at.Context.Touched(facts.Settings, now), Result = over.Result });
            default:
                return Decision.To(at with { Context = at.Context.Touched(facts.Settings, now) });
        }
    }

    internal static Decision GoBack(Transaction.MfaEnrollActivate at, Facts facts, DateTimeOffset now) =>
        Decision.To(new Transaction.MfaEnroll(at.Context.Touched(facts.Settings, now)));

    internal static Decision Skip(Transaction.MfaEnroll at, Facts facts, DateTimeOffset now) =>
        Proving.Standing(at, facts) ?? (Arrival.MaySkip(at.Context, facts)
            ? Arrival.Go(at, at.Context with { Skipped = at.Context.Skipped | Skipped.Enrollment, OffersMore = false }, facts.Account!, facts, now)
            : Decision.Refuse(at, Refusal.NotAllowedInState));

    private static bool IsOpen(Transaction at, FactorKind kind, Facts facts) =>
        facts.Choices(facts.Residual(at.Context)).Any(choice => choice.Factor.Type.Kind == kind && choice.IsOpen);

    private static Decision Waiting(Transaction at, Enrollment enrollment, Enrolling result, Facts facts, DateTimeOffset now)
    {
        switch (result)
        {
            case Enrolling.Invalid invalid:
                return Decision.Refuse(at, Refusal.InvalidEnrollment).Because(invalid.Cause);
            case Enrolling.InvalidPhone:
                return Decision.Refuse(at, Refusal.InvalidPhone);
            case Enrolling.Rejected { Why: var why }:
                return Decision.Refuse(at, Proving.RefusalOf(why));
            case Enrolling.Pending pending:
                var next = Decision.To(new Transaction.MfaEnrollActivate(
                    at.Context.Touched(facts.Settings, now), enrollment with { Data = pending.Data }, pending.Challenge, pending.Challenge?.Result));
                return pending.Sending switch
                {
                    null => next,
                    Sending.Code code => Throttled(at, code.Channel, code.To, facts, now) ?? Sent(next, code.Channel, code.To, code, facts, now),
                    var other => next.And(new Effect.Send(other)),
                };
            default:
                return Decision.Refuse(at, Refusal.NotAllowedInState);
        }
    }

    // What is set up for a step of a chain proves that step; what is set up besides proves nothing more.
    private static Decision Activated(Transaction at, Enrollment enrollment, Facts facts, DateTimeOffset now, Enrollment? companion = null)
    {
        enrollment = enrollment with { Created = now };
        var residual = facts.Residual(at.Context);
        var context = at.Context with
        {
            Proved = residual.IsComplete ? at.Context.Proved : at.Context.Proved.Add(new Proof(enrollment.Kind, enrollment.Id, now)),
            OffersMore = at.Context.Options.MultiOptionalFactorEnroll,
        };
        var account = facts.Account! with { Attempts = facts.Account!.Attempts with { Strikes = 0, LastStrike = null } };
        account = account.With(enrollment);
        if (companion is not null && IsWelcome(companion, account, facts))
        {
            account = account.With(companion with { Created = now });
        }

        return Arrival.Go(at, context, account, facts, now).And(new Effect.Log(new SystemEvent(
            "user.mfa.factor.activate", EventOutcome.Success, Factor: facts.Catalog[enrollment.Kind].Type.EventName)));
    }

    private static bool IsWelcome(Enrollment companion, Account account, Facts facts) =>
        account.Enrollments.All(e => e.Kind != companion.Kind)
        && facts.IsActive(companion.Kind)
        && facts.Enrollment.Factors.GetValueOrDefault(facts.Catalog[companion.Kind].Type.PolicyKey) != EnrollmentDemand.NotAllowed;

    private static Decision? Throttled(Transaction at, Channel channel, string to, Facts facts, DateTimeOffset now) =>
        facts.Account!.Attempts.MaySend(Key(channel, to), now, facts.Settings.ResendAfter(channel))
            ? null
            : Decision.Refuse(at, Proving.TooSoon(channel));

    private static Decision Sent(Decision next, Channel channel, string to, Sending sending, Facts facts, DateTimeOffset now) => next
        .With(facts.Account! with { Attempts = facts.Account!.Attempts.Sent(Key(channel, to), now) })
        .And([new Effect.Send(sending), .. SetUpLogged(channel, facts)]);

    private static ImmutableArray<Effect> SetUpLogged(Channel channel, Facts facts) =>
        [.. facts.Catalog.All.Select(factor => factor.Type).Where(type => type.Channel == channel).Take(1)
            .Select(type => new Effect.Log(new SystemEvent((type.SetUpEvent ?? type.SentEvent)!, EventOutcome.Success, Factor: type.EventName)))];

    private static string Key(Channel channel, string to) => $"enroll {channel} {to}";
}
