using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Core.Tests.Support;

/// <summary>Factors set up, passwords changed, accounts recovered: the shell's part of it, and words for tests.</summary>
internal sealed partial class ASignOn
{
    /// <summary>What is there to set up, by name, in the order the client sees.</summary>
    internal IReadOnlyList<string> Choices => State is Transaction.MfaEnroll
        ? [.. Facts().Choices(Facts().Residual(State.Context)).Select(c => c.Factor.Type.Key)]
        : [];

    internal bool MaySkip => State is Transaction.MfaEnroll && Arrival.MaySkip(State.Context, Facts());

    // ---- before it begins

    internal ASignOn Enrolling(EnrollmentMoment moment, params (string Key, EnrollmentDemand Demand)[] factors) => Do(() =>
        world.Enrollment = new EnrollmentAction(
            factors.ToImmutableSortedDictionary(f => Catalog.Find(f.Key)!.Type.PolicyKey, f => f.Demand), moment));

    internal ASignOn Asking(SignOnOptions options) => Do(() => State = State with { Context = State.Context with { Options = options } });

    internal ASignOn WithRecoveryQuestion() => Do(() =>
        world.Account = Account with { RecoveryQuestion = Ana.Enrolled("question", world.Now) with { Id = "ufs_recovery" } });

    internal ASignOn WithPasswordSet(DateTimeOffset at) => Do(() =>
        world.Account = Account with { User = Account.User with { PasswordChanged = at } });

    // ---- what happens to it

    internal ASignOn Skip() => Take(new Step.Skipped());

    internal ASignOn Enroll(string key, params (string Name, string Value)[] profile)
    {
        var factor = (IEnrollable)Catalog.Find(key)!;
        if (Take(new Step.WishedToEnroll(factor.Type.Kind)).Last.Refusal is not null)
        {
            return this;
        }

        var id = $"{factor.Type.IdPrefix}_new_{world.Draws}";
        var result = factor.Enroll(
            new EnrollmentRequest
            {
                EnrollmentId = id,
                User = Account.User,
                Existing = [.. Account.Enrollments.Where(e => e.Kind == factor.Type.Kind)],
                Profile = profile.ToImmutableDictionary(p => p.Name, p => p.Value),
            },
            world.Settings.ForFactors(),
            new Entropy(BitConverter.GetBytes(world.Draws++)),
            world.Now);
        return Take(new Step.Enrolled(new Enrollment(id, factor.Type.Kind, new None(), world.Now), result));
    }

    internal ASignOn Activate(Answer answer)
    {
        var at = Assert.IsType<Transaction.MfaEnrollActivate>(State);
        var factor = (IEnrollable)Catalog[at.Pending.Kind];
        var verdict = factor.Activate(at.Pending, at.Challenge, answer, world.Settings.ForFactors(), world.Now);
        if (verdict is Verdict.Ask { Question: Question.Scan scan })
        {
            var reply = new Answer.Scanned(world.Scanned.GetValueOrDefault(scan.ActivationId), "IOS");
            verdict = factor.Activate(at.Pending, at.Challenge, reply, world.Settings.ForFactors(), world.Now);
        }

        var companion = verdict is Verdict.Accepted && factor.Type.Companion is { } kind
            ? Ana.Enrolled(Catalog.NameOf(kind), world.Now) with { Id = $"companion_{world.Draws}" }
            : null;
        return Take(new Step.ActivationJudged(verdict, companion));
    }

    internal ASignOn Activate(string code) => Activate(new Answer.PassCode(new Secret(code)));

    /// <summary>The code that the token being set up shows.</summary>
    internal string PendingTotpCode() => TotpVerifier.Code(
        Base32.Decode(((TotpEnrollment)Assert.IsType<Transaction.MfaEnrollActivate>(State).Pending.Data).Secret), TotpVerifier.StepAt(world.Now));

    internal ASignOn PollActivation() => Activate(new Answer.None());

    internal ASignOn RenewActivation()
    {
        var at = Assert.IsType<Transaction.MfaEnrollActivate>(State);
        var renewed = ((IEnrollable)Catalog[at.Pending.Kind]).Renew(
            at.Pending, at.Challenge, world.Settings.ForFactors(), new Entropy(BitConverter.GetBytes(world.Draws++)), world.Now);
        return Take(new Step.ActivationRenewed(renewed));
    }

    /// <summary>A phone scans the newest QR code.</summary>
    internal ASignOn Scans(string device) => Do(() => world.Scanned[world.Sent.OfType<Sending.Activation>().Last().ActivationId] = device);

    internal ASignOn ChangePassword(bool oldRight = true, string? unfit = null) =>
        Take(new Step.PasswordChanged(oldRight, New(unfit), RevokeSessions: false));

    internal ASignOn ResetPassword(string? unfit = null) => Take(new Step.PasswordReset(New(unfit), RevokeSessions: false));

    /// <summary>Asks for a link, as the shell does: for a decoy where the user cannot recover.</summary>
    internal ASignOn AskForLink(RecoveryKind kind, bool trusted = false)
    {
        Known(trusted || Recovering.IsAble(Facts(), kind, Channel.Email));
        return Take(new Step.AskedForLink(Ana.Login, kind, trusted));
    }

    /// <summary>Asks for a code, as the shell does.</summary>
    internal ASignOn AskForCode(RecoveryKind kind, Channel channel)
    {
        if (State is Transaction.Bootstrapped)
        {
            Known(Recovering.IsAble(Facts(), kind, channel));
        }

        var phone = State.Context.Subject is Subject.Known ? Recovering.Phone(Account, channel, Catalog) : null;
        var begun = phone is null ? null : (Verdict.Challenged)Catalog[phone.Kind].Begin(
            phone,
            (State as Transaction.RecoveryChallenge)?.Challenge,
            world.Settings.ForFactors(),
            new Entropy(BitConverter.GetBytes(world.Draws++)),
            world.Now);
        return Take(new Step.AskedForCode(Ana.Login, kind, channel, phone, begun));
    }

    internal ASignOn VerifyRecovery(string code)
    {
        var at = Assert.IsType<Transaction.RecoveryChallenge>(State);
        var verdict = at.Enrollment is { } enrollment
            ? Catalog[enrollment.Kind].Judge(enrollment, at.Challenge, new Answer.PassCode(new Secret(code)), world.Settings.ForFactors(), world.Now)
            : new Verdict.Rejected(Rejection.WrongPassCode);
        return Take(new Step.RecoveryCodeJudged(verdict));
    }

    /// <summary>Spends a token, in a transaction of its own.</summary>
    internal ASignOn SpendToken(RecoveryKind kind)
    {
        Known(true);
        return Take(new Step.TokenSpent(kind, Ana.Login));
    }

    internal ASignOn AnswerRecovery(bool right) => Take(new Step.RecoveryAnswered(right));

    internal ASignOn ShouldChooseFrom(params string[] keys)
    {
        Assert.Equal(keys, Choices);
        return this;
    }

    internal ASignOn ShouldShowNoCode()
    {
        Assert.True(Assert.IsType<Transaction.MfaEnrollActivate>(State).Sent);
        return this;
    }

    private static NewPassword New(string? unfit) => unfit is null
        ? new NewPassword.Fit(((IPasswordFactor)Catalog[FactorKind.Password]).Replace(null, new Secret(Ana.Password), 0))
        : new NewPassword.Unfit(unfit);

    private void Known(bool able) => State = State with
    {
        Context = State.Context with { Subject = able ? new Subject.Known(Ana.Id) : new Subject.Decoy("decoy") },
    };

    private sealed record None : FactorData;
}
