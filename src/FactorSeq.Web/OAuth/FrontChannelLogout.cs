using System.Net;
using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// Lets the user's browser load the logout pages of apps, out of sight, and then go on (OpenID Connect Front-Channel Logout 1.0). It goes on
/// when all have loaded, and after three seconds in any case.
/// </summary>
internal static class FrontChannelLogout
{
    internal const string Script = "/js/oauth-logout.js";

    /// <param name="next">Where the browser goes from here: an address of this org's, or one that is registered.</param>
    internal static Task Go(HttpContext context, string next, EndedSession ended)
    {
        if (ended.Pages.IsEmpty)
        {
            context.Response.Headers.CacheControl = "no-cache, no-store";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Redirect(next);
            return Task.CompletedTask;
        }

        var origins = string.Join(' ', ended.Pages.Select(page => new Uri(page).GetLeftPart(UriPartial.Authority)).Distinct());
        var frames = ended.Pages.Select(page =>
            $"""<iframe src="{WebUtility.HtmlEncode(page)}" sandbox="allow-scripts allow-same-origin" title="Signing out of an app" hidden></iframe>""");
        return Assets.Page(
            context,
            "oauth/logout.html",
            StatusCodes.Status200OK,
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src {origins}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
            [("next", WebUtility.HtmlEncode(next)), ("frames", string.Concat(frames))]);
    }
}
