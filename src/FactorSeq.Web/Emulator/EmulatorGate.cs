using System.Net;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Web.Console.Access;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using Microsoft.AspNetCore.HttpOverrides;

namespace FactorSeq.Web.Emulator;

/// <summary>
/// Who may use what Okta does not have: anybody on this machine who reaches this server over loopback, and otherwise whoever knows the admin token.
/// Pages of other origins may not, wherever they are: a web site open beside the emulator must not approve pushes. The console stands behind the same
/// gate, and has one of its own behind it.
/// </summary>
internal static class EmulatorGate
{
    private const string Cookie = "factorseq_admin";

    private const string Root = "/emulator";

    internal static async Task Guard(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        var root = path.StartsWithSegments(Root) ? Root : path.StartsWithSegments(ConsoleGate.Root) ? ConsoleGate.Root : null;
        if (root is null || path.StartsWithSegments(Root + "/health") || path == ServerCertificate.Path)
        {
            await next(context);
            return;
        }

        if (IsForeign(context.Request))
        {
            await ErrorCodes.NoPermission.Because("Pages of other origins may not use the emulator.").Write(context);
            return;
        }

        var options = context.RequestServices.GetRequiredService<ServerOptions>();
        if (!IsLoopback(context) && !HasToken(context, options.AdminToken))
        {
            await ErrorCodes.InvalidToken
                .Because($"Off loopback the emulator asks for the admin token: Authorization: SSWS TOKEN, or open {root}?token=TOKEN once.")
                .Write(context);
            return;
        }

        if (context.Request.Query["token"].ToString() is { Length: > 0 } token && Same(token, options.AdminToken))
        {
            context.Response.Cookies.Append(Cookie, token, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
                Path = context.Request.PathBase + root,
            });
        }

        await next(context);
    }

    // Pictures and scripts of other pages come without an origin; browsers say whose they are all the same. A link from elsewhere may be followed.
    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
            ? !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
            : request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";

    // A proxy on this machine makes everybody look near: whoever it speaks for counts, and where its word is not trusted, nobody is near.
    private static bool IsLoopback(HttpContext context) =>
        IsLoopback(context.Connection.LocalIpAddress) && IsLoopback(context.Connection.RemoteIpAddress)
        && !context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName);

    private static bool IsLoopback(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool HasToken(HttpContext context, string expected)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var given = header.StartsWith("SSWS ", StringComparison.OrdinalIgnoreCase) ? header[5..].Trim()
            : header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim()
            : context.Request.Cookies[Cookie] ?? context.Request.Query["token"].ToString();
        return Same(given, expected);
    }

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
