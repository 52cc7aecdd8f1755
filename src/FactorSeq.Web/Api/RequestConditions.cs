using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api;

/// <summary><c>conditions</c> of a policy or rule: read as a seed's are, and besides them what only the API has.</summary>
internal static class RequestConditions
{
    private static readonly Shape Risk = new("risk", ["behaviors"]);

    private static readonly ImmutableArray<string> SeedConditions = ["people", "network", "authContext"];

    /// <param name="node">null for none.</param>
    /// <param name="known">The conditions that this type of policy has.</param>
    internal static ImmutableArray<Condition> Read(SeedNode? node, ImmutableArray<string> known, SeedScope scope)
    {
        if (node is null)
        {
            return [];
        }

        foreach (var (name, value) in (node as SeedNode.Mapping)?.Members ?? new Dictionary<string, SeedNode>())
        {
            if (!known.Contains(name) && !SaysNothing(name, value))
            {
                scope.Errors.Add(node, $"Invalid condition type specified: {Wording.Clause(name)}.", "");
            }
        }

        var conditions = new OktaRule(scope).Conditions(RequestTree.Pick(node, SeedConditions.Where(known.Contains)));
        return
        [
            .. conditions.Where(condition => condition
                is not Condition.People { Groups.IsEmpty: true, ExcludedUsers.IsEmpty: true } and not Condition.AuthType { Door: AuthenticationDoor.Any }),
            .. known.Contains("risk") ? Behaviors(RequestTree.At(node, "risk"), scope) : [],
        ];
    }

    // Terraform sends identityProvider ANY to every org, whether it routes or not.
    private static bool SaysNothing(string name, SeedNode value) => value is SeedNode.Mapping mapping
        && (mapping.Members.Count == 0 || name == "identityProvider" && RequestTree.Text(RequestTree.At(mapping, "provider")) == "ANY");

    private static IEnumerable<Condition> Behaviors(SeedNode? node, SeedScope scope)
    {
        if (node is null || Fields.Of(RequestTree.Pick(node, Risk.Members), Risk, scope.Errors) is not { } risk || risk.List("behaviors") is not { Count: > 0 } ids)
        {
            return [];
        }

        return [new Condition.Behaviors(SeedScope.Resolve(ids, scope.Behaviors))];
    }
}
