using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What an upgrade makes of factor sequences. Okta's own pages describe both.</summary>
public enum UpgradeMode
{
    /// <summary>They stay, as "Authenticator Sequencing" of the global session policy.</summary>
    Preserve,

    /// <summary>Authentication policies with assurance constraints take their place.</summary>
    Assurance,
}

/// <summary>What is wanted of a plan.</summary>
/// <param name="Mode">Null takes <see cref="UpgradeMode.Preserve"/> where that is possible.</param>
/// <param name="MethodChains">Write an authentication method chain where assurance is not faithful to a rule.</param>
/// <param name="StrictPairs">Two methods of one authenticator in one step block an upgrade too.</param>
public sealed record UpgradeOptions(UpgradeMode? Mode = null, bool MethodChains = false, bool StrictPairs = false);

/// <summary>What keeps an org from being upgraded with its sequences.</summary>
/// <param name="Chain">The chain in its rule, from 0.</param>
public sealed record UpgradeBlocker(string Policy, string RuleId, string Rule, int Chain, FactorKind One, FactorKind Other)
{
    /// <summary>Okta's name for it.</summary>
    public const string Id = "FACTOR_SEQUENCING_NO_SAME_ENROLLMENT";
}

/// <summary>Something that a plan has to say of the org.</summary>
public sealed record UpgradeFinding(string Id, string Text);

/// <summary>One of the FAQ's recipes, as far as it is about this org.</summary>
public sealed record UpgradeRecipe(string Question, ImmutableArray<string> Steps);

/// <summary>A Classic rule, and what becomes of it.</summary>
public sealed record RuleUpgrade
{
    public required Policy<SignOnAction> Policy { get; init; }

    public required Rule<SignOnAction> Rule { get; init; }

    /// <summary>What it demands in Classic, compiled.</summary>
    public required FactorChains Before { get; init; }

    /// <summary>What it demands afterwards, compiled for all factors of the org.</summary>
    public required FactorChains After { get; init; }

    /// <summary>The rule of the global session policy.</summary>
    public required GlobalSessionAction Session { get; init; }

    /// <summary>The rule of the authentication policy.</summary>
    public required AuthenticationAction Access { get; init; }

    /// <summary>Null for rules without chains.</summary>
    public ChainShape? Shape { get; init; }

    /// <summary>The shape of each chain by itself.</summary>
    public ImmutableArray<ChainShape> Shapes { get; init; } = [];

    public Fidelity Fidelity { get; init; }

    /// <summary>What of it is not mapped.</summary>
    public ImmutableArray<string> NotMapped { get; init; } = [];

    /// <summary>What users see in place of what is not mapped.</summary>
    public string? Instead { get; init; }

    /// <summary>The authentication method chains that would say the same; null where there are none.</summary>
    public VerificationMethod.AuthMethodChain? Alternative { get; init; }

    /// <summary>Whether rule and policy are both active.</summary>
    public bool IsActive => Policy.Active && Rule.Active;

    /// <summary>Whether the same sets of factors sign in before and after.</summary>
    public bool IsFaithful => Fidelity is Fidelity.Faithful or Fidelity.OrderLost;
}

/// <summary>An org after its upgrade, and how that came about.</summary>
public sealed record UpgradePlan
{
    public required string Org { get; init; }

    public required UpgradeMode Mode { get; init; }

    /// <summary>How far the org uses factor sequencing.</summary>
    public required SequencingState State { get; init; }

    /// <summary>The factors that the org's users can have.</summary>
    public required ImmutableArray<FactorKind> Factors { get; init; }

    public required ImmutableArray<UpgradeBlocker> Blockers { get; init; }

    /// <summary>Every sign-on rule, in the order in which they are asked.</summary>
    public required ImmutableArray<RuleUpgrade> Rules { get; init; }

    /// <summary>The global session policies at the moment of the upgrade: all of them password-first.</summary>
    public required ImmutableArray<Policy<GlobalSessionAction>> AsUpgraded { get; init; }

    /// <summary>The global session policies once the recipes have been followed.</summary>
    public required ImmutableArray<Policy<GlobalSessionAction>> GlobalSession { get; init; }

    /// <summary>The first is the one of the dashboard, and of every app that had no rules of its own.</summary>
    public required ImmutableArray<AuthenticationPolicy> Authentication { get; init; }

    public required ImmutableArray<UpgradeRecipe> Recipes { get; init; }

    public required ImmutableArray<UpgradeFinding> Findings { get; init; }

    /// <summary>The authentication policy that decides who gets into an app.</summary>
    public AuthenticationPolicy PolicyOf(string appId) => Authentication.Skip(1).FirstOrDefault(policy => policy.AppIds.Contains(appId)) ?? Authentication[0];

    /// <summary>Whether Okta would let it be scheduled.</summary>
    public bool IsBlocked => Mode == UpgradeMode.Preserve && !Blockers.IsEmpty;

    /// <summary>One rule that begins with any factor, or that has a sequence, shows the username alone to everybody.</summary>
    public bool IsIdentifierFirst => GlobalSession.Any(policy => policy.Active && policy.Rules.Any(rule =>
        rule is { Active: true, Action.Allows: true } && (rule.Action.PrimaryFactor == PrimaryFactor.AnyFactor || rule.Action.Sequence is not null)));
}
