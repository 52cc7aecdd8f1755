using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/device/authorize</c> (RFC 8628 §3.1; Okta, "Configure Device Authorization Grant Flow"): a device without a browser begins.</summary>
internal static class DeviceAuthorize
{
    /// <summary>Seconds between two polls, to begin with.</summary>
    internal const int Interval = 5;

    /// <summary>Devices that came too late are known for a while, so that they hear <c>expired_token</c>.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    internal static async Task Post(HttpContext context, AuthorizationServer server)
    {
        if (await ClientAuthentication.Read(context) is not var (form, client))
        {
            return;
        }

        if (!client.Grants.Contains(GrantTypes.DeviceCode))
        {
            await OAuthErrors.UnauthorizedClient.Write(context);
            return;
        }

        var asked = ScopeRules.Asked(server, form);
        if (ScopeRules.Objection(server, client, asked) is { } error)
        {
            await error.Write(context);
            return;
        }

        var org = context.Org();
        var now = org.Clock.Now;
        var deviceCode = Guid.NewGuid().ToString();
        var device = new DeviceAuthorization(server.Id, client.ClientId, ScopeRules.Granted(client, asked), now + Life, Interval, now);
        string userCode;
        do
        {
            userCode = UserCode.New();
        }
        while (!await org.Documents.Commit(new UnitOfWork(org.Name).Insert(
            DocumentKinds.DeviceAuthorizations, Tokens.Digest(deviceCode), device, UserCode.Alias(userCode), device.Expires + Grace)));

        await OktaJson.Ok(context, json =>
        {
            var page = server.BaseUrl + ActivatePage.Path;
            json.WriteStartObject();
            json.WriteString("device_code", deviceCode);
            json.WriteString("user_code", userCode);
            json.WriteString("verification_uri", page);
            json.WriteString("verification_uri_complete", $"{page}?user_code={userCode}");
            json.WriteNumber("expires_in", (int)Life.TotalSeconds);
            json.WriteNumber("interval", Interval);
            json.WriteEndObject();
        });
    }
}
