using System.Text.Json;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api;

/// <summary>
/// A JSON body as the tree that a seed's readers read, so that what a seed may say in Okta's own words and what the API takes are read by one
/// reader. What is null or an empty list says nothing and is left out.
/// </summary>
internal static class RequestTree
{
    internal static SeedNode.Mapping Of(JsonElement body) => (SeedNode.Mapping)Node(body, null, "")!;

    /// <summary>The members of a mapping that are looked at: Okta passes over what it does not know.</summary>
    /// <returns>The node itself where it is no mapping: its reader says so.</returns>
    internal static SeedNode Pick(SeedNode node, IEnumerable<string> members)
    {
        if (node is not SeedNode.Mapping mapping)
        {
            return node;
        }

        var picked = SeedNode.Mapping.InPlaceOf(node);
        foreach (var name in members)
        {
            if (mapping.Members.GetValueOrDefault(name) is { } value)
            {
                picked.Add(name, value);
            }
        }

        return picked;
    }

    /// <summary>What lies below a node by this way; null where the way ends before.</summary>
    internal static SeedNode? At(SeedNode? node, params ReadOnlySpan<string> way)
    {
        foreach (var name in way)
        {
            node = (node as SeedNode.Mapping)?.Members.GetValueOrDefault(name);
        }

        return node;
    }

    /// <summary>An error where a node that is there, or one of these of its members, is no object.</summary>
    internal static void RequireObjects(SeedNode? node, SeedErrors errors, params ReadOnlySpan<string> members)
    {
        RequireObject(node, errors);
        foreach (var member in members)
        {
            RequireObject(At(node, member), errors);
        }
    }

    internal static string? Text(SeedNode? node) => (node as SeedNode.Scalar)?.Text;

    private static void RequireObject(SeedNode? node, SeedErrors errors)
    {
        if (node is not (null or SeedNode.Mapping))
        {
            errors.Add(node, "an object is needed here", "");
        }
    }

    private static SeedNode? Node(JsonElement value, SeedNode? parent, string label)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var mapping = new SeedNode.Mapping(parent, label, 1);
                foreach (var member in value.EnumerateObject())
                {
                    // A path needs a name to show.
                    if (Node(member.Value, mapping, Wording.Clause(member.Name) is { Length: > 0 } name ? name : "?") is { } child)
                    {
                        mapping.Add(member.Name, child);
                    }
                }

                return mapping;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                var list = new SeedNode.List(parent, label, 1);
                foreach (var item in value.EnumerateArray())
                {
                    var place = $"[{list.Items.Count}]";
                    list.Items.Add(Node(item, list, place) ?? new SeedNode.Scalar(list, place, 1, "", plain: true));
                }

                return list;
            case JsonValueKind.String:
                return new SeedNode.Scalar(parent, label, 1, value.GetString()!, plain: false);
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return new SeedNode.Scalar(parent, label, 1, value.GetRawText(), plain: true);
            default:
                return null;
        }
    }
}
