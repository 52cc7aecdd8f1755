using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>A user of an app (Apps API, "Application user object").</summary>
internal static class AppUserJson
{
    internal static void Write(Utf8JsonWriter json, HttpContext context, App app, User user, Action<Utf8JsonWriter>? embedded = null)
    {
        var known = app.Assignments.GetValueOrDefault(user.Id);
        var created = known?.Created ?? app.Created ?? ManagementJson.SeedTime;
        json.WriteStartObject();
        json.WriteString("id", user.Id);
        json.WriteNull("externalId");
        json.WriteInstant("created", created);
        json.WriteInstant("lastUpdated", known?.LastUpdated ?? created);
        json.WriteString("scope", AppAssignments.ScopeOf(app, user) ?? "USER");
        json.WriteString("status", "ACTIVE");
        json.WriteInstant("statusChanged", created);
        json.WriteNull("passwordChanged");
        json.WriteString("syncState", "DISABLED");
        json.WriteStartObject("credentials");
        json.WriteString("userName", AppUserName.Of(context.Org(), app, user));
        json.WriteEndObject();
        json.WritePropertyName("profile");
        Profile(app, user, known).WriteTo(json);
        json.WriteStartObject("_links");
        AppJson.WriteHref(json, "app", $"{context.BaseUrl()}/api/v1/apps/{app.Id}");
        AppJson.WriteHref(json, "user", $"{context.BaseUrl()}/api/v1/users/{user.Id}");
        json.WriteEndObject();
        if (embedded is not null)
        {
            json.WriteStartObject("_embedded");
            embedded(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // A client's users have what Okta maps to them; others only what was said of them.
    private static JsonObject Profile(App app, User user, AppAssignment? known)
    {
        var profile = AppModes.IsClient(app) ? new JsonObject
        {
            ["street_address"] = user.Attribute("streetAddress"),
            ["country"] = user.Attribute("countryCode"),
            ["website"] = null,
            ["zoneinfo"] = user.TimeZone,
            ["birthdate"] = null,
            ["gender"] = null,
            ["formatted"] = null,
            ["profile"] = user.Attribute("profileUrl"),
            ["locality"] = user.Attribute("city"),
            ["given_name"] = user.FirstName,
            ["middle_name"] = user.Attribute("middleName"),
            ["locale"] = user.Locale,
            ["picture"] = null,
            ["name"] = $"{user.FirstName} {user.LastName}".Trim(),
            ["nickname"] = user.Attribute("nickName"),
            ["phone_number"] = user.Attribute("primaryPhone"),
            ["region"] = user.Attribute("state"),
            ["postal_code"] = user.Attribute("zipCode"),
            ["family_name"] = user.LastName,
            ["email"] = user.Email,
        }
        : [];
        foreach (var (name, value) in known?.Profile is { } said ? JsonNode.Parse(said)!.AsObject() : [])
        {
            profile[name] = value?.DeepClone();
        }

        return profile;
    }
}
