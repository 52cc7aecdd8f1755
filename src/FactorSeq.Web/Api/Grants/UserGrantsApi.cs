using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.AuthorizationServers;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Grants;

/// <summary>
/// What a user has consented to, a scope at a time (Users API, "User-Consent Grant operations"). Whoever takes it back is asked again; tokens that were
/// issued stay.
/// </summary>
internal static class UserGrantsApi
{
    private const int UsualPage = 20;
    private const int LargestPage = 200;
    private const string OfUser = "/api/v1/users/{userId}/grants";
    private const string OfClient = "/api/v1/users/{userId}/clients/{clientId}/grants";

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    OfUser,                     List),
        new("DELETE", OfUser,                     context => Revoke(context, "app.oauth2.as.consent.revoke.user")),
        new("GET",    $"{OfUser}/{{grantId}}",    Get),
        new("DELETE", $"{OfUser}/{{grantId}}",    context => Revoke(context, "app.oauth2.as.consent.revoke")),
        new("GET",    OfClient,                   List),
        new("DELETE", OfClient,                   context => Revoke(context, "app.oauth2.as.consent.revoke.user.client")),
    ];

    private static async Task List(HttpContext context)
    {
        if (await Required(context, ApiRight.ReadUsers) is not var (_, user, isMeant))
        {
            return;
        }

        var scope = context.Request.Query["scopeId"].ToString();
        var grants = new List<UserGrant>();
        await foreach (var consent in context.Org().Each(DocumentKinds.Consents, isMeant))
        {
            grants.AddRange(Grants(context, consent.Value).Where(grant => scope.Length == 0 || grant.ScopeId == scope));
        }

        var paging = Paging.Of(context, UsualPage, LargestPage);
        var page = paging.Cut(
            context,
            [.. grants.OrderBy(grant => grant.Id, StringComparer.Ordinal).Where(grant => string.CompareOrdinal(grant.Id, paging.After) > 0)],
            grant => grant.Id);
        await ManagementJson.List(context, page, (json, grant) => Write(json, context, grant));
    }

    private static async Task Get(HttpContext context)
    {
        if (await Required(context, ApiRight.ReadUsers) is not var (_, _, isMeant))
        {
            return;
        }

        await foreach (var consent in context.Org().Each(DocumentKinds.Consents, isMeant))
        {
            if (Grants(context, consent.Value).FirstOrDefault(grant => grant.Id == Named(context)) is { } grant)
            {
                await OktaJson.Ok(context, json => Write(json, context, grant));
                return;
            }
        }

        await NotFound(context).Write(context);
    }

    // All of them, all of a client's, or the one that the path names.
    private static async Task Revoke(HttpContext context, string type)
    {
        if (await Required(context, ApiRight.ManageUsers) is not var (caller, user, isMeant))
        {
            return;
        }

        var org = context.Org();
        while (true)
        {
            var work = new UnitOfWork(org.Name);
            var gone = new List<UserGrant>();
            await foreach (var consent in org.Each(DocumentKinds.Consents, isMeant))
            {
                var meant = Grants(context, consent.Value).Where(grant => Named(context) is null || grant.Id == Named(context)).ToList();
                gone.AddRange(meant);
                if (meant.Count == consent.Value.Scopes.Length)
                {
                    work.Delete(DocumentKinds.Consents, consent);
                }
                else if (meant.Count > 0)
                {
                    work.Update(DocumentKinds.Consents, consent, consent.Value with { Scopes = consent.Value.Scopes.RemoveRange(meant.Select(grant => grant.Scope)) });
                }
            }

            if (gone.Count == 0 && Named(context) is not null)
            {
                await NotFound(context).Write(context);
                return;
            }

            if (gone.Count > 0)
            {
                caller.Log(
                    work,
                    Client.Of(context),
                    org.Clock.Now,
                    new SystemEvent(type, EventOutcome.Success),
                    user.Id,
                    [LogTarget.Of(user), .. gone.Select(grant => new LogTarget(grant.ScopeId, "OAuth2Scope", grant.Scope, grant.Scope))]);
            }

            if (gone.Count == 0 || await org.Documents.Commit(work))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }
    }

    /// <returns>null after an error was answered.</returns>
    private static async ValueTask<(ApiCaller Caller, User User, Func<Consent, bool> IsMeant)?> Required(HttpContext context, ApiRight right)
    {
        if (await ApiCaller.Require(context, right) is not { } caller
            || await UserFinder.Required(context, caller) is not { Value.User: var user })
        {
            return null;
        }

        if (context.Request.RouteValues["clientId"] is null)
        {
            return (caller, user, consent => consent.UserId == user.Id);
        }

        return await GrantHolder.Client(context) is { } client ? (caller, user, consent => consent.UserId == user.Id && consent.ClientId == client.ClientId) : null;
    }

    private static IEnumerable<UserGrant> Grants(HttpContext context, Consent consent)
    {
        var org = context.Org().Name;
        var issuer = GrantHolder.Issuer(context, consent.Server);
        return consent.Scopes.Select(scope => new UserGrant(
            Ids.UserGrant(org, consent.UserId, consent.ClientId, consent.Server, scope),
            scope,
            issuer.Custom is { } server ? ServerEditing.IdOf(org, server, server.Scopes.FirstOrDefault(own => own.Name == scope) ?? new Scope(scope)) : scope,
            issuer,
            consent));
    }

    private static string? Named(HttpContext context) => context.Request.RouteValues["grantId"] as string;

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Named(context)!, "OAuth2ScopeConsentGrant");

    private static void Write(Utf8JsonWriter json, HttpContext context, UserGrant grant)
    {
        var consent = grant.Consent;
        json.WriteStartObject();
        json.WriteString("id", grant.Id);
        json.WriteString("status", "ACTIVE");
        json.WriteTimes(consent.Given, consent.Given);
        json.WriteString("issuer", grant.Issuer.Issuer);
        json.WriteString("clientId", consent.ClientId);
        json.WriteString("userId", consent.UserId);
        json.WriteString("scopeId", grant.ScopeId);
        json.WriteString("source", "END_USER");
        json.WriteStartObject("_links");
        GrantLinks.Write(json, context, consent.ClientId, consent.UserId, grant.Issuer);
        if (grant.Issuer.Custom is { } server)
        {
            ManagementJson.WriteHref(json, "scope", $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}/scopes/{grant.ScopeId}");
        }

        json.WriteLinkOf("self", $"{context.BaseUrl()}/api/v1/users/{consent.UserId}/grants/{grant.Id}", "GET", "DELETE");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private sealed record UserGrant(string Id, string Scope, string ScopeId, AuthorizationServer Issuer, Consent Consent);
}
