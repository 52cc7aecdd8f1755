using System.Text.Json;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>A group as the API shows it (Groups API, "Group object").</summary>
internal static class GroupJson
{
    // A seed says of nothing when it was made.
    private static readonly DateTimeOffset OfSeed = DateTimeOffset.UnixEpoch;

    internal static string Type(Group group) => group.IsBuiltIn ? "BUILT_IN" : "OKTA_GROUP";

    internal static DateTimeOffset Created(Group group) => group.Created ?? OfSeed;

    internal static DateTimeOffset Updated(Group group) => group.Updated ?? Created(group);

    /// <param name="moved">When groups last got or lost members, by their ids.</param>
    internal static DateTimeOffset MembersChanged(Group group, IReadOnlyDictionary<string, DateTimeOffset> moved) =>
        moved.TryGetValue(group.Id, out var at) ? at : Created(group);

    /// <summary>Answers with one group.</summary>
    internal static async Task Write(HttpContext context, Group group)
    {
        var moved = await Moved(context.Org(), [group]);
        await OktaJson.Ok(context, json => Write(json, context, group, moved));
    }

    /// <summary>Answers with a list of groups.</summary>
    internal static async Task Write(HttpContext context, IReadOnlyList<Group> groups)
    {
        var moved = await Moved(context.Org(), groups);
        await ManagementJson.List(context, groups, (json, group) => Write(json, context, group, moved));
    }

    /// <summary>When these groups last got or lost members; those that never did are not in it.</summary>
    internal static async ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> Moved(Org org, IReadOnlyList<Group> groups)
    {
        var moved = new Dictionary<string, DateTimeOffset>();
        foreach (var group in groups)
        {
            if (await org.Documents.Find(org.Name, DocumentKinds.GroupMoves, group.Id) is { } found)
            {
                moved[group.Id] = found.Value.At;
            }
        }

        return moved;
    }

    /// <param name="moved">When groups last got or lost members, by their ids.</param>
    internal static void Write(Utf8JsonWriter json, HttpContext context, Group group, IReadOnlyDictionary<string, DateTimeOffset> moved)
    {
        var self = $"{context.BaseUrl()}/api/v1/groups/{group.Id}";
        json.WriteStartObject();
        json.WriteString("id", group.Id);
        json.WriteInstant("created", Created(group));
        json.WriteInstant("lastUpdated", Updated(group));
        json.WriteInstant("lastMembershipUpdated", MembersChanged(group, moved));
        json.WriteStartArray("objectClass");
        json.WriteStringValue("okta:user_group");
        json.WriteEndArray();
        json.WriteString("type", Type(group));
        json.WriteStartObject("profile");
        json.WriteString("name", group.Name);
        json.WriteString("description", group.Description);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteStartArray("logo");
        foreach (var size in (string[])["medium", "large"])
        {
            json.WriteStartObject();
            json.WriteString("name", size);
            json.WriteString("href", $"{context.BaseUrl()}/img/logo.svg");
            json.WriteString("type", "image/svg+xml");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("users");
        json.WriteString("href", $"{self}/users");
        json.WriteEndObject();
        json.WriteStartObject("apps");
        json.WriteString("href", $"{self}/apps");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
