using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/logout</c> (OpenID Connect RP-Initiated Logout 1.0): ends the browser's session and sends the user back to the app.</summary>
internal static class Logout
{
    internal static async Task Get(HttpContext context, AuthorizationServer server)
    {
        var given = Parameters.OfQuery(context.Request);
        if (given.Repeated is not null)
        {
            await OAuthErrors.RepeatedParameter.Show(context);
            return;
        }

        if (given["id_token_hint"] is not { } text
            || await IdToken.ReadHint(context, server, text) is not { } hint
            || context.Org().Current.App(hint.ClientId) is not { } app)
        {
            await OAuthErrors.InvalidIdTokenHint.Show(context);
            return;
        }

        var back = given["post_logout_redirect_uri"];
        if (back is not null && !app.PostLogoutRedirectUris.Contains(back))
        {
            await OAuthErrors.IllegalPostLogoutUri.Show(context);
            return;
        }

        var next = back is null
            ? context.Request.PathBase.Value + "/login/login.htm?signedOut=1"
            : back + (given["state"] is { } state ? $"{(back.Contains('?') ? '&' : '?')}state={Uri.EscapeDataString(state)}" : "");
        await FrontChannelLogout.Go(context, next, await End(context, hint));
    }

    // An old hint must not end the session of somebody else who signed in here since.
    private static async ValueTask<EndedSession> End(HttpContext context, IdToken hint)
    {
        var id = SessionCookie.Read(context);
        if (await SessionStore.Find(context.Org(), id) is { } session && session.UserId != hint.UserId)
        {
            return EndedSession.None;
        }

        var ended = await SessionEnd.End(context, id, initiator: hint.ClientId);
        SessionCookie.Clear(context);
        return ended;
    }
}
