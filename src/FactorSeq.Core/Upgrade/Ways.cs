using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What becomes of the ways in which somebody can sign in.</summary>
public enum WayChange
{
    /// <summary>The same factors in the same order; or no way before and none after.</summary>
    Same,

    /// <summary>The same factors, in another order or in any.</summary>
    OrderChanged,

    /// <summary>Every way that there was, and others besides.</summary>
    Gains,

    /// <summary>Fewer ways, and no other.</summary>
    Loses,

    /// <summary>Some ways are gone, others have come.</summary>
    Differs,

    /// <summary>There was no way, and there is one.</summary>
    LetIn,

    /// <summary>There was a way, and there is none.</summary>
    LockedOut,
}

/// <summary>One way to sign in: the factors in the order in which they are proved.</summary>
public sealed record Way(ImmutableArray<FactorKind> Factors)
{
    /// <summary>In words: <c>password -> push</c>.</summary>
    public string Describe(Func<FactorKind, string> name) => string.Join(" -> ", Factors.Select(name));

    internal string Ordered => string.Join('>', Factors);

    internal string Unordered => string.Join('+', Factors.Select(kind => kind.ToString()).Order(StringComparer.Ordinal));
}

/// <summary>Every way through chains, walked as a sign-in walks them.</summary>
public static class Ways
{
    /// <summary>The ways of somebody who has these factors; a way ends where a sign-in would, with the first chain that is walked.</summary>
    public static ImmutableArray<Way> Of(FactorChains chains, ImmutableArray<FactorKind> factors)
    {
        var found = ImmutableArray.CreateBuilder<Way>();
        Walk(chains, factors, [], found);
        return found.ToImmutable();
    }

    /// <summary>What becomes of ways.</summary>
    public static WayChange Compare(ImmutableArray<Way> before, ImmutableArray<Way> after)
    {
        if (before.IsEmpty || after.IsEmpty)
        {
            return before.IsEmpty && after.IsEmpty ? WayChange.Same : before.IsEmpty ? WayChange.LetIn : WayChange.LockedOut;
        }

        HashSet<string> was = [.. before.Select(way => way.Unordered)];
        HashSet<string> now = [.. after.Select(way => way.Unordered)];
        return (was.IsSubsetOf(now), now.IsSubsetOf(was)) switch
        {
            (true, true) => before.Select(way => way.Ordered).ToHashSet().SetEquals(after.Select(way => way.Ordered)) ? WayChange.Same : WayChange.OrderChanged,
            (true, false) => WayChange.Gains,
            (false, true) => WayChange.Loses,
            _ => WayChange.Differs,
        };
    }

    private static void Walk(FactorChains chains, ImmutableArray<FactorKind> factors, ImmutableArray<FactorKind> proved, ImmutableArray<Way>.Builder found)
    {
        if (chains.IsComplete)
        {
            found.Add(new Way(proved));
            return;
        }

        foreach (var kind in factors)
        {
            if (chains.Next.Any(step => step.Allows(kind) && !(step is FactorStep.Any && proved.Contains(kind))))
            {
                Walk(chains.Residual(kind), factors, proved.Add(kind), found);
            }
        }
    }
}
