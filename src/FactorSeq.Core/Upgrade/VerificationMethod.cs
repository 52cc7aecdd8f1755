using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>
/// What a rule of an authentication policy asks for (<c>verificationMethod</c>). Closed. Like the rules of Classic each compiles to chains, so that
/// one machine signs people in on either engine and two engines can be compared chain by chain.
/// </summary>
public abstract record VerificationMethod
{
    private VerificationMethod()
    {
    }

    /// <summary>The value of <c>type</c> on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>After how long it is asked again.</summary>
    public string ReauthenticateIn { get; init; } = "PT2H";

    /// <summary>What it takes to pass, with these factors.</summary>
    /// <param name="factors">What may be used: an org's factors, or one user's.</param>
    public abstract FactorChains Compile(ImmutableArray<FactorKind> factors);

    /// <summary>What Okta would refuse it for; empty for nothing.</summary>
    public abstract ImmutableArray<string> Problems { get; }

    /// <summary>Assurance: how many factor types, and which authenticators may be used for them.</summary>
    public sealed record Assurance(FactorMode Mode, ImmutableArray<AssuranceConstraint> Constraints) : VerificationMethod
    {
        private static readonly AssuranceConstraint Anything = new(null, null);

        public override string Type => "ASSURANCE";

        /// <summary>Any one factor.</summary>
        public static Assurance AnyOne { get; } = new(FactorMode.One, []);

        public override ImmutableArray<string> Problems => [.. Constraints.Where(constraint => constraint.Classes > Count).Select(constraint =>
            $"A constraint speaks of {constraint.Classes} classes of authenticators, and factorMode {(Mode == FactorMode.One ? "1FA" : "2FA")} asks for {Count}.")];

        public override FactorChains Compile(ImmutableArray<FactorKind> factors)
        {
            var constraints = Constraints.IsEmpty ? [Anything] : Constraints;
            return new FactorChains([.. constraints.SelectMany(constraint => Ways(constraint, factors)).DistinctBy(Key)]);
        }

        private int Count => Mode == FactorMode.One ? 1 : 2;

        private IEnumerable<FactorChain> Ways(AssuranceConstraint constraint, ImmutableArray<FactorKind> factors)
        {
            var knowledge = Allowed(constraint, factors, FactorClass.Knowledge);
            var possession = Allowed(constraint, factors, FactorClass.Possession);
            if (Mode == FactorMode.Two)
            {
                return knowledge.IsEmpty || possession.IsEmpty ? [] : [Chain(knowledge, possession), Chain(possession, knowledge)];
            }

            ImmutableArray<FactorKind> any = constraint.Classes == 0 ? [.. factors.Where(kind => knowledge.Contains(kind) || possession.Contains(kind))]
                : constraint.Knowledge is null ? possession : knowledge;
            return any.IsEmpty ? [] : [Chain(any)];
        }

        private static ImmutableArray<FactorKind> Allowed(AssuranceConstraint constraint, ImmutableArray<FactorKind> factors, FactorClass of) =>
            [.. factors.Where(kind => Authenticators.Of(kind) is { } method && method.Class == of && constraint.Allows(method))];
    }

    /// <summary>Authentication method chain: what succeeds a factor sequence word for word.</summary>
    public sealed record AuthMethodChain(ImmutableArray<MethodChain> Chains) : VerificationMethod
    {
        /// <summary>Chains a rule may hold.</summary>
        public const int MaxChains = 5;

        /// <summary>Steps a chain may have.</summary>
        public const int MaxSteps = 3;

        public override string Type => "AUTH_METHOD_CHAIN";

        public override ImmutableArray<string> Problems =>
        [
            .. Chains.Length is 0 or > MaxChains ? [$"A rule holds 1 to {MaxChains} chains, not {Chains.Length}."] : Array.Empty<string>(),
            .. Chains.Where(chain => chain.Steps.Length is 0 or > MaxSteps).Select(chain => $"A chain has 1 to {MaxSteps} steps, not {chain.Steps.Length}."),
        ];

        public override FactorChains Compile(ImmutableArray<FactorKind> factors) => new(
        [
            .. Chains
                .Select(chain => chain.Steps.Select(step => step.Select(method => method.Classic).OfType<FactorKind>().Where(factors.Contains).ToImmutableArray()))
                .Where(steps => steps.All(step => !step.IsEmpty))
                .Select(steps => Chain([.. steps])),
        ]);
    }

    /// <summary>A chain in words that are the same for equal chains.</summary>
    internal static string Key(FactorChain chain) => chain.Describe(kind => kind.ToString());

    private static FactorChain Chain(params ImmutableArray<FactorKind>[] steps) =>
        new([.. steps.Select(kinds => (FactorStep)new FactorStep.OneOf(kinds))]);
}

/// <summary>A chain of an authentication policy.</summary>
/// <param name="Steps">The methods of which one must be proved, step by step.</param>
public sealed record MethodChain(ImmutableArray<ImmutableArray<AuthenticatorMethod>> Steps);
