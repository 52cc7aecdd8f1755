using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Schemas;

/// <summary>The Schemas API and the User Types API: what profiles are made of. There is one type of user, and one schema.</summary>
internal static class SchemasApi
{
    private const string Default = "default";

    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/api/v1/meta/schemas/user/{id}",  GetUser),
        new("POST", "/api/v1/meta/schemas/user/{id}",  ChangeUser),
        new("GET",  "/api/v1/meta/schemas/group/{id}", GetGroup),
        new("GET",  "/api/v1/meta/types/user",         Types),
        new("GET",  "/api/v1/meta/types/user/{id}",    Type),
    ];

    private static async Task GetUser(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadSchemas) is not null && await Is(context, Ids.UserSchema(context.Org().Name), "UserSchema"))
        {
            await Show(context);
        }
    }

    private static async Task GetGroup(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadSchemas) is not null && await Is(context, Ids.GroupSchema(context.Org().Name), "GroupSchema"))
        {
            await OktaJson.Ok(context, json => SchemaJson.WriteGroup(json, context));
        }
    }

    private static async Task ChangeUser(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageSchemas) is not { } caller
            || !await Is(context, Ids.UserSchema(context.Org().Name), "UserSchema"))
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var now = context.Org().Clock.Now;
        var dropped = new List<string>();
        if (await ManagementEdit.Write(
            context,
            caller,
            "system.schema.update",
            changed => new LogTarget(Ids.UserSchema(context.Org().Name), "UserSchema", "unknown", SchemaJson.UserTitle),
            configuration =>
            {
                dropped.Clear();
                var (changed, error) = Apply(configuration, body.Root, dropped);
                var next = changed with { Administration = changed.Administration with { SchemaUpdated = now } };
                return error is null ? new Outcome<OrgConfiguration>(next, next, null) : new(configuration, null, error);
            }) is not null)
        {
            await Forget(context.Org(), dropped);
            await Show(context);
        }
    }

    private static (OrgConfiguration Configuration, OktaError? Error) Apply(OrgConfiguration configuration, JsonElement body, List<string> dropped)
    {
        foreach (var (part, member) in Properties(body))
        {
            var (next, error) = part == "base" ? ChangeBase(configuration, member) : ChangeCustom(configuration, member, dropped);
            if (error is not null)
            {
                return (configuration, error);
            }

            configuration = next;
        }

        return (configuration, null);
    }

    private static IEnumerable<(string Part, JsonProperty Member)> Properties(JsonElement body)
    {
        if (!body.TryGetProperty("definitions", out var definitions) || definitions.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var part in (string[])["base", "custom"])
        {
            if (definitions.TryGetProperty(part, out var definition) && definition.ValueKind == JsonValueKind.Object
                && definition.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in properties.EnumerateObject())
                {
                    yield return (part, member);
                }
            }
        }
    }

    // null takes an attribute away; what is not named stays.
    private static (OrgConfiguration, OktaError?) ChangeCustom(OrgConfiguration configuration, JsonProperty member, List<string> dropped)
    {
        var administration = configuration.Administration;
        var old = administration.Attribute(member.Name);
        if (member.Value.ValueKind == JsonValueKind.Null)
        {
            dropped.Add(member.Name);
            return (old is null ? configuration : With(configuration, administration.Attributes.Remove(old)), null);
        }

        if (!AttributeForm.IsName(member.Name) || BaseSchema.All.Any(attribute => attribute.Name == member.Name))
        {
            return (configuration, RequestErrors.At(
                Wording.Clause(member.Name) is { Length: > 0 } name ? name : "custom",
                "Names of attributes are letters, digits and _, begin with none of the digits, and are none of Okta's own"));
        }

        var (attribute, error) = AttributeForm.Read(member.Name, member.Value, old);
        return attribute is null ? (configuration, error)
            : (With(configuration, old is null ? administration.Attributes.Add(attribute) : administration.Attributes.Replace(old, attribute)), null);
    }

    // Of Okta's own attributes, an org says who may see and change them, who is believed about them, and whether two of them are needed.
    private static (OrgConfiguration, OktaError?) ChangeBase(OrgConfiguration configuration, JsonProperty member)
    {
        if (BaseSchema.In(configuration).FirstOrDefault(attribute => attribute.Name == member.Name) is not { } old)
        {
            return (configuration, RequestErrors.At(Wording.Clause(member.Name) is { Length: > 0 } name ? name : "base", "Okta has no attribute of this name"));
        }

        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            return (configuration, ErrorCodes.ReadOnlyAttribute.With(old.Name));
        }

        var given = member.Value;
        var required = JsonBody.Text(given, "required") is { } asked ? asked == "true" : old.Required;
        if (required != old.Required && !BaseSchema.Optional.Contains(old.Name))
        {
            return (configuration, ErrorCodes.ReadOnlyAttribute.With(old.Name));
        }

        var (read, error) = AttributeForm.Read(old.Name, WithTitle(given, old), old);
        if (read is null)
        {
            return (configuration, error);
        }

        var changed = old with
        {
            Required = required,
            Permission = given.TryGetProperty("permissions", out _) ? read.Permission : old.Permission,
            Master = read.Master ?? old.Master,
        };
        var others = configuration.Administration.BaseAttributes.RemoveAll(attribute => attribute.Name == old.Name);
        return (configuration with { Administration = configuration.Administration with { BaseAttributes = others.Add(changed) } }, null);
    }

    // Clients send of Okta's own attributes no more than they change.
    private static JsonElement WithTitle(JsonElement given, ProfileAttribute old)
    {
        var members = given.EnumerateObject().Where(member => member.Name is "permissions" or "master").ToDictionary(member => member.Name, member => (object)member.Value);
        members["title"] = old.Title;
        members["type"] = "string";
        return JsonSerializer.SerializeToElement(members);
    }

    private static OrgConfiguration With(OrgConfiguration configuration, ImmutableArray<ProfileAttribute> attributes) =>
        configuration with { Administration = configuration.Administration with { Attributes = attributes } };

    // Nobody keeps a value of an attribute that is gone.
    private static async ValueTask Forget(Org org, List<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        await foreach (var account in UserFinder.All(org))
        {
            while (await org.FindAccountById(account.User.Id) is { Value.User: var user } stored && names.Any(user.Profile.ContainsKey)
                && !await org.Documents.Commit(new UnitOfWork(org.Name).Update(
                    DocumentKinds.Accounts, stored, stored.Value with { User = user with { Profile = user.Profile.RemoveRange(names) } })))
            {
            }
        }
    }

    private static async Task Show(HttpContext context)
    {
        var untold = await KnownAttributes.UntoldOf(context.Org());
        await OktaJson.Ok(context, json => SchemaJson.WriteUser(json, context, untold));
    }

    private static async Task Types(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUserTypes) is not null)
        {
            await ManagementJson.List<string>(context, [Ids.UserType(context.Org().Name)], (json, id) => WriteType(json, context, id));
        }
    }

    private static async Task Type(HttpContext context)
    {
        var id = Ids.UserType(context.Org().Name);
        if (await ApiCaller.Require(context, ApiRight.ReadUserTypes) is not null && await Is(context, id, "UserType"))
        {
            await OktaJson.Ok(context, json => WriteType(json, context, id));
        }
    }

    private static void WriteType(Utf8JsonWriter json, HttpContext context, string id)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("displayName", SchemaJson.UserTitle);
        json.WriteString("name", "user");
        json.WriteString("description", SchemaJson.UserDescription);
        json.WriteTimes(null, context.Org().Current.Configuration.Administration.SchemaUpdated);
        json.WriteBoolean("default", true);
        json.WriteStartObject("_links");
        json.WriteRel("schema", $"{context.BaseUrl()}/api/v1/meta/schemas/user/{Ids.UserSchema(context.Org().Name)}");
        json.WriteRel("self", $"{context.BaseUrl()}/api/v1/meta/types/user/{id}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async ValueTask<bool> Is(HttpContext context, string id, string kind)
    {
        var named = (string)context.Request.RouteValues["id"]!;
        if (named == Default || named == id)
        {
            return true;
        }

        await RequestErrors.NotFound(named, kind).Write(context);
        return false;
    }
}
