using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignOn;

/// <summary>Factors set up, and passwords chosen, in the middle of a sign-in.</summary>
internal static partial class SignOnRunner
{
    private const int IdLength = 17;

    /// <summary>Sets a factor up.</summary>
    internal static ValueTask<Outcome> Enroll(Org org, Client client, string stateToken, EnrollRequest request)
    {
        var outside = new Outside(org);
        return Under(org, client, stateToken, async (at, facts, now) =>
        {
            var wished = Decide.Next(at, new Step.WishedToEnroll(request.Kind), facts, now);
            if (wished.Refusal is not null || org.Catalog.Find(request.Kind) is not IEnrollable factor)
            {
                return wished;
            }

            await outside.Reach(request.Kind, facts);
            var (enrollment, result) = Begun(org, client, factor, facts, request, now);
            return Decide.Next(at, new Step.Enrolled(enrollment, result), facts, now);
        });
    }

    /// <summary>Judges what should activate the factor that is being set up, or looks whether its far end has; a QR code that ran out is made anew.</summary>
    internal static ValueTask<Outcome> Activate(Org org, Client client, string stateToken, string factorId, Answer answer)
    {
        var outside = new Outside(org);
        return UnderPending(org, client, stateToken, factorId, async (at, factor, facts, now) =>
        {
            await outside.Reach(factor.Type.Kind, facts);
            if (answer is Answer.None && at.Result == FactorResult.Timeout)
            {
                return Renewed(org, client, at, factor, facts, now);
            }

            var verdict = await outside.Judge(
                reply => factor.Activate(at.Pending, at.Challenge, reply, Settings(org, client, facts), now), answer, facts);
            var companion = verdict is Verdict.Accepted ? Companion(org, client, factor, facts, now) : null;
            return Decide.Next(at, new Step.ActivationJudged(verdict, companion), facts, now);
        });
    }

    /// <summary>Sends another code, or shows another QR code.</summary>
    internal static ValueTask<Outcome> RenewActivation(Org org, Client client, string stateToken, string factorId) =>
        UnderPending(org, client, stateToken, factorId, (at, factor, facts, now) => new(Renewed(org, client, at, factor, facts, now)));

    /// <summary>Sends the QR code's content as a link.</summary>
    internal static ValueTask<Outcome> SendActivation(Org org, Client client, string stateToken, string factorId, Channel channel, string? to) =>
        UnderPending(org, client, stateToken, factorId, (at, _, facts, now) =>
            new(Decide.Next(at, new Step.ActivationSent(channel, to), facts, now)));

    /// <summary>Changes a password that is about to expire, or has.</summary>
    internal static ValueTask<Outcome> ChangePassword(Org org, Client client, string stateToken, Secret old, Secret @new, bool revokeSessions)
    {
        var outside = new Outside(org);
        return Under(org, client, stateToken, async (at, facts, now) =>
        {
            if (facts.Account?.User.IsDelegated == true)
            {
                return await Delegated(org, outside, facts, old, @new, (right, fit) =>
                    Decide.Next(at, new Step.PasswordChanged(right, fit, revokeSessions), facts, now));
            }

            var kept = facts.Account?.Enrollment(Enrollment.PasswordId);
            var right = kept is not null
                && Passwords(org).Judge(kept, null, new Answer.Password(old), Settings(org, client, facts), now) is Verdict.Accepted;
            var fit = Fit(org, facts, @new, minAge: at is Transaction.PasswordWarn, now);
            return Decide.Next(at, new Step.PasswordChanged(right, fit, revokeSessions), facts, now);
        });
    }

    /// <summary>Sets the password of a recovered account.</summary>
    internal static ValueTask<Outcome> ResetPassword(Org org, Client client, string stateToken, Secret @new, bool revokeSessions)
    {
        var outside = new Outside(org);
        return Under(org, client, stateToken, async (at, facts, now) => facts.Account?.User.IsDelegated == true
            ? await Delegated(org, outside, facts, null, @new, (_, fit) =>
                Decide.Next(at, new Step.PasswordReset(fit, revokeSessions), facts, now))
            : Decide.Next(at, new Step.PasswordReset(Fit(org, facts, @new, minAge: false, now), revokeSessions), facts, now));
    }

    /// <summary>Begins to set a factor up.</summary>
    internal static (Enrollment Enrollment, Enrolling Result) Begun(
        Org org, Client client, IEnrollable factor, Facts facts, EnrollRequest request, DateTimeOffset now)
    {
        var chance = Chance();
        var enrollment = new Enrollment(factor.Type.IdPrefix + chance.Id("enrollment", IdLength), request.Kind, Nothing.AtAll, now);
        var result = factor.Enroll(
            new EnrollmentRequest
            {
                EnrollmentId = enrollment.Id,
                User = facts.Account!.User,
                Existing = [.. facts.Account.Enrollments.Where(e => e.Kind == request.Kind)],
                Profile = request.Profile,
                PassCode = request.PassCode,
                NextPassCode = request.NextPassCode,
            },
            Settings(org, client, facts),
            chance,
            now);
        return (enrollment, result);
    }

    // The phone that scanned one secret has the other as well: nobody need prove it apart.
    internal static Enrollment? Companion(Org org, Client client, IEnrollable factor, Facts facts, DateTimeOffset now)
    {
        if (factor.Type.Companion is not { } kind || org.Catalog.Find(kind) is not IEnrollable companion)
        {
            return null;
        }

        var request = new EnrollRequest(kind, ImmutableDictionary<string, string>.Empty, null, null);
        var (enrollment, result) = Begun(org, client, companion, facts, request, now);
        return result is Enrolling.Pending pending ? enrollment with { Data = pending.Data } : null;
    }

    /// <summary>How the org keeps passwords.</summary>
    internal static IPasswordFactor Passwords(Org org) => (IPasswordFactor)org.Catalog[FactorKind.Password];

    /// <summary>Whether the policy lets a user have a password.</summary>
    /// <param name="minAge">Whether the present one must have been kept a while.</param>
    /// <param name="history">Whether earlier ones are remembered.</param>
    internal static NewPassword Fit(Org org, Facts facts, Secret password, bool minAge, DateTimeOffset now, bool history = true)
    {
        if (facts.Account is not { } account)
        {
            return new NewPassword.Unfit("");
        }

        var policy = facts.Password;
        var kept = account.Enrollment(Enrollment.PasswordId)?.Data;
        return minAge && policy.Age.MinAgeMinutes > 0 && now < account.User.PasswordChanged?.AddMinutes(policy.Age.MinAgeMinutes)
                ? new NewPassword.Unfit("Password has been changed too recently")
            : !policy.Complexity.Admits(password.Reveal(), account.User)
                ? new NewPassword.Unfit(policy.Complexity.Demands)
            : history && Passwords(org).WasUsed(kept, password, policy.Age.HistoryCount)
                ? new NewPassword.Unfit("Password has been used too recently")
            : new NewPassword.Fit(Passwords(org).Replace(kept, password, policy.Age.HistoryCount));
    }

    private static Decision Renewed(Org org, Client client, Transaction.MfaEnrollActivate at, IEnrollable factor, Facts facts, DateTimeOffset now) =>
        Decide.Next(at, new Step.ActivationRenewed(factor.Renew(at.Pending, at.Challenge, Settings(org, client, facts), Chance(), now)), facts, now);

    private static ValueTask<Outcome> UnderPending(
        Org org,
        Client client,
        string stateToken,
        string factorId,
        Func<Transaction.MfaEnrollActivate, IEnrollable, Facts, DateTimeOffset, ValueTask<Decision>> decide) =>
        Under(org, client, stateToken, (at, facts, now) =>
            at is not Transaction.MfaEnrollActivate activate ? new(Decide.Next(at, new Step.ActivationJudged(new Verdict.Pending()), facts, now))
            : activate.Pending.Id != factorId ? new(Decision.Refuse(at, Refusal.FactorNotFound))
            : decide(activate, (IEnrollable)org.Catalog[activate.Pending.Kind], facts, now));

    // What an enrollment holds before its factor has said what it keeps.
    private sealed record Nothing : FactorData
    {
        internal static Nothing AtAll { get; } = new();
    }
}
