using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignIn;

/// <summary>Turns a one-time token into the browser's session and sends it on (Okta, "Session cookies" guide).</summary>
internal static class SessionRedirect
{
    internal static Task Get(HttpContext context) =>
        Redirect(context, context.Request.Query["token"], context.Request.Query["redirectUrl"]);

    internal static async Task Post(HttpContext context)
    {
        if (await FormBody.Read(context) is { } form)
        {
            await Redirect(context, form["token"], form["redirectUrl"]);
        }
    }

    /// <summary>The end of a hosted page's sign-in: the state token of its success opens one session, or adds to the one there is.</summary>
    internal static async Task Token(HttpContext context)
    {
        var redeemed = new Step.Redeemed(SessionCookie.Read(context) is { } sid ? Tokens.Digest(sid) : null);
        var outcome = await SignOnRunner.Take(context.Org(), Client.Of(context), context.Request.Query["stateToken"].ToString(), redeemed);
        if (outcome.SessionId is null && !outcome.RaisedSession)
        {
            // Reloaded, or too late: whoever has a session is sent on, whoever has none signs in.
            context.GoTo(SignInPages.Home);
            return;
        }

        if (outcome.SessionId is { } opened)
        {
            SessionCookie.Set(context, opened);
        }

        context.GoTo(outcome.At.Context.Target!);
    }

    private static async Task Redirect(HttpContext context, string? token, string? redirectUrl)
    {
        if (Allowed(context, redirectUrl) is not { } target)
        {
            await SignInPages.Problem(
                context,
                "400 Bad Request",
                "The redirectUrl is neither an address of this org nor of a trusted origin that allows redirects.",
                "illegal_redirect_uri");
            return;
        }

        if (string.IsNullOrEmpty(token) || await SessionStore.Redeem(context.Org(), token) is not { } redeemed)
        {
            context.GoTo("/login/login.htm");
            return;
        }

        SessionCookie.Set(context, redeemed.Id);
        context.Response.Redirect(target);
    }

    // Own addresses, and trusted origins of type REDIRECT; compared as parsed, and sent on as parsed, so that no spelling slips through.
    private static string? Allowed(HttpContext context, string? redirectUrl)
    {
        if (!Uri.TryCreate(redirectUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            return null;
        }

        var origin = uri.GetLeftPart(UriPartial.Authority);
        var own = new Uri(context.BaseUrl()).GetLeftPart(UriPartial.Authority);
        var here = $"{context.Request.Scheme}://{context.Request.Host.Value}";
        return string.Equals(origin, own, StringComparison.OrdinalIgnoreCase)
            || string.Equals(origin, here, StringComparison.OrdinalIgnoreCase)
            || context.Org().Current.AllowsRedirect(origin)
                ? uri.AbsoluteUri
                : null;
    }
}
