using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Apps;
using FactorSeq.Web.Api.AuthorizationServers;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Grants;

/// <summary>
/// Refresh tokens as administrators see them, and end them (Users API, "User OAuth 2.0 token management operations"; Apps API, "Application OAuth 2.0
/// token operations"; Authorization Servers API, "OAuth 2.0 token management operations"). The tokens themselves are shown to nobody.
/// </summary>
internal static class RefreshTokensApi
{
    private const int UsualPage = 20;
    private const int LargestPage = 200;
    private const string OfUser = "/api/v1/users/{userId}/clients";
    private const string OfApp = "/api/v1/apps/{appId}/tokens";
    private const string OfServer = "/api/v1/authorizationServers/{serverId}/clients";

    private delegate ValueTask<GrantHolder?> Whose(HttpContext context, bool changes);

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    OfUser,                                          ClientsOfUser),
        new("GET",    $"{OfUser}/{{clientId}}/tokens",                 context => List(context, GrantHolder.User)),
        new("DELETE", $"{OfUser}/{{clientId}}/tokens",                 context => Revoke(context, GrantHolder.User)),
        new("GET",    $"{OfUser}/{{clientId}}/tokens/{{tokenId}}",     context => Get(context, GrantHolder.User)),
        new("DELETE", $"{OfUser}/{{clientId}}/tokens/{{tokenId}}",     context => Revoke(context, GrantHolder.User)),
        new("GET",    OfApp,                                           context => List(context, GrantHolder.App)),
        new("DELETE", OfApp,                                           context => Revoke(context, GrantHolder.App)),
        new("GET",    $"{OfApp}/{{tokenId}}",                          context => Get(context, GrantHolder.App)),
        new("DELETE", $"{OfApp}/{{tokenId}}",                          context => Revoke(context, GrantHolder.App)),
        new("GET",    OfServer,                                        ClientsOfServer),
        new("GET",    $"{OfServer}/{{clientId}}/tokens",               context => List(context, GrantHolder.Server)),
        new("DELETE", $"{OfServer}/{{clientId}}/tokens",               context => Revoke(context, GrantHolder.Server)),
        new("GET",    $"{OfServer}/{{clientId}}/tokens/{{tokenId}}",   context => Get(context, GrantHolder.Server)),
        new("DELETE", $"{OfServer}/{{clientId}}/tokens/{{tokenId}}",   context => Revoke(context, GrantHolder.Server)),
    ];

    private static async Task ClientsOfUser(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers) is { } caller
            && await UserFinder.Required(context, caller) is { Value.User: var user })
        {
            var ids = await Clients(context.Org(), grant => grant.UserId == user.Id);
            await foreach (var consent in context.Org().Each(DocumentKinds.Consents, consent => consent.UserId == user.Id))
            {
                ids.Add(consent.Value.ClientId);
            }

            await ManagementJson.List(context, ids, (json, id) => GrantLinks.WriteClient(json, context, id, $"{context.BaseUrl()}/api/v1/users/{user.Id}", "grants", "tokens"));
        }
    }

    private static async Task ClientsOfServer(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await ManagementJson.List(
                context,
                await Clients(context.Org(), grant => grant.Server == server.Id),
                (json, id) => GrantLinks.WriteClient(json, context, id, $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}", "tokens"));
        }
    }

    private static async ValueTask<SortedSet<string>> Clients(Org org, Func<Grant, bool> isMeant)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var family in Living(org, isMeant))
        {
            ids.Add(family.Value.Grant.ClientId);
        }

        return ids;
    }

    private static async Task List(HttpContext context, Whose whose)
    {
        if (await whose(context, changes: false) is not { } holder)
        {
            return;
        }

        var paging = Paging.Of(context, UsualPage, LargestPage);
        var families = new List<Stored<RefreshTokenFamily>>();
        await foreach (var family in Living(context.Org(), holder.Includes))
        {
            families.Add(family);
        }

        var page = paging.Cut(
            context,
            [.. families.OrderBy(family => Id(context, family), StringComparer.Ordinal).Where(family => string.CompareOrdinal(Id(context, family), paging.After) > 0)],
            family => Id(context, family));
        await ManagementJson.List(context, page, (json, family) => Write(json, context, holder, family));
    }

    private static async Task Get(HttpContext context, Whose whose)
    {
        if (await whose(context, changes: false) is not { } holder)
        {
            return;
        }

        await foreach (var family in Living(context.Org(), holder.Includes))
        {
            if (Id(context, family) == Named(context))
            {
                await OktaJson.Ok(context, json => Write(json, context, holder, family));
                return;
            }
        }

        await NotFound(context).Write(context);
    }

    // All of them, or the one that the path names.
    private static async Task Revoke(HttpContext context, Whose whose)
    {
        if (await whose(context, changes: true) is not { } holder)
        {
            return;
        }

        var org = context.Org();
        while (true)
        {
            var work = new UnitOfWork(org.Name);
            var found = 0;
            await foreach (var family in Living(org, holder.Includes))
            {
                if (Named(context) is null || Id(context, family) == Named(context))
                {
                    RefreshToken.End(work, family);
                    found++;
                    holder.Caller.Log(
                        work,
                        Client.Of(context),
                        org.Clock.Now,
                        new SystemEvent(GrantHolder.Issuer(context, family.Value.Grant.Server).Event("token.revoke"), EventOutcome.Success),
                        family.Value.Grant.UserId!,
                        [new LogTarget(Id(context, family), "refresh_token", "unknown", "Refresh Token"), .. Targets(org, family.Value.Grant)]);
                }
            }

            if (found == 0 && Named(context) is not null)
            {
                await NotFound(context).Write(context);
                return;
            }

            if (found == 0 || await org.Documents.Commit(work))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }
    }

    private static IEnumerable<LogTarget> Targets(Org org, Grant grant) =>
        RegisteredClients.Find(org.Current.Configuration, grant.ClientId) is { } app ? [AppsApi.Target(app)] : [];

    // A client that acts for itself has no refresh token.
    private static IAsyncEnumerable<Stored<RefreshTokenFamily>> Living(Org org, Func<Grant, bool> isMeant) =>
        org.Each(DocumentKinds.RefreshTokens, family => org.Clock.Now < family.Expires && isMeant(family.Grant));

    private static string Id(HttpContext context, Stored<RefreshTokenFamily> family) => Ids.RefreshToken(context.Org().Name, family.Id);

    private static string? Named(HttpContext context) => context.Request.RouteValues["tokenId"] as string;

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Named(context)!, "OAuth2RefreshToken");

    private static void Write(Utf8JsonWriter json, HttpContext context, GrantHolder holder, Stored<RefreshTokenFamily> stored)
    {
        var (family, grant) = (stored.Value, stored.Value.Grant);
        var issuer = GrantHolder.Issuer(context, grant.Server);
        var self = $"{holder.Address}/{Id(context, stored)}";
        json.WriteStartObject();
        json.WriteString("id", Id(context, stored));
        json.WriteString("status", "ACTIVE");
        json.WriteInstant("created", family.Created ?? grant.SignedIn);
        json.WriteInstant("lastUpdated", family.Used ?? family.Created ?? grant.SignedIn);
        json.WriteInstant("expiresAt", family.Expires);
        json.WriteString("issuer", issuer.Issuer);
        json.WriteString("clientId", grant.ClientId);
        json.WriteString("userId", grant.UserId);
        json.WriteList("scopes", grant.Scopes);
        json.WriteStartObject("_links");
        GrantLinks.Write(json, context, grant.ClientId, grant.UserId!, issuer);
        json.WriteLinkOf("self", self, "GET", "DELETE");
        json.WriteLinkOf("revoke", self, "DELETE");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
