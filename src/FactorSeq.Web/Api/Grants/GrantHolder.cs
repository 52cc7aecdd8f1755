using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Api.Apps;
using FactorSeq.Web.Api.AuthorizationServers;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Grants;

/// <summary>Of whom or what a path lists tokens: a user, an app or an authorization server, and mostly of one client.</summary>
/// <param name="Includes">Whether what somebody was granted is meant.</param>
/// <param name="Address">Of the list.</param>
internal sealed record GrantHolder(ApiCaller Caller, Func<Grant, bool> Includes, string Address)
{
    private static readonly ApiRight[] OfApps = [ApiRight.ReadApps, ApiRight.ManageApps];
    private static readonly ApiRight[] OfServers = [ApiRight.ReadServers, ApiRight.ManageServers];
    private static readonly ApiRight[] OfUsers = [ApiRight.ReadUsers, ApiRight.ManageUsers];

    /// <returns>null after an error was answered.</returns>
    internal static async ValueTask<GrantHolder?> User(HttpContext context, bool changes) =>
        await ApiCaller.Require(context, OfUsers[changes ? 1 : 0]) is { } caller
        && await UserFinder.Required(context, caller) is { Value.User: var user }
        && await Client(context) is { } client
            ? new(caller, grant => grant.UserId == user.Id && grant.ClientId == client.ClientId, $"{context.BaseUrl()}/api/v1/users/{user.Id}/clients/{client.ClientId}/tokens")
            : null;

    /// <returns>null after an error was answered.</returns>
    internal static async ValueTask<GrantHolder?> App(HttpContext context, bool changes) =>
        await ApiCaller.Require(context, OfApps[changes ? 1 : 0]) is { } caller && await ScopeGrantsApi.Client(context) is { } app
            ? new(caller, grant => grant.ClientId == app.ClientId, $"{context.BaseUrl()}/api/v1/apps/{app.Id}/tokens")
            : null;

    /// <returns>null after an error was answered.</returns>
    internal static async ValueTask<GrantHolder?> Server(HttpContext context, bool changes) =>
        await ApiCaller.Require(context, OfServers[changes ? 1 : 0]) is { } caller
        && await ServerEditing.Required(context) is { } server
        && await Client(context) is { } client
            ? new(
                caller,
                grant => grant.Server == server.Id && grant.ClientId == client.ClientId,
                $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}/clients/{client.ClientId}/tokens")
            : null;

    /// <summary>The client that the path names; null after E0000007 was answered.</summary>
    internal static async ValueTask<App?> Client(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["clientId"]!;
        var client = RegisteredClients.Find(context.Org().Current.Configuration, id);
        if (client is null)
        {
            await RequestErrors.NotFound(id, "PublicClientApp").Write(context);
        }

        return client;
    }

    /// <summary>The server that granted something, switched off or not; the org's own where it is gone.</summary>
    internal static AuthorizationServer Issuer(HttpContext context, string? server) => new(
        server is null ? null : ServerEditing.Find(context.Org().Current.Configuration, server) ?? new CustomAuthorizationServer { Id = server, Name = server, Audience = "" },
        context.BaseUrl());
}
