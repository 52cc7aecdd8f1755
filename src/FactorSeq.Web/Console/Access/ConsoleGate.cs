using FactorSeq.Web.Console.Hosting;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignIn;

namespace FactorSeq.Web.Console.Access;

/// <summary>
/// Who may open the console: whoever has a session of this org and an admin role. Whoever has no session signs in first; whoever has one and no
/// role is told so, for signing in again would change nothing.
/// </summary>
internal static class ConsoleGate
{
    internal const string Root = "/admin";

    internal static async Task Guard(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Root, out var rest))
        {
            await next(context);
            return;
        }

        // Its files are no secret, and a page that has lost its session still shows them.
        if (await ConsoleFiles.Serve(context, rest))
        {
            return;
        }

        if (await Caller.Find(context) is not { } caller)
        {
            await SignInFirst(context, rest);
            return;
        }

        if (!context.Org().Current.Configuration.Administration.RolesOf(caller.User).Any())
        {
            await SignInPages.Problem(
                context,
                "403 Forbidden",
                $"{caller.User.Login} has no admin role in the org {context.Org().Name}. Sign out, and sign in as an administrator.",
                "access_denied",
                StatusCodes.Status403Forbidden);
            return;
        }

        if (!rest.HasValue)
        {
            // The console's own links are relative to its root.
            context.Response.Redirect(context.Request.PathBase + Root + "/" + Query(context));
            return;
        }

        var admin = new AdminSession(
            context.Org().Name,
            SessionCookie.Read(context)!,
            $"{context.Request.Scheme}://{context.Request.Host.Value}",
            context.Request.PathBase.Value ?? "",
            context.Connection.RemoteIpAddress,
            context.Request.Headers.UserAgent.ToString());
        await context.RequestServices.GetRequiredService<ConsoleHost>().Serve(context, rest, admin);
    }

    // The admin token has done its work once it is a cookie, and need not stand in further addresses.
    private static QueryString Query(HttpContext context) => context.Request.Query.ContainsKey("token") ? QueryString.Empty : context.Request.QueryString;

    // A page leads to the sign-in; what a page fetches cannot be led anywhere.
    private static Task SignInFirst(HttpContext context, PathString rest)
    {
        if (HttpMethods.IsGet(context.Request.Method) && !context.WebSockets.IsWebSocketRequest && !rest.StartsWithSegments(ConsoleHost.Hub))
        {
            return SignInPages.ToSignIn(context, Root + rest.ToUriComponent() + Query(context));
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
