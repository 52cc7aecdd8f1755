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

        if (Network(rule, scope) is { } network)
        {
            conditions.Add(network);
        }

        var door = (AuthenticationDoor)rule.Choice("authType", (int)AuthenticationDoor.Any, Doors);
        if (door != AuthenticationDoor.Any)
        {
            conditions.Add(new Condition.AuthType(door));
        }

        return conditions.ToImmutable();
    }

    /// <summary><c>network</c> of a rule of any policy: a zone's name, or zones that are in and zones that are out; null where it has none.</summary>
    internal static Condition.Network? Network(Fields rule, SeedScope scope) =>
        rule["network"] is SeedNode.Scalar zone ? new Condition.Network(SeedScope.Resolve([zone], scope.Zones), [])
        : rule.Part("network", Shapes.Network) is { } network ? new Condition.Network(
            SeedScope.Resolve(network.List("include"), scope.Zones), SeedScope.Resolve(network.List("exclude"), scope.Zones))
        : null;
}
