using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>A server as the API shows it (Authorization Servers API, "Authorization Server object").</summary>
/// <param name="Ring">Its keys.</param>
internal sealed record ServerJson(CustomAuthorizationServer Server, KeyRing Ring, string BaseUrl)
{
    // Okta's keys change about four times a year.
    private static readonly TimeSpan Rotation = TimeSpan.FromDays(90);

    internal static async ValueTask<ServerJson> Of(HttpContext context, CustomAuthorizationServer server)
    {
        var keys = context.RequestServices.GetRequiredService<SigningKeys>();
        return new ServerJson(server, await keys.RingOf(context.Org(), new AuthorizationServer(server, context.BaseUrl())), context.BaseUrl());
    }

    internal static async Task Show(HttpContext context, CustomAuthorizationServer server, int status = StatusCodes.Status200OK)
    {
        var view = await Of(context, server);
        await OktaJson.Ok(context, view.Write, status);
    }

    internal void Write(Utf8JsonWriter json)
    {
        var issuer = new AuthorizationServer(Server, BaseUrl).Issuer;
        json.WriteStartObject();
        json.WriteString("id", Server.Id);
        json.WriteString("name", Server.Name);
        json.WriteString("description", Server.Description);
        json.WriteList("audiences", [Server.Audience]);
        json.WriteString("issuer", issuer);
        json.WriteString("issuerMode", Server.IssuerMode ?? "ORG_URL");
        json.WriteStatus(!Server.Inactive);
        json.WriteTimes(Server.Created, Server.LastUpdated);
        WriteCredentials(json);
        json.WriteBoolean("default", Server.Id == CustomAuthorizationServer.Default);
        WriteLinks(json, issuer);
        json.WriteEndObject();
    }

    private void WriteCredentials(Utf8JsonWriter json)
    {
        var rotated = Ring.Since ?? Server.Created ?? ManagementJson.SeedTime;
        json.WriteStartObject("credentials");
        json.WriteStartObject("signing");
        json.WriteString("kid", Ring.Current.Kid);
        json.WriteString("rotationMode", Server.RotatesByHand ? "MANUAL" : "AUTO");
        json.WriteInstant("lastRotated", rotated);
        if (!Server.RotatesByHand)
        {
            json.WriteInstant("nextRotation", rotated + Rotation);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteLinks(Utf8JsonWriter json, string issuer)
    {
        var self = $"{BaseUrl}/api/v1/authorizationServers/{Server.Id}";
        json.WriteStartObject("_links");
        json.WriteLinkOf("rotateKey", $"{self}/credentials/lifecycle/keyRotate", "POST");
        json.WriteStartArray("metadata");
        foreach (var name in (ReadOnlySpan<string>)["oauth-authorization-server", "openid-configuration"])
        {
            json.WriteLinkBody($"{issuer}/.well-known/{name}", "GET", name);
        }

        json.WriteEndArray();
        json.WriteLinkOf("keys", $"{self}/credentials/keys", "GET");
        json.WriteLinkOf("claims", $"{self}/claims", "GET", "POST");
        json.WriteLinkOf("policies", $"{self}/policies", "GET", "POST");
        json.WriteLinkOf("self", self, "GET", "DELETE", "PUT");
        json.WriteLinkOf("scopes", $"{self}/scopes", "GET", "POST");
        json.WriteLifecycleLink(self, !Server.Inactive);
        json.WriteEndObject();
    }
}
