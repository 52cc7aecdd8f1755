using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary><c>groups</c> and <c>zones</c>: what people and rules refer to.</summary>
internal static class GroupSection
{
    /// <summary>The group of those who hold an admin role.</summary>
    internal const string Administrators = "Administrators";

    internal static ImmutableArray<Group> Read(Fields seed, SeedScope scope)
    {
        var groups = new List<Group> { BuiltIn(Group.Everyone, "All users in your organization"), BuiltIn(Administrators, null) };
        groups.ForEach(group => scope.Groups.Add(group.Name, group.Id));
        var declared = new HashSet<string>();
        foreach (var node in seed.List("groups"))
        {
            if (Name(node, scope.Errors) is not var (name, description))
            {
                continue;
            }

            // A built-in group may be named once more, to describe it.
            var builtIn = groups.FindIndex(group => group.Name == name);
            if (builtIn is 0 or 1 && declared.Add(name))
            {
                groups[builtIn] = groups[builtIn] with { Description = description ?? groups[builtIn].Description };
            }
            else if (scope.Groups.Declare(node, name, Ids.Group(scope.Org.Name, name)))
            {
                groups.Add(new Group(Ids.Group(scope.Org.Name, name), name, description));
            }
        }

        return [.. groups];

        Group BuiltIn(string name, string? description) => new(Ids.Group(scope.Org.Name, name), name, description);
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

    private static (string Name, string? Description)? Name(SeedNode node, SeedErrors errors)
    {
        if (node is SeedNode.Scalar)
        {
            return Scalars.Text(node, errors) is { } name ? (name, null) : null;
        }

        return Fields.Of(node, Shapes.Group, errors) is { } group && group.Required("name") is { } named ? (named, group.Text("description")) : null;
    }
}
