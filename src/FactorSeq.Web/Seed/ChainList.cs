using System.Collections.Immutable;
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

    private readonly List<(FactorChain Chain, string Text)> chains = [];

    internal FactorChains Chains => new([.. chains.Select(entry => entry.Chain)]);

    /// <summary>Adds a chain; alternatives in the first step are short for several chains.</summary>
    internal void Add(SeedNode at, ImmutableArray<ImmutableArray<FactorKind>> steps)
    {
        if (!IsSound(at, steps))
        {
            return;
        }

        foreach (var first in steps[0])
        {
            var chain = new FactorChain([new FactorStep.OneOf([first]), .. steps.Skip(1).Select(step => new FactorStep.OneOf(step))]);
            var text = chain.Describe(scope.Catalog.NameOf);
            if (chains.Any(entry => entry.Text == text))
            {
                scope.Errors.Add(at, $"the chain {Wording.Quoted(text)} is in this rule twice", "Remove one of them.");
            }
            else
            {
                chains.Add((chain, text));
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

    private bool IsSound(SeedNode at, ImmutableArray<ImmutableArray<FactorKind>> steps)
    {
        if (steps.Length > MostSteps)
        {
            scope.Errors.Add(at, $"a chain has two steps at most, and this one has {steps.Length}", "End it after the second factor.");
            return false;
        }

        var most = scope.Org.Settings.MaxAlternatives;
        foreach (var step in steps)
        {
            if (step.Length > most)
            {
                scope.Errors.Add(
                    at, $"{step.Length} alternatives, and a step holds {most} at most", "Remove some, or raise org.settings.maxAlternatives.");
                return false;
            }

            if (step.GroupBy(kind => kind).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                scope.Errors.Add(at, $"{scope.Catalog.NameOf(twice.Key)} is an alternative to itself", "Name it once.");
                return false;
            }
        }

        if (steps.Length == MostSteps && steps[0].Intersect(steps[1]).Select(kind => (FactorKind?)kind).FirstOrDefault() is { } both)
        {
            scope.Errors.Add(at, $"{scope.Catalog.NameOf(both)} is both the first and the second factor", "Ask for another factor in the second step.");
            return false;
        }

        return true;
    }
}
