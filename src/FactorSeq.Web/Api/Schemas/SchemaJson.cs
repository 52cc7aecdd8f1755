using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Schemas;

/// <summary>Schemas as the API shows them (Schemas API, "User schema object").</summary>
internal static class SchemaJson
{
    internal const string UserTitle = "User";
    internal const string UserDescription = "Okta user profile template with default permission settings";

    /// <summary>The schema of users' profiles.</summary>
    /// <param name="untold">Attributes that a seed has given somebody without a word about them.</param>
    internal static void WriteUser(Utf8JsonWriter json, HttpContext context, IEnumerable<string> untold)
    {
        var org = context.Org().Current.Configuration;
        var custom = org.Administration.Attributes.Concat(untold.Select(name => new ProfileAttribute { Name = name, Title = name }));
        WriteHead(json, context, "user", UserTitle, UserDescription, org.Administration.SchemaUpdated);
        Write(json, "custom", [.. custom]);
        Write(json, "base", [.. BaseSchema.In(org)]);
        WriteTail(json);
        json.WriteStartObject("_links");
        json.WriteRel("self", $"{context.BaseUrl()}/api/v1/meta/schemas/user/{Ids.UserSchema(org.Name)}");
        json.WriteRel("type", $"{context.BaseUrl()}/api/v1/meta/types/user/{Ids.UserType(org.Name)}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The schema of groups' profiles, to which nothing can be added here.</summary>
    internal static void WriteGroup(Utf8JsonWriter json, HttpContext context)
    {
        WriteHead(json, context, "group", "Okta group", "Okta group profile template", null);
        Write(json, "custom", []);
        Write(
            json,
            "base",
            [
                new ProfileAttribute
                {
                    Name = "name", Title = "Name", Description = "Name of the group", Required = true, MaxLength = 255, Permission = "READ_WRITE",
                    Master = """{"type":"PROFILE_MASTER"}""",
                },
                new ProfileAttribute
                {
                    Name = "description", Title = "Description", Description = "Description of the group", MaxLength = 1024, Permission = "READ_WRITE",
                    Master = """{"type":"PROFILE_MASTER"}""",
                },
            ]);
        WriteTail(json);
        json.WriteStartObject("_links");
        json.WriteRel("self", $"{context.BaseUrl()}/api/v1/meta/schemas/group/{Ids.GroupSchema(context.Org().Name)}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, HttpContext context, string name, string title, string description, DateTimeOffset? updated)
    {
        json.WriteStartObject();
        json.WriteString("id", $"{context.BaseUrl()}/meta/schemas/{name}/default");
        json.WriteString("$schema", "http://json-schema.org/draft-04/schema#");
        json.WriteString("name", name);
        json.WriteString("title", title);
        json.WriteString("description", description);
        json.WriteTimes(null, updated);
        json.WriteStartObject("definitions");
    }

    private static void WriteTail(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteString("type", "object");
        json.WritePropertyName("properties");
        json.WriteRawValue("""{"profile":{"allOf":[{"$ref":"#/definitions/custom"},{"$ref":"#/definitions/base"}]}}""");
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<ProfileAttribute> attributes)
    {
        json.WriteStartObject(name);
        json.WriteString("id", $"#{name}");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var attribute in attributes)
        {
            json.WritePropertyName(attribute.Name);
            Write(json, attribute);
        }

        json.WriteEndObject();
        json.WriteList("required", attributes.Where(attribute => attribute.Required).Select(attribute => attribute.Name));
        json.WriteEndObject();
    }

    // In Okta's order.
    private static void Write(Utf8JsonWriter json, ProfileAttribute attribute)
    {
        json.WriteStartObject();
        json.WriteString("title", attribute.Title);
        WriteText(json, "description", attribute.Description);
        json.WriteString("type", Word(attribute.Type));
        if (attribute.Type == AttributeType.Array)
        {
            json.WriteStartObject("items");
            json.WriteString("type", Word(attribute.ItemType));
            WriteValues(json, attribute);
            json.WriteEndObject();
        }

        if (attribute.Required)
        {
            json.WriteBoolean("required", true);
        }

        WriteText(json, "format", attribute.Format);
        json.WriteString("mutability", attribute.Mutability);
        json.WriteString("scope", attribute.Scope);
        if (attribute.MinLength is { } least)
        {
            json.WriteNumber("minLength", least);
        }

        if (attribute.MaxLength is { } most)
        {
            json.WriteNumber("maxLength", most);
        }

        if (attribute.Unique)
        {
            json.WriteString("unique", "UNIQUE_VALIDATED");
        }

        if (attribute.Type != AttributeType.Array)
        {
            WriteValues(json, attribute);
        }

        json.WriteStartArray("permissions");
        json.WriteStartObject();
        json.WriteString("principal", "SELF");
        json.WriteString("action", attribute.Permission);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WritePropertyName("master");
        json.WriteRawValue(attribute.Master ?? """{"type":"PROFILE_MASTER"}""");
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, ProfileAttribute attribute)
    {
        if (attribute.Values.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("enum");
        foreach (var value in attribute.Values)
        {
            json.WriteRawValue(value);
        }

        json.WriteEndArray();
        if (attribute.Titles is { } titles)
        {
            json.WritePropertyName("oneOf");
            json.WriteRawValue(titles);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static string Word(AttributeType type) => type.ToString().ToLowerInvariant();
}
