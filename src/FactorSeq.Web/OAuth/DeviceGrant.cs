using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// <c>grant_type=urn:ietf:params:oauth:grant-type:device_code</c> (RFC 8628 §3.4): a device asks whether its user has let it in. What the user
/// decided is told at once; only waiting has a pace.
/// </summary>
internal static class DeviceGrant
{
    // RFC 8628 §3.5.
    private const int Slower = 5;

    private const int Slowest = 60;

    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        if (form["device_code"] is not { } code)
        {
            return OAuthErrors.MissingDeviceCode;
        }

        var org = context.Org();
        while (await org.Documents.Find(org.Name, DocumentKinds.DeviceAuthorizations, Tokens.Digest(code)) is { Value: var device } stored
            && device.Server == server.Id
            && device.ClientId == client.ClientId)
        {
            if (org.Clock.Now >= device.Expires)
            {
                return OAuthErrors.ExpiredDeviceCode;
            }

            var result = device.Decision switch
            {
                DeviceDecision.Pending => await Pace(org, stored),
                DeviceDecision.Allowed => await Grant(context, server, stored),
                _                      => OAuthErrors.DeviceDenied,
            };
            if (result is not null)
            {
                return result;
            }
        }

        return OAuthErrors.InvalidDeviceCode;
    }

    /// <returns>null where another poll was faster.</returns>
    private static async ValueTask<GrantResult?> Pace(Org org, Stored<DeviceAuthorization> stored)
    {
        var now = org.Clock.Now;
        var device = stored.Value;
        var isTooSoon = now < device.NextPoll;
        var interval = Math.Min(device.Interval + (isTooSoon ? Slower : 0), Slowest);
        var paced = device with { Interval = interval, NextPoll = now.AddSeconds(interval) };
        var work = new UnitOfWork(org.Name).Update(DocumentKinds.DeviceAuthorizations, stored, paced, device.Expires + DeviceAuthorize.Grace);
        return !await org.Documents.Commit(work) ? null : new GrantResult.Refused(isTooSoon ? OAuthErrors.SlowDown : OAuthErrors.AuthorizationPending);
    }

    /// <returns>null where another poll was faster.</returns>
    private static async ValueTask<GrantResult?> Grant(HttpContext context, AuthorizationServer server, Stored<DeviceAuthorization> stored)
    {
        var org = context.Org();
        var grant = stored.Value.Grant!.BoundTo(context) with { AccessTokenId = TokenIssuer.NewAccessTokenId() };
        if (await org.FindAccountById(grant.UserId!) is not { Value.User: var user } || !Caller.MayHaveTokens(user))
        {
            return OAuthErrors.DeviceDenied;
        }

        // Of any number of rivals one deletes the code in the version it read.
        var work = new UnitOfWork(org.Name).Delete(DocumentKinds.DeviceAuthorizations, stored);
        var refreshToken = grant.Scopes.Contains("offline_access") ? RefreshToken.New(work, grant, org.Clock.Now) : null;
        work.LogTokens(context, server, grant, user);
        return await org.Documents.Commit(work) ? new GrantResult.Granted(grant, user, refreshToken) : null;
    }
}
