using System.Collections.Immutable;

namespace FactorSeq.Core.SignOn;

/// <summary>What follows from a step.</summary>
/// <param name="Next">The state to go to; on a refusal the state it stays in.</param>
/// <param name="Account">The account where the step changed it, refused or not: a wrong code is refused <em>and</em> counted.</param>
/// <param name="Refusal">Null where the step was taken.</param>
public sealed record Decision(Transaction Next, Account? Account, Refusal? Refusal, ImmutableArray<Effect> Effects)
{
    /// <summary>What the refusal's error says in particular; null where its standing text says all.</summary>
    public string? Cause { get; init; }

    public static Decision To(Transaction next, params ImmutableArray<Effect> effects) => new(next, null, null, effects);

    public static Decision Refuse(Transaction at, Refusal refusal, params ImmutableArray<Effect> effects) => new(at, null, refusal, effects);

    public Decision Because(string cause) => this with { Cause = cause };

    public Decision With(Account? account) => this with { Account = account };

    public Decision And(params ImmutableArray<Effect> effects) => this with { Effects = Effects.AddRange(effects) };
}
