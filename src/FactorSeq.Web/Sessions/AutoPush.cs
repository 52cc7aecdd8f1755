using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Sessions;

/// <summary>Whether a push goes out by itself: a wish kept in the browser, for each user of it (Authentication API, "Verify Push Factor").</summary>
internal static class AutoPush
{
    internal static bool IsOn(HttpContext context, string userId) => context.Request.Cookies.ContainsKey(Name(userId));

    internal static void Set(HttpContext context, string userId, bool on)
    {
        if (on)
        {
            SessionCookie.Keep(context, Name(userId), "1");
        }
        else if (IsOn(context, userId))
        {
            SessionCookie.Drop(context, Name(userId));
        }
    }

    // Whose wish it is, a browser need not tell everybody who borrows it.
    private static string Name(string userId) => "autopush_" + Tokens.Digest(userId)[..16];
}
