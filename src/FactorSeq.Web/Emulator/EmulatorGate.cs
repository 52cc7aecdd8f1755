using System.Net;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.Emulator;

/// <summary>
/// Who may use what Okta does not have: anybody who reaches this server over loopback, and off loopback whoever knows the admin token.
/// Pages of other origins may not, wherever they are: a web site open beside the emulator must not approve pushes.
/// </summary>
internal static class EmulatorGate
{
    private const string Cookie = "factorseq_admin";

    internal static async Task Guard(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (!path.StartsWithSegments("/emulator") || path.StartsWithSegments("/emulator/health"))
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
                .Because("Off loopback the emulator asks for the admin token: Authorization: SSWS TOKEN, or open /emulator?token=TOKEN once.")
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
                Path = context.Request.PathBase + "/emulator",
            });
        }

        await next(context);
    }

    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(HttpContext context) =>
        context.Connection.LocalIpAddress is not { } local || IPAddress.IsLoopback(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local);

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
