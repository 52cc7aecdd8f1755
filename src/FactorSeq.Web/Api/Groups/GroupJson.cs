using System.Text.Json;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Groups;

/// <summary>A group as the API shows it (Groups API, "Group object").</summary>
internal static class GroupJson
{
    // A seed says of nothing when it was made.
    private static readonly DateTimeOffset OfSeed = DateTimeOffset.UnixEpoch;

    internal static string Type(Group group) => group.IsBuiltIn ? "BUILT_IN" : "OKTA_GROUP";

    internal static DateTimeOffset Created(Group group) => group.Created ?? OfSeed;

    internal static DateTimeOffset Updated(Group group) => group.Updated ?? Created(group);

    internal static DateTimeOffset MembersChanged(Group group) => group.MembersChanged ?? Created(group);

    internal static void Write(Utf8JsonWriter json, HttpContext context, Group group)
    {
        var self = $"{context.BaseUrl()}/api/v1/groups/{group.Id}";
        json.WriteStartObject();
        json.WriteString("id", group.Id);
        json.WriteInstant("created", Created(group));
        json.WriteInstant("lastUpdated", Updated(group));
        json.WriteInstant("lastMembershipUpdated", MembersChanged(group));
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
