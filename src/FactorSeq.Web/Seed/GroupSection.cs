using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary><c>groups</c> and <c>zones</c>: what people and rules refer to.</summary>
internal static class GroupSection
{
    /// <summary>The group of those who hold an admin role.</summary>
    internal const string Administrators = Group.Administrators;

    /// <summary>Of the group of everybody, where a seed does not describe it.</summary>
    internal const string AboutEveryone = "All users in your organization";

    internal static ImmutableArray<Group> Read(Fields seed, SeedScope scope)
    {
        var groups = new List<Group> { Named(Group.Everyone, AboutEveryone, scope), Named(Administrators, null, scope) };
        groups.ForEach(builtIn => scope.Groups.Add(builtIn.Name, builtIn.Id));
        var declared = new HashSet<string>();
        foreach (var node in seed.List("groups"))
        {
            if (Declared(node, scope) is not { } group)
            {
                continue;
            }

            // A built-in group may be named once more, to describe it.
            var builtIn = group.Name switch { Group.Everyone => 0, Administrators => 1, _ => -1 };
            if (builtIn >= 0 && declared.Add(group.Name))
            {
                groups[builtIn] = groups[builtIn] with { Description = group.Description ?? groups[builtIn].Description };
            }
            else if (scope.Groups.Declare(node, group.Name, group.Id))
            {
                groups.Add(group);
            }
        }

        return [.. groups];
    }

    internal static ImmutableArray<NetworkZone> ReadZones(Fields seed, SeedScope scope)
    {
        var zones = ImmutableArray.CreateBuilder<NetworkZone>();
        scope.Zones.Add(Condition.Network.AllZones, Condition.Network.AllZones);
        foreach (var node in seed.List("zones"))
        {
            if (Fields.Of(node, Shapes.Zone, scope.Errors) is not { } zone)
            {
                continue;
            }

            var gateways = Addresses.Read(zone, "gateways", scope.Errors);
            var proxies = Addresses.Read(zone, "proxies", scope.Errors);
            if (zone.Required("name") is { } name && scope.Zones.Declare(node, name, Ids.Zone(scope.Org.Name, name)))
            {
                zones.Add(new NetworkZone(Ids.Zone(scope.Org.Name, name), name, gateways, proxies));
            }
        }

        return zones.ToImmutable();
    }

    private static Group? Declared(SeedNode node, SeedScope scope)
    {
        if (node is SeedNode.Scalar)
        {
            return Scalars.Text(node, scope.Errors) is { } name ? Named(name, null, scope) : null;
        }

        return Fields.Of(node, Shapes.Group, scope.Errors) is { } group && group.Required("name") is { } given
            ? Named(given, group.Text("description"), scope)
            : null;
    }

    private static Group Named(string name, string? description, SeedScope scope) => new(Ids.Group(scope.Org.Name, name), name, description);
}
