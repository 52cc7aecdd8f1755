using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Sessions;

/// <summary>A session token that a link carries: <c>?sessionToken=</c>, or <c>?onetimetoken=</c> as older clients call it.</summary>
internal static class OneTimeToken
{
    internal const string OldName = "onetimetoken";

    /// <summary>Spends the token of a link for a session of this browser, which keeps the one it has if it has one (Okta, "Session cookies").</summary>
    /// <returns>true where the browser has a new session: the link should lose its token before it shows in the address bar.</returns>
    internal static async ValueTask<bool> Opens(HttpContext context)
    {
        var query = context.Request.Query;
        var token = query["sessionToken"].ToString() is { Length: > 0 } given ? given : query[OldName].ToString();
        if (token.Length == 0
            || await SessionStore.Find(context.Org(), SessionCookie.Read(context)) is not null
            || await SessionStore.Redeem(context.Org(), token) is not { } redeemed)
        {
            return false;
        }

        SessionCookie.Set(context, redeemed.Id);
        return true;
    }
}
