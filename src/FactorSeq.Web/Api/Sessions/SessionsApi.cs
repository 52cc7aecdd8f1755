using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Sessions;

/// <summary>The Sessions API: a browser's or client's own session, and with an API token anybody's.</summary>
internal static class SessionsApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("POST",   "/api/v1/sessions",                        Create),
        new("GET",    "/api/v1/sessions/me",                     Get),
        new("DELETE", "/api/v1/sessions/me",                     End),
        new("POST",   "/api/v1/sessions/me/lifecycle/refresh",   Refresh),
        new("GET",    "/api/v1/sessions/{id}",                   SessionsById.Get),
        new("DELETE", "/api/v1/sessions/{id}",                   SessionsById.End),
        new("POST",   "/api/v1/sessions/{id}/lifecycle/refresh", SessionsById.Refresh),
    ];

    private static async Task Create(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (body.Text("sessionToken") is { } token)
        {
            await (await SessionStore.Redeem(context.Org(), token) is { } redeemed
                ? SessionResponse.Write(context, redeemed.Id, redeemed.Session)
                : ErrorCodes.AuthenticationFailed.Because().Write(context));
        }
        else
        {
            await PasswordSession.Create(context, body);
        }
    }

    private static async Task Get(HttpContext context)
    {
        var id = SessionCookie.Read(context);
        await (await SessionStore.Find(context.Org(), id) is { } session ? SessionResponse.Write(context, id!, session) : NotFound(context));
    }

    private static async Task Refresh(HttpContext context)
    {
        var id = SessionCookie.Read(context);
        await (await SessionStore.Refresh(context.Org(), id) is { } session ? SessionResponse.Write(context, id!, session) : NotFound(context));
    }

    private static async Task End(HttpContext context)
    {
        if ((await SessionEnd.End(context, SessionCookie.Read(context))).WasAlive)
        {
            SessionCookie.Clear(context);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await NotFound(context);
    }

    private static Task NotFound(HttpContext context) =>
        ErrorCodes.NotFound.With("Resource not found: me (Session)").Write(context);
}
