using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>The Apps API (Okta, "Apps API"): OpenID Connect clients, SAML apps and bookmarks.</summary>
internal static class AppsApi
{
    private static readonly OktaError StillActive = ErrorCodes.AppInUse.Because("The application must be deactivated before deletion.");

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/apps",                                       AppQuery.List),
        new("POST",   "/api/v1/apps",                                       Add),
        new("GET",    "/api/v1/apps/{appId}",                               Get),
        new("PUT",    "/api/v1/apps/{appId}",                               Replace),
        new("DELETE", "/api/v1/apps/{appId}",                               Remove),
        new("POST",   "/api/v1/apps/{appId}/lifecycle/activate",            context => Switch(context, active: true)),
        new("POST",   "/api/v1/apps/{appId}/lifecycle/deactivate",          context => Switch(context, active: false)),
        new("GET",    "/api/v1/apps/{appId}/users",                         AppUsersApi.List),
        new("POST",   "/api/v1/apps/{appId}/users",                         AppUsersApi.Assign),
        new("GET",    "/api/v1/apps/{appId}/users/{userId}",                AppUsersApi.Get),
        new("POST",   "/api/v1/apps/{appId}/users/{userId}",                AppUsersApi.Update),
        new("PUT",    "/api/v1/apps/{appId}/users/{userId}",                AppUsersApi.Update),
        new("DELETE", "/api/v1/apps/{appId}/users/{userId}",                AppUsersApi.Remove),
        new("GET",    "/api/v1/apps/{appId}/groups",                        AppGroupsApi.List),
        new("GET",    "/api/v1/apps/{appId}/groups/{groupId}",              AppGroupsApi.Get),
        new("PUT",    "/api/v1/apps/{appId}/groups/{groupId}",              AppGroupsApi.Put),
        new("DELETE", "/api/v1/apps/{appId}/groups/{groupId}",              AppGroupsApi.Remove),
        new("GET",    "/api/v1/groups/{groupId}/apps",                      GroupApps.List),
        new("GET",    "/api/v1/apps/{appId}/credentials/keys",              AppKeysApi.List),
        new("GET",    "/api/v1/apps/{appId}/credentials/keys/{keyId}",      AppKeysApi.Get),
        new("GET",    "/api/v1/apps/{appId}/grants",                        ScopeGrantsApi.List),
        new("POST",   "/api/v1/apps/{appId}/grants",                        ScopeGrantsApi.Grant),
        new("GET",    "/api/v1/apps/{appId}/grants/{grantId}",              ScopeGrantsApi.Get),
        new("DELETE", "/api/v1/apps/{appId}/grants/{grantId}",              ScopeGrantsApi.Revoke),
        new("GET",    "/api/v1/internal/apps/{appId}/settings/oauth/idToken", IdTokenSettingsApi.Get),
        new("POST",   "/api/v1/internal/apps/{appId}/settings/oauth/idToken", IdTokenSettingsApi.Set),
    ];

    /// <summary>How the path names the app.</summary>
    internal static string Named(HttpContext context) => (string)context.Request.RouteValues["appId"]!;

    internal static App? Find(OrgConfiguration configuration, string id) => configuration.Apps.FirstOrDefault(app => app.Id == id);

    /// <returns>null after E0000007 was answered.</returns>
    internal static async ValueTask<App?> Required(HttpContext context)
    {
        var app = context.Org().Current.AppOfId(Named(context));
        if (app is null)
        {
            await NotFound(context).Write(context);
        }

        return app;
    }

    internal static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Named(context), "AppInstance");

    /// <summary>What the System Log calls an app.</summary>
    internal static LogTarget Target(App app) => new(app.Id, "AppInstance", app.Label, app.Label);

    /// <summary>An edit of the app in the path.</summary>
    internal static Outcome<App> Edit(HttpContext context, OrgConfiguration configuration, Func<App, (App? App, OktaError? Error)> edit)
    {
        if (Find(configuration, Named(context)) is not { } old)
        {
            return new(configuration, null, NotFound(context));
        }

        var (changed, error) = edit(old);
        return changed is null ? new(configuration, null, error)
            : new(ReferenceEquals(changed, old) ? configuration : configuration with { Apps = configuration.Apps.Replace(old, changed) }, changed, null);
    }

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is not null && await Required(context) is { } app)
        {
            await AppJson.Show(context, app);
        }
    }

    private static async Task Add(HttpContext context)
    {
        var secret = RegisteredClients.NewSecret();
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is { } caller
            && await EditRequest.Read(context, "0oa") is { } request
            && await ManagementEdit.Write<App>(context, caller, "application.lifecycle.create", Target, configuration =>
            {
                var (app, error) = AppForm.Read(null, configuration, request, secret);
                return app is null ? new(configuration, null, error) : new(configuration with { Apps = configuration.Apps.Add(app) }, app, null);
            }) is { } made)
        {
            await AppJson.Show(context, made, showsSecret: true);
        }
    }

    private static async Task Replace(HttpContext context)
    {
        var secret = RegisteredClients.NewSecret();
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is { } caller
            && await EditRequest.Read(context, "0oa") is { } request
            && await ManagementEdit.Write(
                context,
                caller,
                "application.lifecycle.update",
                Target,
                configuration => Edit(context, configuration, old => AppForm.Read(old, configuration, request, secret))) is { } changed)
        {
            await AppJson.Show(context, changed, showsSecret: true);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is { } caller
            && await ManagementEdit.Write(context, caller, "application.lifecycle.delete", Target, configuration =>
                Find(configuration, Named(context)) is not { } app ? new(configuration, null, NotFound(context))
                : !app.Inactive ? new Outcome<App>(configuration, null, StillActive)
                : new(configuration with { Apps = configuration.Apps.Remove(app) }, app, null)) is { } gone)
        {
            await RegisteredClients.Leave(context.Org(), gone);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is { } caller
            && await ManagementEdit.Write(
                context,
                caller,
                active ? "application.lifecycle.activate" : "application.lifecycle.deactivate",
                Target,
                configuration => Edit(context, configuration, old =>
                    (old.Inactive != active ? old : old with { Inactive = !active, LastUpdated = now }, null))) is not null)
        {
            await OktaJson.Ok(context, Empty);
        }
    }

    private static void Empty(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }
}
