using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;

namespace FactorSeq.Web.Api.Sessions;

/// <summary>Anybody's session, for holders of an API token.</summary>
internal static class SessionsById
{
    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadSessions) is not null)
        {
            await Show(context, await SessionStore.Look(context.Org(), Id(context)));
        }
    }

    // One that is not finished is not renewed either: it ends with the sign-in it belongs to.
    internal static async Task Refresh(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageSessions) is not null)
        {
            var org = context.Org();
            await Show(context, await SessionStore.Refresh(org, Id(context)) ?? await SessionStore.Look(org, Id(context)));
        }
    }

    internal static async Task End(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageSessions) is null)
        {
            return;
        }

        if ((await SessionEnd.End(context, Id(context))).WasAlive)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await NotFound(context);
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static Task Show(HttpContext context, Session? session) =>
        session is null ? NotFound(context) : SessionResponse.Write(context, Id(context), session, byId: true);

    private static Task NotFound(HttpContext context) =>
        ErrorCodes.NotFound.With($"Resource not found: {Id(context)} (Session)").Write(context);
}
