using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Core.SignOn;

/// <summary>What follows from a directory's reply to a password: the public answer, the true reason for the log, and what the account takes over.</summary>
internal static class Delegation
{
    /// <summary>The account as its directory showed it while it judged a password.</summary>
    internal static Account JustInTime(Account account, DirectoryReply? reply, Facts facts) =>
        reply?.Entry is { } entry && facts.Directory is { JustInTime: true } ? Sourced.Described(account, entry) : account;

    /// <summary>What the System Log hears of the asking; nothing where nobody was asked.</summary>
    internal static ImmutableArray<Effect> Logged(DirectoryReply? reply, Facts facts)
    {
        if (reply is null || facts.Directory is not { } directory)
        {
            return [];
        }

        var row = reply.Answer.Row();
        var detail = $"{directory.Name}: {reply.Diagnostic ?? row.Text}";
        var type = directory.Type.AuthenticationEvent();
        return reply.Answer == DirectoryAnswer.Bound
            ? [new Effect.Log(new SystemEvent(type, EventOutcome.Success, Detail: directory.Name))]
            : [new Effect.Log(new SystemEvent(
                type,
                EventOutcome.Failure,
                reply.Answer.IsAnswered() ? $"Login failed: {row.Text}" : row.Text,
                Detail: detail,
                ErrorCode: directory.Type == DirectoryType.ActiveDirectory ? row.ErrorCode : null))];
    }

    /// <summary>Turns away somebody whom the directory would not have, or for whom nobody answered.</summary>
    internal static Decision TurnAway(Transaction at, Step.Judged step, DirectoryReply reply, Facts facts, DateTimeOffset now)
    {
        var account = JustInTime(facts.Account!, reply, facts);
        var effects = Logged(reply, facts);
        if (reply.Answer == DirectoryAnswer.Disabled && facts.Directory is { JustInTime: true } directory)
        {
            (account, var lifecycle) = Sourced.Deactivated(account, directory.WhenDeactivated, "disabled in the directory", now);
            effects = lifecycle is null ? effects : effects.Add(new Effect.Log(lifecycle));
        }

        var gate = facts.Gate(SignInPoint.Password, reply.Answer);
        var reason = reply.Answer == DirectoryAnswer.Locked ? "LOCKED_OUT" : "VERIFICATION_ERROR";
        return Decision.Refuse(at, RefusalOf(gate, step, reply, facts), [.. effects, Arrival.SessionFailed(reason, reply.Answer.Row().Text)])
            .With(account);
    }

    private static Refusal RefusalOf(Gate gate, Step.Judged step, DirectoryReply reply, Facts facts) =>
        gate == Gate.FactorServiceError ? Refusal.FactorServiceError
        : !step.Primary && facts.Settings.DelauthTimeoutAsFactor && !reply.Answer.IsAnswered() ? Refusal.FactorServiceTimeout
        : step.Primary || facts.Settings.DirectoryRefusal == DirectoryRefusal.E0000004 ? Refusal.AuthenticationFailed
        : Refusal.WrongPassword;
}
