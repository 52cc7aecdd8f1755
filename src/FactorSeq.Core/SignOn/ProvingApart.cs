using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.SignOn;

/// <summary>A factor proved, or set up, apart from any sign-in (Factors API): the same codes, the same five strikes.</summary>
public static class ProvingApart
{
    /// <summary>What a verdict makes of the account. Only what is accepted or rejected makes anything of it.</summary>
    /// <param name="event">The System Log's type of the proof.</param>
    public static ApartDecision Judge(Facts facts, Enrollment enrollment, Verdict verdict, string @event, DateTimeOffset now)
    {
        var account = facts.Account!;
        var type = facts.Catalog[enrollment.Kind].Type;
        switch (verdict)
        {
            case Verdict.Accepted accepted:
                var known = accepted.Updated is { } updated ? account.With(enrollment, updated) : account;
                return new ApartDecision(
                    known with { Attempts = known.Attempts with { Strikes = 0, LastStrike = null } },
                    null,
                    [new SystemEvent(@event, EventOutcome.Success, Factor: type.EventName)]);
            case Verdict.Rejected { Why: var why } rejected:
                var failed = new SystemEvent(@event, EventOutcome.Failure, "INVALID_CREDENTIALS", type.EventName);
                var kept = rejected.Updated is { } data ? account.With(enrollment, data) : account;
                if (!type.CountsStrikes || why is Rejection.NextTokenWanted or Rejection.TokenUnchanged)
                {
                    return new ApartDecision(kept, Proving.RefusalOf(why), [failed]);
                }

                var struck = Strikes.Count(Nowhere(account, now), Proving.RefusalOf(why), kept, facts, now, [new Effect.Log(failed)]);
                return new ApartDecision(struck.Account!, struck.Refusal, [.. struck.Effects.OfType<Effect.Log>().Select(log => log.Event)]);
            default:
                return new ApartDecision(account, null, []);
        }
    }

    /// <summary>Why nothing is sent now; null where it may be.</summary>
    /// <param name="key">What is sent, and whereto.</param>
    public static Refusal? TooSoon(Facts facts, Channel channel, string key, DateTimeOffset now) =>
        facts.Account!.Attempts.MaySend(key, now, facts.Settings.ResendAfter(channel)) ? null : Proving.TooSoon(channel);

    /// <summary>The refusal of a wrong answer.</summary>
    public static Refusal Of(Rejection why) => Proving.RefusalOf(why);

    private static Transaction.Bootstrapped Nowhere(Account account, DateTimeOffset now) =>
        new(new TransactionContext { Id = "", Created = now, Expires = now, Subject = new Subject.Known(account.User.Id) });
}

/// <summary>What came of it.</summary>
/// <param name="Refusal">Null where the answer was right.</param>
public sealed record ApartDecision(Account Account, Refusal? Refusal, ImmutableArray<SystemEvent> Events);
