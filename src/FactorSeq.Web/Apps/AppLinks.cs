using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Saml;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;
using Microsoft.AspNetCore.Http.Extensions;

namespace FactorSeq.Web.Apps;

/// <summary>
/// The links that open an app from here: <c>/home/{name}/{id}/{place}</c>, which Okta calls its embed link, and <c>/app/{name}/{id}/login</c>.
/// A link may carry a one-time session token.
/// </summary>
internal static class AppLinks
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/home/{name}/{id}/{place?}",     Open),
        new("GET",  "/app/{name}/{id}/login",         Open),
    ];

    /// <summary>Where an app's tile on the home page leads; null for an app that cannot be opened from here.</summary>
    internal static string? Tile(App app, string baseUrl) => app switch
    {
        { Saml: not null }                                                => baseUrl + SamlAddresses.SignOnPath(app),
        { LaunchUri: not null }                                           => baseUrl + Path(app),
        { Type: AppType.Oidc, RedirectUris: [var first, ..] } when IsWeb(first) => new Uri(first).GetLeftPart(UriPartial.Authority) + "/",
        _                                                                 => null,
    };

    // The last part is the app's place in Okta's catalogue, and the same in every org.
    private static string Path(App app) => $"/home/{app.Name}/{app.Id}/{(app.Type == AppType.Bookmark ? "2557" : "aln5z7uhkbM6y7bMy0g7")}";

    private static bool IsWeb(string uri) => new Uri(uri).Scheme is "http" or "https";

    private static async Task Open(HttpContext context)
    {
        var org = context.Org();
        var client = Client.Of(context);
        if (org.Current.AppOfId((string)context.GetRouteValue("id")!) is { Saml: { } saml, Inactive: false } vouched && saml.Name == (string)context.GetRouteValue("name")!)
        {
            // Answered at once: command-line clients come with a one-time token, look for the form, and keep no cookie.
            await SingleSignOn.Unasked(context, vouched);
            return;
        }

        if (org.Current.AppOfId((string)context.GetRouteValue("id")!) is not { LaunchUri: { } launch, Inactive: false } app || app.Name != (string)context.GetRouteValue("name")!)
        {
            await SignInPages.Problem(context, "404 Not Found", "This link leads to no app of this org.", ErrorCodes.NotFound.Code, StatusCodes.Status404NotFound);
            return;
        }

        var here = Here(context);
        if (await OneTimeToken.Opens(context))
        {
            context.GoTo(here);
            return;
        }

        if (await Caller.Find(context) is not { } caller)
        {
            await SignInPages.ToSignIn(context, here, again: SessionCookie.Read(context) is not null);
            return;
        }

        if (!app.IsAssignedTo(caller.User))
        {
            await AppLog.NotAssigned(org, client, caller.User, app);
            await Refuse(context, $"You can't access {app.Label} because you are not assigned this app. Ask your administrator for it.", "user_not_assigned");
            return;
        }

        switch (await AppEntrance.Ask(context, app, caller.Session, caller.Digest))
        {
            case Admission.StepUp:
                await AppEntrance.ToStepUp(context, app, here);
                return;
            case Admission.Denied denied:
                await Refuse(context, denied.Error.Summary, denied.Error.Code.Code);
                return;
            default:
                await AppLog.Opened(org, client, caller.User, app);
                context.Response.Headers.CacheControl = "no-cache, no-store";
                context.Response.Redirect(Launch(app, launch, context.BaseUrl()));
                return;
        }
    }

    // The link again, without what was to be spent with it.
    private static string Here(HttpContext context)
    {
        var rest = new QueryBuilder(context.Request.Query
            .Where(p => p.Key is not ("sessionToken" or OneTimeToken.OldName))
            .Select(p => KeyValuePair.Create(p.Key, p.Value.ToString())));
        return context.Request.Path.ToUriComponent() + rest.ToQueryString();
    }

    // A client learns who asks it to sign a user in (OpenID Connect Core §4).
    private static string Launch(App app, string uri, string issuer) =>
        app.Type == AppType.Bookmark ? uri : $"{uri}{(uri.Contains('?') ? '&' : '?')}iss={Uri.EscapeDataString(issuer)}";

    private static Task Refuse(HttpContext context, string message, string code) =>
        SignInPages.Problem(context, "403 Access Forbidden", message, code, StatusCodes.Status403Forbidden);
}
