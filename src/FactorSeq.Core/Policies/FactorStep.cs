using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Policies;

/// <summary>One step of a chain: the factors of which one must be proved. Closed.</summary>
public abstract record FactorStep
{
    private FactorStep()
    {
    }

    /// <summary>Whether proving <paramref name="kind"/> takes this step.</summary>
    public abstract bool Allows(FactorKind kind);

    /// <summary>Named alternatives, in policy order (a rule's <c>criteria[]</c>).</summary>
    public sealed record OneOf(ImmutableArray<FactorKind> Kinds) : FactorStep
    {
        public override bool Allows(FactorKind kind) => Kinds.Contains(kind);
    }

    /// <summary>"Any factor": whatever the user is enrolled in, save the password.</summary>
    public sealed record Any : FactorStep
    {
        public override bool Allows(FactorKind kind) => kind != FactorKind.Password;
    }
}
