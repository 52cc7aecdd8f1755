using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary>
/// The chains of one rule as they are collected, held to what Okta holds them to: one or two steps, limits on chains and alternatives,
/// nothing twice.
/// </summary>
internal sealed class ChainList(SeedScope scope)
{
    private const int MostSteps = 2;

    private readonly HashSet<string> written = [];
    private readonly ImmutableArray<FactorChain>.Builder chains = ImmutableArray.CreateBuilder<FactorChain>();

    internal FactorChains Chains => new(chains.ToImmutable());

    /// <summary>The step that one of these factors takes.</summary>
    internal static FactorStep.OneOf Step(List<IFactor> factors)
    {
        var kinds = new FactorKind[factors.Count];
        for (var place = 0; place < kinds.Length; place++)
        {
            kinds[place] = factors[place].Type.Kind;
        }

        return new FactorStep.OneOf(ImmutableCollectionsMarshal.AsImmutableArray(kinds));
    }

    /// <summary>Adds a chain; alternatives in its first step are short for several chains.</summary>
    internal void Add(SeedNode at, FactorChain chain)
    {
        if (!IsSound(at, chain))
        {
            return;
        }

        foreach (var first in Kinds(chain.Steps[0]))
        {
            var single = new FactorChain(chain.Steps.SetItem(0, new FactorStep.OneOf([first])));
            var text = single.Describe(scope.Catalog.NameOf);
            if (written.Add(text))
            {
                chains.Add(single);
            }
            else
            {
                scope.Errors.Add(at, $"the chain {Wording.Quoted(text)} is in this rule twice", "Remove one of them.");
            }
        }
    }

    /// <summary>What can only be said of all of them.</summary>
    /// <param name="at">The list.</param>
    internal void Check(SeedNode at)
    {
        var most = scope.Org.Settings.MaxChains;
        if (chains.Count > most)
        {
            scope.Errors.Add(at, $"{chains.Count} chains, and a rule holds {most} at most", "Remove some, or raise org.settings.maxChains.");
        }
    }

    private bool IsSound(SeedNode at, FactorChain chain)
    {
        var steps = chain.Steps;
        if (steps.Length > MostSteps)
        {
            scope.Errors.Add(at, $"a chain has two steps at most, and this one has {steps.Length}", "End it after the second factor.");
            return false;
        }

        foreach (var step in steps)
        {
            if (!IsSound(at, Kinds(step)))
            {
                return false;
            }
        }

        foreach (var kind in steps.Length < MostSteps ? [] : Kinds(steps[0]))
        {
            if (steps[1].Allows(kind))
            {
                scope.Errors.Add(at, $"{scope.Catalog.NameOf(kind)} is both the first and the second factor", "Ask for another factor in the second step.");
                return false;
            }
        }

        return true;
    }

    private bool IsSound(SeedNode at, ImmutableArray<FactorKind> step)
    {
        var most = scope.Org.Settings.MaxAlternatives;
        if (step.Length > most)
        {
            scope.Errors.Add(at, $"{step.Length} alternatives, and a step holds {most} at most", "Remove some, or raise org.settings.maxAlternatives.");
            return false;
        }

        for (var place = 1; place < step.Length; place++)
        {
            if (step.IndexOf(step[place]) < place)
            {
                scope.Errors.Add(at, $"{scope.Catalog.NameOf(step[place])} is an alternative to itself", "Name it once.");
                return false;
            }
        }

        return true;
    }

    private static ImmutableArray<FactorKind> Kinds(FactorStep step) => ((FactorStep.OneOf)step).Kinds;
}
