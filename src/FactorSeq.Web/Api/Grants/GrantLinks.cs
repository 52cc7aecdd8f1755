using System.Text.Json;
using FactorSeq.Web.Api.Apps;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Grants;

/// <summary>What everything that was granted to a client for a user links to.</summary>
internal static class GrantLinks
{
    internal static void Write(Utf8JsonWriter json, HttpContext context, string clientId, string userId, AuthorizationServer issuer)
    {
        var app = RegisteredClients.Find(context.Org().Current.Configuration, clientId);
        ScopeGrantsApi.WriteTitled(json, "app", $"{context.BaseUrl()}/api/v1/apps/{app?.Id ?? clientId}", app?.Label ?? clientId);
        ScopeGrantsApi.WriteTitled(json, "client", $"{context.BaseUrl()}/oauth2/v1/clients/{clientId}", app?.Label ?? clientId);
        ManagementJson.WriteHref(json, "user", $"{context.BaseUrl()}/api/v1/users/{userId}");
        if (issuer.Custom is { } server)
        {
            ScopeGrantsApi.WriteTitled(json, "authorizationServer", $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}", server.Name);
        }
    }

    /// <summary>A client that holds something, and where it is listed.</summary>
    /// <param name="lists">The lists below the client's address.</param>
    internal static void WriteClient(Utf8JsonWriter json, HttpContext context, string clientId, string address, params ReadOnlySpan<string> lists)
    {
        var app = RegisteredClients.Find(context.Org().Current.Configuration, clientId);
        json.WriteStartObject();
        json.WriteString("client_id", clientId);
        json.WriteString("client_name", app?.Label ?? clientId);
        json.WriteString("client_uri", app?.Client?.Registration?.ClientUri);
        json.WriteString("logo_uri", app?.Client?.Registration?.LogoUri);
        json.WriteStartObject("_links");
        foreach (var list in lists)
        {
            ManagementJson.WriteHref(json, list, $"{address}/clients/{clientId}/{list}");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
