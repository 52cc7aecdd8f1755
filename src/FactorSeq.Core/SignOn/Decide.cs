using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// The sign-on machine: what follows from a step in a state. Total, pure, and the only place where a transaction changes its state.
/// Source: Authentication API, "Transaction state", and Okta's help page on MFA factor sequencing.
/// </summary>
public static class Decide
{
    /// <summary>Decides one step.</summary>
    /// <param name="at">Where the transaction stands.</param>
    /// <param name="step">What arrived.</param>
    /// <param name="facts">The world as loaded for this step; policies are asked anew each time, so an edit counts at the next step.</param>
    /// <param name="now">The org's time.</param>
    public static Decision Next(Transaction at, Step step, Facts facts, DateTimeOffset now) => (at, step) switch
    {
        (Transaction.Ended, _)                                                                 => Decision.Refuse(at, Refusal.InvalidToken),
        _ when now >= at.Context.Expires                                                       => Decision.Refuse(at, Refusal.InvalidToken),
        (_, Step.Cancelled)                                                                    => Decision.To(new Transaction.Ended(at.Context)),
        (Transaction.Success success, Step.Redeemed redeemed)                                  => Redeem(success, redeemed),

        (Transaction.Bootstrapped, Step.Identified named)                                      => Identify.By(at, named, facts, now),
        (Transaction.Bootstrapped, Step.VouchedFor vouched)                                    => Identify.Vouched(at, vouched, facts, now),
        (Transaction.Bootstrapped, Step.AskedToStepUp asked)                                   => SteppingUp.Begin(at, asked, facts, now),
        (Transaction.Bootstrapped, Step.AskedForLink asked)                                    => Recovering.AskForLink(at, asked, facts, now),
        (Transaction.Bootstrapped or Transaction.RecoveryChallenge, Step.AskedForCode asked)   => Recovering.AskForCode(at, asked, facts, now),
        (Transaction.Bootstrapped, Step.TokenSpent spent)                                      => Recovering.Spend(at, spent, facts, now),
        (Transaction.LockedOut, _)                                                             => Decision.Refuse(at, Refusal.NotAllowedInState),

        (_, Step.Looked or Step.WentBack) when IsStranded(at, facts)                           => Decision.Refuse(at, Refusal.NotAllowedInState),
        (_, Step.Looked)                                                                       => Decision.To(Touched(at, facts, now)),
        (Transaction.MfaChallenge challenge, Step.WentBack)                                    => GoBack(challenge, facts, now),
        (Transaction.MfaChallenge challenge, Step.AskedAgain again)                            => AskAgain(challenge, again, facts),
        (Transaction.Open open, Step.Chose chose)                                              => Choose(open, chose, facts),
        (Transaction.Open open, Step.Judged { Verdict: Verdict.Accepted accepted } judged)     => Proving.Accept(open, judged, accepted, facts, now),
        (Transaction.Open open, Step.Judged { Verdict: Verdict.Rejected rejected } judged)     => Proving.Reject(open, judged, rejected, facts, now),
        (Transaction.Open open, Step.Judged { Verdict: Verdict.Challenged challenged } judged) => Proving.Challenge(open, judged, challenged, facts, now),
        (Transaction.MfaChallenge waiting, Step.Judged judged) when !waiting.IsOf(judged)      => Decision.Refuse(at, Refusal.NotAllowedInState),
        (Transaction.MfaChallenge, Step.Judged { Verdict: Verdict.Pending })                   => Decision.To(Touched(at, facts, now)),
        (Transaction.MfaChallenge waiting, Step.Judged { Verdict: Verdict.Over over } judged)  => Proving.End(waiting, judged, over, facts, now),

        (Transaction.MfaEnroll enroll, Step.Skipped)                                           => SettingUp.Skip(enroll, facts, now),
        (Transaction.MfaEnroll, Step.WishedToEnroll wish)                                      => SettingUp.Wish(at, wish, facts),
        (Transaction.MfaEnroll, Step.Enrolled enrolled)                                        => SettingUp.Begin(at, enrolled, facts, now),
        (Transaction.MfaEnrollActivate activate, Step.WentBack)                                => SettingUp.GoBack(activate, facts, now),
        (Transaction.MfaEnrollActivate, Step.WishedToEnroll wish)                              => SettingUp.Wish(at, wish, facts),
        (Transaction.MfaEnrollActivate, Step.Enrolled enrolled)                                => SettingUp.Begin(at, enrolled, facts, now),
        (Transaction.MfaEnrollActivate activate, Step.ActivationRenewed renewed)               => SettingUp.Renew(activate, renewed, facts, now),
        (Transaction.MfaEnrollActivate activate, Step.ActivationSent sent)                     => SettingUp.SendLink(activate, sent, facts, now),
        (Transaction.MfaEnrollActivate activate, Step.ActivationJudged judged)                 => SettingUp.Judge(activate, judged, facts, now),

        (Transaction.PasswordWarn warn, Step.Skipped)                                          => Passwords.SkipWarning(warn, facts, now),
        (Transaction.PasswordWarn or Transaction.PasswordExpired, Step.PasswordChanged change) => Passwords.Change(at, change, facts, now),
        (Transaction.PasswordReset reset, Step.PasswordReset password)                         => Passwords.Reset(reset, password, facts, now),

        (Transaction.RecoveryChallenge challenge, Step.RecoveryCodeJudged judged)              => Recovering.JudgeCode(challenge, judged, facts, now),
        (Transaction.Recovery recovery, Step.RecoveryAnswered answered)                        => Recovering.Answer(recovery, answered, facts, now),
        _                                                                                      => Decision.Refuse(at, Refusal.NotAllowedInState),
    };

    internal static Transaction Touched(Transaction at, Facts facts, DateTimeOffset now) =>
        at with { Context = at.Context.Touched(facts.Settings, now) };

    // An edit of the policy, or of the account, has left this sign-in nothing to go on with: it starts over.
    private static bool IsStranded(Transaction at, Facts facts) => at switch
    {
        Transaction.Open open => Offers(open, facts).IsEmpty,
        Transaction.MfaEnroll or Transaction.MfaEnrollActivate => facts.Choices(facts.Residual(at.Context)).IsEmpty,
        _ => false,
    };

    private static ImmutableArray<Enrollment> Offers(Transaction.Open at, Facts facts) =>
        facts.Offers(facts.Residual(at.Context), at.Context.Proved);

    // A factor can be chosen while its step is open, another's challenge running or not; choosing it abandons that challenge.
    private static Decision Choose(Transaction.Open at, Step.Chose chose, Facts facts)
    {
        if (Offers(at, facts).Any(e => e.Id == chose.EnrollmentId))
        {
            return Decision.To(at);
        }

        var mine = facts.Account?.Enrollment(chose.EnrollmentId) is not null;
        return Decision.Refuse(at, mine ? Refusal.NotAllowedInState : Refusal.FactorNotFound);
    }

    private static Decision AskAgain(Transaction.MfaChallenge at, Step.AskedAgain again, Facts facts)
    {
        if (at.EnrollmentId != again.EnrollmentId)
        {
            var mine = facts.Account?.Enrollment(again.EnrollmentId) is not null;
            return Decision.Refuse(at, mine ? Refusal.NotAllowedInState : Refusal.FactorNotFound);
        }

        var sends = facts.Account?.Enrollment(again.EnrollmentId) is { } enrollment && facts.Catalog[enrollment.Kind].Type.SentEvent is not null;
        return sends ? Choose(at, new Step.Chose(again.EnrollmentId), facts) : Decision.Refuse(at, Refusal.NotAllowedInState);
    }

    private static Decision GoBack(Transaction.MfaChallenge at, Facts facts, DateTimeOffset now)
    {
        var context = at.Context.Leaving(at.EnrollmentId).Touched(facts.Settings, now);
        return Decision.To(context.IsFirstStep && facts.Settings.PreviousInFirstStep == Orgs.PreviousInFirstStep.Unauthenticated
            ? new Transaction.Unauthenticated(context)
            : new Transaction.MfaRequired(context));
    }

    private static Decision Redeem(Transaction.Success at, Step.Redeemed step) =>
        at.Context.Target is null ? Decision.Refuse(at, Refusal.NotAllowedInState)
        : at.Context.StepUp is { } wanted ? SteppingUp.Redeem(at, wanted, step)
        : Decision.To(new Transaction.Ended(at.Context), new Effect.OpenSession(at.Grant));
}
