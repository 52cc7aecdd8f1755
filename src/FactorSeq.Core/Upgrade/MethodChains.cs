using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>From factor chains to authentication method chains, which say the same.</summary>
internal static class MethodChains
{
    /// <summary>The method chains that say the same; null where a factor has no authenticator, or where they would be too many or too long.</summary>
    internal static VerificationMethod.AuthMethodChain? Of(FactorChains chains)
    {
        var converted = ImmutableArray.CreateBuilder<MethodChain>();
        foreach (var chain in Merged(chains).Items)
        {
            var steps = chain.Steps.Select(step => ChainMapping.Kinds(step).Select(Authenticators.Of).ToList()).ToList();
            if (steps.Any(step => step.Count == 0 || step.Contains(null)))
            {
                return null;
            }

            converted.Add(new MethodChain([.. steps.Select(step => step.OfType<AuthenticatorMethod>().ToImmutableArray())]));
        }

        var method = new VerificationMethod.AuthMethodChain(converted.ToImmutable());
        return method.Problems.IsEmpty && !chains.Items.Any(chain => ChainMapping.Pairs(chain, strict: false).Any()) ? method : null;
    }

    // Classic takes more chains than a rule of Identity Engine: those that differ in one step alone are one chain with alternatives.
    private static FactorChains Merged(FactorChains chains)
    {
        var items = chains.Items.ToList();
        while (items.Count > VerificationMethod.AuthMethodChain.MaxChains && Join(items))
        {
        }

        return new FactorChains([.. items]);
    }

    private static bool Join(List<FactorChain> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            for (var j = i + 1; j < items.Count; j++)
            {
                if (Joined(items[i], items[j]) is { } joined)
                {
                    items[i] = joined;
                    items.RemoveAt(j);
                    return true;
                }
            }
        }

        return false;
    }

    private static FactorChain? Joined(FactorChain one, FactorChain other)
    {
        if (one.Steps.Length != other.Steps.Length)
        {
            return null;
        }

        var different = Enumerable.Range(0, one.Steps.Length).Where(i => !IsSame(one.Steps[i], other.Steps[i])).ToList();
        return different switch
        {
            [] => one,
            [var at] when one.Steps[at] is FactorStep.OneOf && other.Steps[at] is FactorStep.OneOf => new FactorChain(one.Steps.SetItem(
                at, new FactorStep.OneOf([.. ChainMapping.Kinds(one.Steps[at]).Union(ChainMapping.Kinds(other.Steps[at]))]))),
            _ => null,
        };
    }

    private static bool IsSame(FactorStep one, FactorStep other) =>
        one.GetType() == other.GetType() && ChainMapping.Kinds(one).ToHashSet().SetEquals(ChainMapping.Kinds(other));
}
