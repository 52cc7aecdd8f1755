using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Orgs;

/// <summary>The Profile Mappings API, to be read: how profiles go from apps, directories and identity providers to users, and back.</summary>
internal static class MappingsApi
{
    private const int UsualPage = 10;
    private const int LargestPage = 200;

    private static readonly string[] Usual = ["email", "firstName", "lastName"];

    internal static readonly ApiRoute[] Table =
    [
        new("GET", "/api/v1/mappings",      List),
        new("GET", "/api/v1/mappings/{id}", Get),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadMappings) is null)
        {
            return;
        }

        var query = context.Request.Query;
        var paging = Paging.Of(context, UsualPage, LargestPage);
        var mappings = paging.Cut(
            context,
            [
                .. All(context)
                    .Where(mapping => Fits(query["sourceId"], mapping.Source) && Fits(query["targetId"], mapping.Target))
                    .OrderBy(mapping => mapping.Id, StringComparer.Ordinal)
                    .Where(mapping => string.CompareOrdinal(mapping.Id, paging.After) > 0),
            ],
            mapping => mapping.Id);
        await ManagementJson.List(context, mappings, (json, mapping) => Write(json, context, mapping, isListed: true));
    }

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadMappings) is not null)
        {
            var id = (string)context.Request.RouteValues["id"]!;
            await (All(context).FirstOrDefault(mapping => mapping.Id == id) is { } found
                ? OktaJson.Ok(context, json => Write(json, context, found, isListed: false))
                : RequestErrors.NotFound(id, "ProfileMapping").Write(context));
        }
    }

    private static bool Fits(string? asked, End end) => string.IsNullOrEmpty(asked) || asked == end.Id;

    private static IEnumerable<Mapping> All(HttpContext context)
    {
        var org = context.Org();
        var configuration = org.Current.Configuration;
        var user = new End(Ids.UserType(org.Name), "user", "user");
        foreach (var app in configuration.Apps)
        {
            var end = new End(app.Id, app.Name, "appuser");
            yield return Of(org, end, user, Properties("appuser", login: "appuser.userName"));
            yield return Of(org, user, end, Properties("user"));
        }

        foreach (var directory in configuration.Directories)
        {
            yield return Of(org, new End(directory.Id, directory.Name, "appuser"), user, Properties("appuser", login: "appuser.userName"));
        }

        foreach (var provider in configuration.IdentityProviders)
        {
            var login = provider.Policy.UserNameTemplate ?? (provider.Type == IdentityProviderType.Oidc ? "idpuser.email" : "idpuser.subjectNameId");
            var own = provider.Policy.Attributes.Select(pair => (pair.Key, pair.Value.Contains("idpuser.", StringComparison.Ordinal) ? pair.Value : $"idpuser.{pair.Value}"));
            yield return Of(
                org,
                new End(provider.Id, provider.Name, "appuser"),
                user,
                [.. Properties("idpuser", login).Where(usual => !provider.Policy.Attributes.ContainsKey(usual.Name)), .. own]);
        }
    }

    private static IEnumerable<(string Name, string Expression)> Properties(string from, string? login = null) =>
        Usual.Select(name => (name, $"{from}.{name}")).Prepend(login is null ? ("userName", $"{from}.login") : ("login", login));

    private static Mapping Of(Org org, End source, End target, IEnumerable<(string, string)> properties) =>
        new(Ids.Mapping(org.Name, source.Id, target.Id), source, target, properties);

    private static void Write(Utf8JsonWriter json, HttpContext context, Mapping mapping, bool isListed)
    {
        json.WriteStartObject();
        json.WriteString("id", mapping.Id);
        Write(json, context, "source", mapping.Source);
        Write(json, context, "target", mapping.Target);
        if (!isListed)
        {
            json.WriteStartObject("properties");
            foreach (var (name, expression) in mapping.Properties)
            {
                json.WriteStartObject(name);
                json.WriteString("expression", expression);
                json.WriteString("pushStatus", "DONT_PUSH");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteStartObject("_links");
        json.WriteHref("self", $"{context.BaseUrl()}/api/v1/mappings/{mapping.Id}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HttpContext context, string name, End end)
    {
        var api = $"{context.BaseUrl()}/api/v1";
        var isUser = end.Type == "user";
        json.WriteStartObject(name);
        json.WriteString("id", end.Id);
        json.WriteString("name", end.Name);
        json.WriteString("type", end.Type);
        json.WriteStartObject("_links");
        json.WriteHref("self", isUser ? $"{api}/meta/types/user/{end.Id}" : $"{api}/apps/{end.Id}");
        json.WriteHref("schema", isUser ? $"{api}/meta/schemas/user/{Ids.UserSchema(context.Org().Name)}" : $"{api}/meta/schemas/apps/{end.Id}/default");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>One end of a mapping.</summary>
    /// <param name="Type"><c>user</c> or <c>appuser</c>.</param>
    private sealed record End(string Id, string Name, string Type);

    private sealed record Mapping(string Id, End Source, End Target, IEnumerable<(string Name, string Expression)> Properties);
}
