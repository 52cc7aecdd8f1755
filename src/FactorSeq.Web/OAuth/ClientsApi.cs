using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Api;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/oauth2/v1/clients</c>: clients are registered, and changed, by holders of an API token (Okta, "Dynamic Client Registration API").</summary>
internal static class ClientsApi
{
    private const int UsualPage = 20;
    private const int LargestPage = 200;

    internal static readonly ApiRoute[] Table =
    [
        new("POST",   "/oauth2/v1/clients",                          Register),
        new("GET",    "/oauth2/v1/clients",                          List),
        new("GET",    "/oauth2/v1/clients/{id}",                     Find),
        new("PUT",    "/oauth2/v1/clients/{id}",                     Update),
        new("DELETE", "/oauth2/v1/clients/{id}",                     Remove),
        new("PUT",    "/oauth2/v1/clients/{id}/lifecycle/newSecret", RenewSecret),
        new("POST",   "/oauth2/v1/clients/{id}/lifecycle/newSecret", RenewSecret),
    ];

    private static async Task Register(HttpContext context)
    {
        if (await Metadata(context, null) is { } metadata)
        {
            var (app, error) = await RegisteredClients.Add(context.Org(), metadata);
            await Answer(context, app, error, "application.lifecycle.create", StatusCodes.Status201Created);
        }
    }

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadClients) is null)
        {
            return;
        }

        var paging = Paging.Of(context, UsualPage, LargestPage);
        var clients = paging.Cut(
            context,
            [
                .. context.Org().Current.Configuration.Apps
                    .Where(app => app.Type == AppType.Oidc && app.Saml is null
                        && app.Label.StartsWith(context.Request.Query["q"].ToString(), StringComparison.OrdinalIgnoreCase))
                    .OrderBy(app => app.ClientId, StringComparer.Ordinal)
                    .Where(app => string.CompareOrdinal(app.ClientId, paging.After) > 0)
                    .Take(paging.Limit + 1),
            ],
            app => app.ClientId);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var app in clients)
            {
                ClientJson.Write(json, app, showsSecret: false);
            }

            json.WriteEndArray();
        });
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadClients) is not null)
        {
            await (RegisteredClients.Find(context.Org().Current.Configuration, Id(context)) is { } app
                ? OktaJson.Ok(context, json => ClientJson.Write(json, app, showsSecret: false))
                : OAuthErrors.InvalidClientId.Write(context));
        }
    }

    private static async Task Update(HttpContext context)
    {
        if (await Metadata(context, Id(context)) is { } metadata)
        {
            var (app, error) = await RegisteredClients.Replace(context.Org(), Id(context), metadata);
            await Answer(context, app, error, "application.lifecycle.update");
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageClients) is null)
        {
            return;
        }

        if (await RegisteredClients.Remove(context.Org(), Id(context)) is { } app)
        {
            await Log(context, "application.lifecycle.delete", app);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await OAuthErrors.InvalidClientId.Write(context);
        }
    }

    private static async Task RenewSecret(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageClients) is null)
        {
            return;
        }

        if (RegisteredClients.Find(context.Org().Current.Configuration, Id(context)) is not { } known)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {Id(context)} (PublicClientApp)").Write(context);
        }
        else if (known.ClientSecret is null)
        {
            await ClientErrors.Metadata("token_endpoint_auth_method", "The client has no secret.").Write(context);
        }
        else
        {
            var (app, error) = await RegisteredClients.RenewSecret(context.Org(), Id(context));
            await Answer(context, app, error, "app.oauth2.credentials.lifecycle.create");
        }
    }

    /// <param name="id">Of the client that it is to be of; null for a new one.</param>
    /// <returns>null after an error was answered.</returns>
    private static async ValueTask<ClientMetadata?> Metadata(HttpContext context, string? id)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageClients) is null)
        {
            return null;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return null;
        }

        var known = id is null ? null : RegisteredClients.Find(context.Org().Current.Configuration, id);
        var (metadata, error) = id is not null && known is null
            ? (null, OAuthErrors.InvalidClientId)
            : ClientMetadata.Read(body.Root.Clone(), known);
        if (error is not null)
        {
            await error.Write(context);
        }

        return metadata;
    }

    private static async Task Answer(HttpContext context, App? app, OAuthError? error, string @event, int status = StatusCodes.Status200OK)
    {
        if (app is null)
        {
            await error!.Write(context);
            return;
        }

        await Log(context, @event, app);
        await OktaJson.Ok(context, json => ClientJson.Write(json, app, showsSecret: true), status);
    }

    private static async Task Log(HttpContext context, string @event, App app)
    {
        await context.Org().Documents.Commit(new UnitOfWork(context.Org().Name).Log(context, @event, app));
        context.Org().Changes.Tell("events");
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
