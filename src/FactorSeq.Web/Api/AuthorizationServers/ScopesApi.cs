using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>The scopes of an authorization server (Authorization Servers API, "Scope operations"). Those of OpenID Connect are the system's.</summary>
internal static class ScopesApi
{
    private static readonly Shape Form = new("scope", ["name", "displayName", "description", "default", "optional", "metadataPublish", "consent"]);
    private static readonly ImmutableArray<string> Consents = ["IMPLICIT", "REQUIRED", "FLEXIBLE"];
    private static readonly ImmutableArray<string> Publishing = ["NO_CLIENTS", "ALL_CLIENTS"];
    private static readonly OktaError OfTheSystem = ErrorCodes.NoPermission.Because("A scope of the system can be neither changed nor deleted.");

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            var q = context.Request.Query["q"].ToString();
            await ManagementJson.List(
                context,
                All(server).Where(scope => scope.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase)),
                (json, scope) => Write(json, context, server, scope));
        }
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await (Find(context, server) is { } scope ? OktaJson.Ok(context, json => Write(json, context, server, scope)) : NotFound(context).Write(context));
        }
    }

    internal static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "scp") is { } request
            && await Edited(context, caller, "oauth2.scope.created", server =>
            {
                var (scope, error) = Read(new Scope("") { Id = request.NewId, Created = request.Now }, server, server.Scopes, request);
                return (scope is null ? server : server with { Scopes = server.Scopes.Add(scope) }, scope, error);
            }) is { } made)
        {
            await Show(context, made, StatusCodes.Status201Created);
        }
    }

    internal static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "scp") is { } request
            && await Edited(context, caller, "oauth2.scope.updated", server =>
            {
                if (Find(context, server) is not { } old)
                {
                    return (server, null, NotFound(context));
                }

                if (StandardScopes.Are(old.Name))
                {
                    return (server, null, OfTheSystem);
                }

                var (scope, error) = Read(old, server, server.Scopes.Remove(old), request);
                return (scope is null ? server : Renamed(server with { Scopes = server.Scopes.Replace(old, scope) }, old.Name, scope.Name), scope, error);
            }) is { } changed)
        {
            await Show(context, changed);
        }
    }

    internal static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await Edited(context, caller, "oauth2.scope.deleted", server =>
                Find(context, server) is not { } scope ? (server, null, NotFound(context))
                : StandardScopes.Are(scope.Name) ? (server, null, OfTheSystem)
                : (Renamed(server with { Scopes = server.Scopes.Remove(scope) }, scope.Name, null), scope, null)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static IEnumerable<Scope> All(CustomAuthorizationServer server) => StandardScopes.All.Select(name => new Scope(name)).Concat(server.Scopes);

    private static string Id(HttpContext context) => ServerEditing.Route(context, "scopeId");

    private static Scope? Find(HttpContext context, CustomAuthorizationServer server) =>
        All(server).FirstOrDefault(scope => ServerEditing.IdOf(context.Org().Name, server, scope) == Id(context));

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Id(context), "OAuth2Scope");

    private static (Scope? Scope, OktaError? Error) Read(Scope old, CustomAuthorizationServer server, ImmutableArray<Scope> others, EditRequest request)
    {
        var errors = new SeedErrors("body");
        var fields = request.Fields(Form, errors);
        var name = ServerEditing.Name(request.Body, others.Select(other => other.Name).Concat(StandardScopes.All), errors);
        if (name.Length > 0 && (name is "okta" or "*" || name.StartsWith("okta.", StringComparison.Ordinal) || name.StartsWith("okta:", StringComparison.Ordinal)
            || !name.All(c => c is > ' ' and <= '~' and not '"' and not '\\')))
        {
            errors.Add(1, "name", "The value must be printable ASCII without spaces, quotes and backslashes, and not begin with okta.", "");
        }

        var scope = old with
        {
            Name = name,
            DisplayName = ServerEditing.Text(request.Body, "displayName"),
            Description = ServerEditing.Text(request.Body, "description"),
            IsDefault = fields.Flag("default", false),
            IsOptional = fields.Flag("optional", false),
            IsPublished = fields.Choice("metadataPublish", 0, Publishing) == 1,
            Consent = (ScopeConsent)fields.Choice("consent", 0, Consents),
        };
        return RequestErrors.Of(errors) is { } error ? (null, error) : (scope, null);
    }

    // Rules and claims go by a scope's name. A rule that granted no other grants none from now on, not all of them.
    private static CustomAuthorizationServer Renamed(CustomAuthorizationServer server, string old, string? name)
    {
        if (old == name)
        {
            return server;
        }

        ImmutableArray<string> Of(ImmutableArray<string> scopes) => name is null ? scopes.Remove(old) : scopes.Replace(old, name);
        return server with
        {
            Policies =
            [
                .. server.Policies.Select(policy => policy with
                {
                    Rules =
                    [
                        .. policy.Rules.Select(rule => rule.Scopes.Contains(old)
                            ? rule with { Scopes = Of(rule.Scopes), GrantsNoOwnScope = name is null && rule.Scopes.Length == 1 }
                            : rule),
                    ],
                }),
            ],
            Claims =
            [
                .. server.Claims
                    .Where(claim => name is not null || claim.Scopes is not [var only] || only != old)
                    .Select(claim => claim.Scopes.Contains(old) ? claim with { Scopes = Of(claim.Scopes) } : claim),
            ],
        };
    }

    private static ValueTask<Scope?> Edited(
        HttpContext context, ApiCaller caller, string type, Func<CustomAuthorizationServer, (CustomAuthorizationServer, Scope?, OktaError?)> edit) =>
        ManagementEdit.Write<Scope>(
            context,
            caller,
            type,
            scope => new LogTarget(scope.Id!, "OAuth2Scope", scope.Name, scope.DisplayName ?? scope.Name),
            configuration => ServerEditing.In(context, configuration, edit));

    private static Task Show(HttpContext context, Scope scope, int status = StatusCodes.Status200OK) =>
        ServerEditing.Find(context.Org().Current.Configuration, ServerEditing.Id(context)) is { } server
            ? OktaJson.Ok(context, json => Write(json, context, server, scope), status)
            : ServerEditing.NotFound(context).Write(context);

    private static void Write(Utf8JsonWriter json, HttpContext context, CustomAuthorizationServer server, Scope scope)
    {
        var id = ServerEditing.IdOf(context.Org().Name, server, scope);
        var system = StandardScopes.Are(scope.Name);
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("name", scope.Name);
        json.WriteString("displayName", scope.DisplayName ?? "");
        json.WriteString("description", scope.Description ?? "");
        json.WriteBoolean("system", system);
        json.WriteString("metadataPublish", Publishing[scope.IsPublished ? 1 : 0]);
        json.WriteString("consent", Consents[(int)scope.Consent]);
        json.WriteBoolean("optional", scope.IsOptional);
        json.WriteBoolean("default", scope.IsDefault);
        json.WriteStartObject("_links");
        json.WriteLinkOf(
            "self", $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}/scopes/{id}", system ? ["GET"] : ["GET", "PUT", "DELETE"]);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
