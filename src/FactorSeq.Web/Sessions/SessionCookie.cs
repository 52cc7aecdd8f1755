using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Sessions;

/// <summary>The cookies of a browser: its session, and the name it is remembered by.</summary>
internal static class SessionCookie
{
    internal static string? Read(HttpContext context) => context.Request.Cookies[SessionStore.Cookie];

    internal static void Set(HttpContext context, string id) => context.Response.Cookies.Append(SessionStore.Cookie, id, Options(context));

    internal static void Clear(HttpContext context) => context.Response.Cookies.Delete(SessionStore.Cookie, Options(context));

    internal static void SetDevice(HttpContext context, string device) => Keep(context, Client.DeviceCookie, device);

    /// <summary>A cookie that goes with the browser's window.</summary>
    internal static void Append(HttpContext context, string name, string value) => context.Response.Cookies.Append(name, value, Options(context));

    /// <summary>Keeps a cookie for a year.</summary>
    internal static void Keep(HttpContext context, string name, string value)
    {
        var options = Options(context);
        options.MaxAge = TimeSpan.FromDays(365);
        context.Response.Cookies.Append(name, value, options);
    }

    internal static void Drop(HttpContext context, string name) => context.Response.Cookies.Delete(name, Options(context));

    // Widgets hosted elsewhere need SameSite=None, which browsers take only with Secure, which they take from localhost over http as well.
    private static CookieOptions Options(HttpContext context)
    {
        var secure = context.Request.IsHttps || IsLoopbackName(context.Request.Host.Host);
        return new CookieOptions
        {
            HttpOnly = true,
            Secure = secure,
            SameSite = secure ? SameSiteMode.None : SameSiteMode.Lax,
            Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
        };
    }

    private static bool IsLoopbackName(string host) =>
        host == "localhost" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || host == "127.0.0.1" || host == "[::1]";
}
