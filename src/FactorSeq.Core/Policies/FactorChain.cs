using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Policies;

/// <summary>An ordered list of steps; walking one of a rule's chains to its end is what signs somebody in.</summary>
public sealed record FactorChain(ImmutableArray<FactorStep> Steps)
{
    /// <summary>True when nothing is left to prove.</summary>
    public bool IsWalked => Steps.IsEmpty;

    /// <summary>The chain that is left once <paramref name="kind"/> is proved, or null where its next step does not ask for it.</summary>
    public FactorChain? After(FactorKind kind) =>
        !IsWalked && Steps[0].Allows(kind) ? new FactorChain(Steps.RemoveAt(0)) : null;

    /// <summary>In words, as the seed writes it: <c>password -> push | totp</c>.</summary>
    public string Describe(Func<FactorKind, string> name) => string.Join(" -> ", Steps.Select(step => step switch
    {
        FactorStep.OneOf one => string.Join(" | ", one.Kinds.Select(name)),
        _ => "any",
    }));
}

/// <summary>
/// The chains of one rule, and the whole of factor sequencing: what is left of them after each proof is <see cref="Residual(FactorKind)"/>,
/// and a sign-in is complete when one of them is walked.
/// </summary>
public sealed record FactorChains(ImmutableArray<FactorChain> Items)
{
    /// <summary>No chain: nobody gets in.</summary>
    public static FactorChains None { get; } = new([]);

    public bool IsEmpty => Items.IsEmpty;

    /// <summary>True as soon as one chain is walked; a chain that ends wins over longer ones with the same head.</summary>
    public bool IsComplete => Items.Any(chain => chain.IsWalked);

    /// <summary>The next steps, in policy order.</summary>
    public IEnumerable<FactorStep> Next => Items.Where(chain => !chain.IsWalked).Select(chain => chain.Steps[0]);

    /// <summary>Whether a next step can be proved with <paramref name="kind"/>.</summary>
    public bool AsksFor(FactorKind kind)
    {
        foreach (var chain in Items)
        {
            if (!chain.IsWalked && chain.Steps[0].Allows(kind))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The chains still possible once <paramref name="kind"/> is proved: those whose next step asks for it, less that step.</summary>
    public FactorChains Residual(FactorKind kind)
    {
        var left = ImmutableArray.CreateBuilder<FactorChain>(Items.Length);
        foreach (var chain in Items)
        {
            if (chain.After(kind) is { } after)
            {
                left.Add(after);
            }
        }

        return new(left.DrainToImmutable());
    }

    /// <summary>The chains still possible after proofs in this order.</summary>
    public FactorChains Residual(IEnumerable<FactorKind> proved) =>
        proved.Aggregate(this, (chains, kind) => chains.Residual(kind));
}
