using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>The scopes of Okta's own API that a client may ask for (Apps API, "Application OAuth 2.0 scope consent grant operations").</summary>
internal static class ScopeGrantsApi
{
    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadAppGrants) is not null && await Client(context) is { } app)
        {
            await ManagementJson.List(context, app.OktaApiScopes, (json, scope) => Write(json, context, app, scope));
        }
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadAppGrants) is not null && await Client(context) is { } app)
        {
            await (ScopeOf(context, app) is { } scope ? Show(context, app, scope) : NotFound(context).Write(context));
        }
    }

    internal static async Task Grant(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageAppGrants) is not { } caller
            || await Client(context) is null
            || await EditRequest.Read(context, "oag") is not { } request)
        {
            return;
        }

        var scope = AppForm.Text(request.Body, "scopeId");
        if (scope is null || !OktaApiScopes.Are(scope))
        {
            await RequestErrors.At("scopeId", scope is null ? RequestErrors.Blank : "this is no scope of Okta's API").Write(context);
        }
        else if (AppForm.Text(request.Body, "issuer")?.TrimEnd('/') != context.BaseUrl())
        {
            await RequestErrors.At("issuer", $"The value must be the address of the org: {context.BaseUrl()}").Write(context);
        }
        else if (await Write(context, caller, "app.oauth2.admin.consent.grant", scope, app =>
            app.OktaApiScopes.Contains(scope) ? app : app with { OktaApiScopes = app.OktaApiScopes.Add(scope), LastUpdated = request.Now }) is { } changed)
        {
            await Show(context, changed, scope, StatusCodes.Status201Created);
        }
    }

    internal static async Task Revoke(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageAppGrants) is not { } caller || await Client(context) is not { } known)
        {
            return;
        }

        if (ScopeOf(context, known) is not { } scope)
        {
            await NotFound(context).Write(context);
        }
        else if (await Write(context, caller, "app.oauth2.admin.consent.revoke", scope, app => app with { OktaApiScopes = app.OktaApiScopes.Remove(scope), LastUpdated = context.Org().Clock.Now }) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <summary>The client in the path; null after E0000007 was answered.</summary>
    internal static async ValueTask<App?> Client(HttpContext context)
    {
        if (context.Org().Current.AppOfId(AppsApi.Named(context)) is { } app && AppModes.IsClient(app))
        {
            return app;
        }

        await RequestErrors.NotFound(AppsApi.Named(context), "OAuth2AppInstance").Write(context);
        return null;
    }

    private static ValueTask<App?> Write(HttpContext context, ApiCaller caller, string type, string scope, Func<App, App> edit) => ManagementEdit.Write(
        context,
        caller,
        type,
        app => [AppsApi.Target(app), new LogTarget(scope, "OAuth2Scope", scope, scope)],
        configuration => AppsApi.Edit(context, configuration, app => (edit(app), null)));

    private static string? ScopeOf(HttpContext context, App app) =>
        app.OktaApiScopes.FirstOrDefault(scope => Ids.ScopeGrant(context.Org().Name, app.Id, scope) == (string)context.Request.RouteValues["grantId"]!);

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound((string)context.Request.RouteValues["grantId"]!, "OAuth2ScopeConsentGrant");

    private static Task Show(HttpContext context, App app, string scope, int status = StatusCodes.Status200OK) =>
        OktaJson.Ok(context, json => Write(json, context, app, scope), status);

    // Who granted it, and when, is in the System Log.
    private static void Write(Utf8JsonWriter json, HttpContext context, App app, string scope)
    {
        var id = Ids.ScopeGrant(context.Org().Name, app.Id, scope);
        var address = $"{context.BaseUrl()}/api/v1/apps/{app.Id}";
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("status", "ACTIVE");
        json.WriteTimes(app.Created, app.LastUpdated);
        json.WriteString("issuer", context.BaseUrl());
        json.WriteString("clientId", app.ClientId);
        json.WriteString("scopeId", scope);
        json.WriteString("source", "ADMIN");
        json.WriteStartObject("_embedded");
        json.WriteStartObject("scope");
        json.WriteString("id", scope);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("_links");
        WriteTitled(json, "app", address, app.Label);
        json.WriteLinkOf("self", $"{address}/grants/{id}", "GET", "DELETE");
        WriteTitled(json, "client", $"{context.BaseUrl()}/oauth2/v1/clients/{app.ClientId}", app.Label);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A link with a title.</summary>
    internal static void WriteTitled(Utf8JsonWriter json, string rel, string href, string title)
    {
        json.WriteStartObject(rel);
        json.WriteString("href", href);
        json.WriteString("title", title);
        json.WriteEndObject();
    }
}
