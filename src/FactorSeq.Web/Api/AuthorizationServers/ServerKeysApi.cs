using System.Text.Json;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>The keys of an authorization server (Authorization Servers API, "Key store operations").</summary>
internal static class ServerKeysApi
{
    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await Show(context, (await ServerJson.Of(context, server)).Ring);
        }
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is null || await ServerEditing.Required(context) is not { } server)
        {
            return;
        }

        var kid = ServerEditing.Route(context, "keyId");
        var (key, status) = (await ServerJson.Of(context, server)).Ring.Published.FirstOrDefault(published => published.Key.Kid == kid);
        await (key is null
            ? RequestErrors.NotFound(kid, "AuthorizationServerKey").Write(context)
            : OktaJson.Ok(context, json => Write(json, context, key, status)));
    }

    /// <summary>The next key signs from now on, and the one after it is announced; the tokens of the last one still count.</summary>
    internal static async Task Rotate(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is not { } caller
            || await ServerEditing.Required(context) is not { } server
            || await EditRequest.Read(context, "aus") is not { } request)
        {
            return;
        }

        var org = context.Org();
        var issuer = new AuthorizationServer(server, context.BaseUrl());
        if (ServerEditing.Text(request.Body, "use") != "sig")
        {
            await ErrorCodes.ValidationFailed.With("rotateKeys", "Invalid value specified for key 'use' parameter.").Write(context);
            return;
        }

        if (SigningKeys.ArePinned(org, issuer))
        {
            await ErrorCodes.ValidationFailed.With("rotateKeys", "The seed pins the key (org.signingKey): remove it there to rotate keys.").Write(context);
            return;
        }

        var keys = context.RequestServices.GetRequiredService<SigningKeys>();
        if (!issuer.HasOwnKeysIn(org))
        {
            await keys.Separate(org, issuer);
            await org.Change(configuration => ServerEditing.Find(configuration, server.Id) is { HasOwnKeys: false } shared
                ? configuration with { AuthorizationServers = configuration.AuthorizationServers.Replace(shared, shared with { HasOwnKeys = true }) }
                : configuration);
            issuer = issuer with { Custom = server with { HasOwnKeys = true } };
        }

        var rotated = new SystemEvent(issuer.Event("key.rollover"), EventOutcome.Success);
        var ring = await keys.Change(
            org,
            issuer,
            (ring, make) => KeyChanges.All["announce"](KeyChanges.All["rotate"](ring, make), make),
            work => caller.Log(work, Client.Of(context), org.Clock.Now, rotated, server.Id, [ServerEditing.Target(server)]));
        org.Changes.Tell("events");
        await Show(context, ring);
    }

    private static Task Show(HttpContext context, KeyRing ring) =>
        ManagementJson.List(context, ring.Published, (json, published) => Write(json, context, published.Key, published.Status));

    private static void Write(Utf8JsonWriter json, HttpContext context, SigningKey key, string status)
    {
        json.WriteStartObject();
        json.WriteString("kty", key is EcSigningKey ? "EC" : "RSA");
        json.WriteString("status", status);
        json.WriteString("alg", key.Algorithm.ToString());
        json.WriteString("kid", key.Kid);
        json.WriteString("use", "sig");
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", $"{context.BaseUrl()}/api/v1/authorizationServers/{ServerEditing.Id(context)}/credentials/keys/{key.Kid}", "GET");
        json.WriteEndObject();
        key.WriteMembers(json);
        json.WriteEndObject();
    }
}
