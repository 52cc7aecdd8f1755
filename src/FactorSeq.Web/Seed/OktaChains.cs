using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary><c>challenge.chain</c> of a sign-on rule: criteria, then at most one next step (Policy API, factor sequences).</summary>
internal sealed class OktaChains(SeedScope scope)
{
    internal FactorChains Read(Fields signon)
    {
        if (signon.Part("challenge", Shapes.Challenge) is not { } challenge || challenge.List("chain") is not { Count: > 0 } nodes)
        {
            scope.Errors.Add(signon.Node, "the access CHALLENGE needs \"challenge.chain\"", "Add a chain, or write access: ALLOW.");
            return FactorChains.None;
        }

        var chains = new ChainList(scope);
        foreach (var node in nodes)
        {
            if (First(node) is { } chain)
            {
                chains.Add(node, chain);
            }
        }

        chains.Check(challenge.Node);
        return chains.Chains;
    }

    private FactorChain? First(SeedNode node)
    {
        if (Fields.Of(node, Shapes.ChainLink, scope.Errors) is not { } link || Criteria(link) is not { } first)
        {
            return null;
        }

        if (first.Kinds.Length != 1)
        {
            scope.Errors.Add(node, "a chain begins with one factor", "Write one chain for each first factor.");
            return null;
        }

        var next = link.List("next");
        if (next.Count > 1)
        {
            scope.Errors.Add(link["next"]!, "a factor has one next step at most", "Put the alternatives into the criteria of one step.");
            return null;
        }

        if (next.Count == 0)
        {
            return new FactorChain([first]);
        }

        return Second(next[0]) is { } second ? new FactorChain([first, second]) : null;
    }

    private FactorStep.OneOf? Second(SeedNode node)
    {
        if (Fields.Of(node, Shapes.ChainLink, scope.Errors) is not { } link || Criteria(link) is not { } criteria)
        {
            return null;
        }

        if (link["next"] is not { } third)
        {
            return criteria;
        }

        scope.Errors.Add(third, "a chain has two steps at most", "End it after the second factor.");
        return null;
    }

    private FactorStep.OneOf? Criteria(Fields link)
    {
        var nodes = link.List("criteria");
        if (nodes.Count == 0)
        {
            link.Missing("criteria");
            return null;
        }

        var factors = nodes.Select(Criterion).OfType<IFactor>().ToList();
        return factors.Count == nodes.Count ? ChainList.Step(factors) : null;
    }

    private IFactor? Criterion(SeedNode node)
    {
        if (Fields.Of(node, Shapes.Criterion, scope.Errors) is not { } criterion)
        {
            return null;
        }

        var type = criterion.Required("factorType");
        var provider = criterion.Required("provider");
        if (type is null || provider is null)
        {
            return null;
        }

        var kind = new FactorKind(type, provider);
        if (scope.Catalog.Find(kind) is { } factor)
        {
            return factor;
        }

        scope.Errors.Add(
            node,
            $"unknown factor {Wording.Quoted(kind.ToString())}",
            Wording.Choose(kind.ToString(), [.. scope.Catalog.All.Select(known => known.Type.Kind.ToString())], "Factors"));
        return null;
    }
}
