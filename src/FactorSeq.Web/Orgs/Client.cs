using System.Net;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Orgs;

/// <summary>Who is calling, as far as policies and the System Log care.</summary>
/// <param name="DeviceToken">The browser's <c>DT</c> cookie, or null.</param>
/// <param name="BaseUrl">The address under which this client knows the org.</param>
/// <param name="Origin">The origin that this client's pages of the org have.</param>
internal sealed record Client(
    IPAddress? Address, string? UserAgent, string? DeviceToken, string RequestId, string RequestUri, string BaseUrl, string Origin)
{
    /// <summary>The door it came through.</summary>
    internal AuthenticationDoor Door { get; init; }

    /// <summary>Cookie that names a browser for good.</summary>
    internal const string DeviceCookie = "DT";

    /// <summary>Okta Mobile can begin with a password only.</summary>
    internal bool IsOktaMobile => UserAgent?.Contains("OktaMobile", StringComparison.OrdinalIgnoreCase) == true;

    internal static Client Of(HttpContext context)
    {
        var request = context.Request;
        var origin = OrgOfRequest.OriginOf(request);
        return new Client(
            context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress,
            request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
            request.Headers.Cookie.Count > 0 && request.Cookies[DeviceCookie] is { Length: > 0 and <= 64 } device ? device : null,
            context.TraceIdentifier,
            request.Path.Value ?? "/",
            context.BaseUrl(origin),
            origin);
    }
}
