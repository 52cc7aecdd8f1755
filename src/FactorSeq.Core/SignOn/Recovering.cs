using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// Ways back in: <c>RECOVERY_CHALLENGE</c>, <c>RECOVERY</c>, <c>PASSWORD_RESET</c>. Whoever cannot recover walks like one who can, as a decoy,
/// and never arrives.
/// </summary>
public static class Recovering
{
    /// <summary>Whether the account's state and the password policy let this user recover so.</summary>
    /// <param name="by">Null where a token vouches, whatever channel it came by.</param>
    /// <param name="byAdministrator">Whether an administrator began it: the policy says what users may do by themselves.</param>
    public static bool IsAble(Facts facts, RecoveryKind kind, Channel? by, bool byAdministrator = false)
    {
        if (facts.Account is not { } account)
        {
            return false;
        }

        var policy = facts.Password;
        var open = by switch
        {
            null => true,
            Channel.Email => policy.Recovery.Email,
            Channel.Sms => policy.Recovery.Sms && Phone(account, Channel.Sms, facts.Catalog) is not null,
            _ => policy.Recovery.Call && Phone(account, Channel.Call, facts.Catalog) is not null,
        };
        return open && (kind, account.User.Status) switch
        {
            (RecoveryKind.Password, AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.Recovery) => byAdministrator || policy.AllowsReset,
            (RecoveryKind.Unlock, AccountStatus.LockedOut) => policy.AllowsUnlock,
            (RecoveryKind.AccountActivation, AccountStatus.Staged or AccountStatus.Provisioned) => true,
            _ => false,
        };
    }

    /// <summary>Where a recovery code goes: the phone of the channel's own factor, or of the other one.</summary>
    public static Enrollment? Phone(Account account, Channel channel, FactorCatalog catalog)
    {
        var own = catalog.All.First(factor => factor.Type.Channel == channel).Type.Kind;
        var phones = account.Enrollments.Where(e => catalog[e.Kind].Type.Channel is Channel.Sms or Channel.Call).ToImmutableArray();
        var phone = phones.FirstOrDefault(e => e.Kind == own) ?? phones.FirstOrDefault();
        return phone is null ? null : phone with { Kind = own };
    }

    internal static Decision AskForLink(Transaction at, Step.AskedForLink step, Facts facts, DateTimeOffset now)
    {
        var able = IsAble(facts, step.Kind, step.Trusted ? null : Channel.Email);
        if (step.Trusted && !able)
        {
            return Decision.Refuse(at, Denied(step.Kind, facts));
        }

        var context = Begun(at, step.Login, step.Kind, facts, now);
        var token = new Effect.IssueRecoveryToken(step.Kind, facts.Password.Recovery.TokenMinutes, Mailed: !step.Trusted);
        return step.Trusted
            ? Decision.To(new Transaction.RecoveryGranted(context), token, Asked(step.Kind))
            : Sent(at, new Transaction.RecoveryMailed(context), Channel.Email, facts, now, token, Asked(step.Kind));
    }

    internal static Decision AskForCode(Transaction at, Step.AskedForCode step, Facts facts, DateTimeOffset now)
    {
        var known = at.Context.Subject is Subject.Known;
        if (known && !IsAble(facts, step.Kind, step.Channel))
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        var context = Begun(at, step.Login, step.Kind, facts, now);
        var next = new Transaction.RecoveryChallenge(context, step.Channel, known ? step.Enrollment : null, known ? step.Begun?.Challenge : null);
        return known && step.Begun?.Sending is { } sending
            ? Sent(at, next, step.Channel, facts, now, new Effect.Send(sending), Asked(step.Kind))
            : Sent(at, next, step.Channel, facts, now, Asked(step.Kind));
    }

    internal static Decision JudgeCode(Transaction.RecoveryChallenge at, Step.RecoveryCodeJudged step, Facts facts, DateTimeOffset now)
    {
        if (Barred(at, facts, now) is { } barred)
        {
            return barred;
        }

        return step.Verdict is Verdict.Accepted && at.Context.Subject is Subject.Known
            ? AfterProof(at, facts.Account!, facts, now)
            : Strikes.Count(at, Refusal.WrongPassCode, facts.Account!, facts, now, []);
    }

    internal static Decision Spend(Transaction at, Step.TokenSpent step, Facts facts, DateTimeOffset now)
    {
        if (at.Context.Subject is not Subject.Known || !IsAble(facts, step.Kind, by: null, step.ByAdministrator))
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        var begun = new Transaction.Bootstrapped(Begun(at, step.Login, step.Kind, facts, now) with { ByAdministrator = step.ByAdministrator });
        var account = facts.Account!;
        if (step.Kind != RecoveryKind.AccountActivation)
        {
            return AfterProof(begun, account, facts, now);
        }

        if (account.Enrollments.All(e => e.Kind != FactorKind.Password))
        {
            return Decision.To(new Transaction.PasswordReset(begun.Context));
        }

        var active = account.WithStatus(AccountStatus.Active, now);
        var context = begun.Context with { Proved = ProvedByPassword(begun.Context, facts with { Account = active }, now) };
        return Arrival.Go(begun, context, active, facts, now)
            .And(new Effect.Log(new SystemEvent("user.lifecycle.activate", EventOutcome.Success)));
    }

    internal static Decision Answer(Transaction.Recovery at, Step.RecoveryAnswered step, Facts facts, DateTimeOffset now)
    {
        if (Barred(at, facts, now) is { } barred)
        {
            return barred;
        }

        return step.Right
            ? Recovered(at, facts.Account!, facts, now)
            : Strikes.Count(at, Refusal.WrongRecoveryAnswer, facts.Account!, facts, now, []);
    }

    /// <summary>Whether the account still stands where its recovery began.</summary>
    internal static bool MayReset(TransactionContext context, Facts facts) =>
        context.Subject is Subject.Known && context.Recovery is { } kind && IsAble(facts, kind, by: null, context.ByAdministrator);

    internal static ImmutableArray<Proof> ProvedByPassword(TransactionContext context, Facts facts, DateTimeOffset now) =>
        facts.Chains(context.DeviceRemembered).Residual(FactorKind.Password).IsEmpty
            ? []
            : [new Proof(FactorKind.Password, Enrollment.PasswordId, now)];

    private static Decision AfterProof(Transaction at, Account account, Facts facts, DateTimeOffset now) =>
        facts.Password.Recovery.Question && account.RecoveryQuestion is not null
            ? Decision.To(new Transaction.Recovery(at.Context.Touched(facts.Settings, now)))
            : Recovered(at, account, facts, now);

    private static Decision Recovered(Transaction at, Account account, Facts facts, DateTimeOffset now)
    {
        var forgiven = account with { Attempts = account.Attempts with { Strikes = 0, LastStrike = null, WrongPasswords = 0 } };
        var context = at.Context.Touched(facts.Settings, now);
        return at.Context.Recovery == RecoveryKind.Unlock
            ? Decision.To(new Transaction.Unlocked(context), [new Effect.Log(new SystemEvent("user.account.unlock", EventOutcome.Success)), .. UnlocksThere(facts)])
                .With(forgiven.WithStatus(AccountStatus.Active, now))
            : Decision.To(new Transaction.PasswordReset(context)).With(forgiven);
    }

    private static ImmutableArray<Effect> UnlocksThere(Facts facts) =>
        facts.Directory is { UnlockInDirectory: true } ? [new Effect.UnlockInDirectory()] : [];

    // The account may have been locked, unlocked or suspended since; and a locked one has five tries.
    private static Decision? Barred(Transaction at, Facts facts, DateTimeOffset now)
    {
        if (facts.Account is not { } account)
        {
            return Decision.Refuse(at, Refusal.InvalidToken);
        }

        if (Strikes.AreUsedUp(account, facts, now) || (account.User.Status == AccountStatus.LockedOut && at.Context.Recovery != RecoveryKind.Unlock))
        {
            return Decision.Refuse(at, Refusal.UserLocked);
        }

        return at.Context.Subject is Subject.Known && !IsAble(facts, at.Context.Recovery!.Value, by: null, at.Context.ByAdministrator)
            ? Decision.Refuse(at, Refusal.InvalidToken)
            : null;
    }

    private static TransactionContext Begun(Transaction at, string login, RecoveryKind kind, Facts facts, DateTimeOffset now) =>
        (at.Context with { Login = login, Recovery = kind }).Touched(facts.Settings, now);

    private static Decision Sent(Transaction at, Transaction next, Channel channel, Facts facts, DateTimeOffset now, params ImmutableArray<Effect> effects)
    {
        var key = $"recovery {channel}";
        var account = facts.Account!;
        return account.Attempts.MaySend(key, now, facts.Settings.ResendAfter(channel))
            ? Decision.To(next, at.Context.Subject is Subject.Known ? [.. effects, Told(next.Context.Recovery, channel)] : effects).With(account with { Attempts = account.Attempts.Sent(key, now) })
            : Decision.Refuse(at, Proving.TooSoon(channel));
    }

    private static Effect Told(RecoveryKind? kind, Channel channel) => new Effect.Log(new SystemEvent(
        (kind == RecoveryKind.Unlock, channel) switch
        {
            (true, Channel.Sms)   => "system.sms.send_account_unlock_message",
            (true, Channel.Call)  => "system.voice.send_account_unlock_call",
            (true, _)             => "system.email.account_unlock.sent_message",
            (false, Channel.Sms)  => "system.sms.send_password_reset_message",
            (false, Channel.Call) => "system.voice.send_password_reset_call",
            (false, _)            => "system.email.password_reset.sent_message",
        },
        EventOutcome.Success));

    private static Refusal Denied(RecoveryKind kind, Facts facts) =>
        facts.Account is null ? Refusal.RecoveryOfNobody
        : kind == RecoveryKind.Unlock ? Refusal.UnlockNotAllowed
        : Refusal.ResetNotAllowed;

    private static Effect Asked(RecoveryKind kind) => new Effect.Log(new SystemEvent(
        kind == RecoveryKind.Unlock ? "user.account.unlock_token" : "user.account.reset_password", EventOutcome.Challenge));
}
