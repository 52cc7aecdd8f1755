using System.Collections.Frozen;
using System.Collections.Immutable;

namespace FactorSeq.Core.Factors;

/// <summary>The factors this org can use, found by kind or by seed key. Built once, at start, from the list of all factors.</summary>
public sealed class FactorCatalog
{
    private readonly FrozenDictionary<FactorKind, IFactor> byKind;
    private readonly FrozenDictionary<string, IFactor> byKey;

    public FactorCatalog(ImmutableArray<IFactor> factors)
    {
        All = factors;
        byKind = factors.ToFrozenDictionary(f => f.Type.Kind);
        byKey = factors.ToFrozenDictionary(f => f.Type.Key);
    }

    /// <summary>Every factor, in the order of the list.</summary>
    public ImmutableArray<IFactor> All { get; }

    /// <summary>The factor of an enrollment that exists; a kind nobody knows is a broken machine.</summary>
    public IFactor this[FactorKind kind] => byKind[kind];

    public IFactor? Find(FactorKind kind) => byKind.GetValueOrDefault(kind);

    /// <summary>By its name in the seed.</summary>
    public IFactor? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>How chains are written for people: the seed key, or the kind itself where no factor is known.</summary>
    public string NameOf(FactorKind kind) => Find(kind)?.Type.Key ?? kind.ToString();
}
