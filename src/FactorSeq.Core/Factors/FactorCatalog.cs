using System.Collections.Immutable;

namespace FactorSeq.Core.Factors;

/// <summary>The factors this org can use, found by kind or by seed key. There are few enough of them to be looked through.</summary>
public sealed class FactorCatalog(ImmutableArray<IFactor> factors)
{
    /// <summary>Every factor, in the order of the list.</summary>
    public ImmutableArray<IFactor> All => factors;

    /// <summary>Those of them that people can set up, in the same order.</summary>
    public ImmutableArray<IEnrollable> Enrollable { get; } = [.. factors.OfType<IEnrollable>()];

    /// <summary>The factor of an enrollment that exists; a kind nobody knows is a broken machine.</summary>
    public IFactor this[FactorKind kind] => Find(kind) ?? throw new InvalidOperationException($"There is no factor {kind}.");

    public IFactor? Find(FactorKind kind)
    {
        foreach (var factor in factors)
        {
            if (factor.Type.Kind == kind)
            {
                return factor;
            }
        }

        return null;
    }

    /// <summary>By its name in the seed.</summary>
    public IFactor? Find(string key)
    {
        foreach (var factor in factors)
        {
            if (factor.Type.Key == key)
            {
                return factor;
            }
        }

        return null;
    }

    /// <summary>How chains are written for people: the seed key, or the kind itself where no factor is known.</summary>
    public string NameOf(FactorKind kind) => Find(kind)?.Type.Key ?? kind.ToString();
}
