using System.Text.Json;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The keys that sign tokens: what there is, and the rotation that Okta does by the calendar.</summary>
internal static class KeysApi
{
    /// <summary><c>GET /emulator/keys</c>: the org's, and those of every custom server that has its own.</summary>
    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var keys = context.RequestServices.GetRequiredService<SigningKeys>();
        var issuers = new List<(AuthorizationServer Server, KeyRing Ring)>();
        var servers = org.Current.Configuration.AuthorizationServers.Select(server => AuthorizationServer.Find(context, server.Id)).OfType<AuthorizationServer>();
        foreach (var server in servers.Where(server => server.HasOwnKeysIn(org)).Prepend(AuthorizationServer.OfOrg(context)))
        {
            issuers.Add((server, await keys.RingOf(org, server)));
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var (server, ring) in issuers)
            {
                Write(json, server, ring);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>POST /emulator/keys/announce</c>, <c>/rotate</c>, <c>/retire</c>: <c>{"server"?}</c>.</summary>
    internal static async Task Change(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        var name = (string)context.Request.RouteValues["change"]!;
        if (!KeyChanges.All.TryGetValue(name, out var change))
        {
            await ErrorCodes.NotFound.With($"Resource not found: {name} (KeyChange)").Write(context);
        }
        else if (AuthorizationServer.Find(context, body.Text("server")) is not { } server)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {body.Text("server")} (AuthorizationServer)").Write(context);
        }
        else if (Objection(org, server) is { } cause)
        {
            await ErrorCodes.ValidationFailed.With("keys", cause).Write(context);
        }
        else
        {
            var client = Client.Of(context);
            var rolledOver = new SystemEvent(server.Event("key.rollover"), EventOutcome.Success);
            var ring = await context.RequestServices.GetRequiredService<SigningKeys>().Change(org, server, change, work =>
            {
                if (name == "rotate")
                {
                    LogEntry.Append(work, org.Clock.Now, rolledOver, null, client, "system");
                }
            });
            org.Changes.Tell("events");
            await OktaJson.Ok(context, json => Write(json, server, ring));
        }
    }

    private static string? Objection(Org org, AuthorizationServer server) =>
        SigningKeys.ArePinned(org, server) ? "org.signingKey: the seed pins the key. Remove it there to rotate keys."
        : server.Custom is not null && !server.HasOwnKeysIn(org) ? "server: its keys are the org's. Name no server, or give it rotationMode: MANUAL in the seed."
        : null;

    private static void Write(Utf8JsonWriter json, AuthorizationServer server, KeyRing ring)
    {
        json.WriteStartObject();
        json.WriteString("server", server.Id);
        json.WriteString("issuer", server.Issuer);
        json.WriteString("rotationMode", server.Custom is { RotatesByHand: true } ? "MANUAL" : "AUTO");
        json.WriteString("signingAlgorithm", ring.Current.Algorithm.ToString());
        json.WriteStartArray("keys");
        foreach (var (key, status) in ring.Published)
        {
            json.WriteStartObject();
            json.WriteString("kid", key.Kid);
            json.WriteString("status", status);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
