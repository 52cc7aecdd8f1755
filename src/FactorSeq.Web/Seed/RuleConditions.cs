using System.Collections.Immutable;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary>The conditions of a sign-on rule in short form: <c>excludeUsers</c>, <c>network</c>, <c>authType</c>.</summary>
internal static class RuleConditions
{
    // As AuthenticationDoor has them.
    private static readonly ImmutableArray<string> Doors = ["any", "radius", "ldapInterface"];

    internal static ImmutableArray<Condition> Read(Fields rule, SeedScope scope)
    {
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        if (rule.List("excludeUsers") is { Count: > 0 } users)
        {
            conditions.Add(new Condition.People([], SeedScope.Resolve(users, scope.Users)));
        }

        if (rule["network"] is SeedNode.Scalar zone)
        {
            conditions.Add(new Condition.Network(SeedScope.Resolve([zone], scope.Zones), []));
        }
        else if (rule.Part("network", Shapes.Network) is { } network)
        {
            conditions.Add(new Condition.Network(
                SeedScope.Resolve(network.List("include"), scope.Zones), SeedScope.Resolve(network.List("exclude"), scope.Zones)));
        }

        var door = (AuthenticationDoor)rule.Choice("authType", (int)AuthenticationDoor.Any, Doors);
        if (door != AuthenticationDoor.Any)
        {
            conditions.Add(new Condition.AuthType(door));
        }

        return conditions.ToImmutable();
    }
}
