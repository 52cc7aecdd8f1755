using System.Net;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Upgrade;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignIn;

/// <summary>The hosted sign-in page, the page after it, and the ways from a finished sign-in to a session.</summary>
internal static class SignInPages
{
    internal const string Home = "/app/UserHome";

    // What the sign-in page fetches as it goes along.
    private static readonly string[] Modules =
    [
        "activate", "authn", "dom", "enroll", "factors", "far-end", "first", "menu", "methods", "page", "parts", "passwords", "push", "recovery", "screens",
        "texts", "verify", "webauthn",
    ];

    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/",                              context => Go(context, Home)),
        new("GET",  "/login/login.htm",               SignIn),
        new("GET",  "/login/default",                 SignIn),
        new("GET",  "/signin",                        SignIn),
        new("GET",  "/signin/{**route}",              SignIn),
        new("GET",  "/welcome/{activationToken}",     SignIn),
        new("GET",  "/login/signout",                 SignOut),
        new("GET",  "/login/sessionCookieRedirect",   SessionRedirect.Get),
        new("POST", "/login/sessionCookieRedirect",   SessionRedirect.Post),
        new("GET",  "/login/token/redirect",          SessionRedirect.Token),
        new("GET",  "/login/step-up/redirect",        SessionRedirect.Token),
        new("GET",  "/sso/idps/{factorId}/factor",    IdentityProviders.Go),
        new("GET",  "/login/getimage",                SecurityImage.Get),
        new("GET",  "/auth/services/devicefingerprint", Fingerprint.Get),
        new("GET",  Home,                             UserHome),
        new("GET",  "/css/signin.css",                Assets.File("signin/signin.css")),
        new("GET",  "/css/home.css",                  Assets.File("signin/home.css")),
        new("GET",  "/js/factorseq-signin.js",        Assets.File("signin/factorseq-signin.js")),
        .. Modules.Select(name => new ApiRoute("GET", $"/js/signin/{name}.js", Assets.File($"signin/modules/{name}.js"))),
        new("GET",  "/js/home.js",                    Assets.File("signin/home.js")),
        new("GET",  "/js/sections/duo/Duo-Web-v2.js", Assets.File("emulator/duo-web.js")),
        new("GET",  "/js/fingerprint.js",             Assets.File("signin/fingerprint.js")),
        new("GET",  "/img/logo.svg",                  Assets.File("signin/logo.svg")),
        .. SecurityImage.Files,
    ];

    /// <summary>Sends the browser to the sign-in page, to come back to <paramref name="target"/> afterwards.</summary>
    /// <param name="target">A path of this org, with its query.</param>
    /// <param name="again">Whether to sign in even with a session.</param>
    /// <param name="more">More of the query.</param>
    internal static Task ToSignIn(HttpContext context, string target, string? loginHint = null, bool again = false, string more = "") => Go(
        context,
        $"/login/login.htm?fromURI={Uri.EscapeDataString(target)}"
            + (loginHint is null ? "" : $"&username={Uri.EscapeDataString(loginHint)}")
            + (again ? "&prompt=login" : "")
            + more);

    /// <summary>A page for problems that no client can be sent back with.</summary>
    internal static Task Problem(
        HttpContext context, string title, string message, string code, int status = StatusCodes.Status400BadRequest) => Assets.Page(
        context,
        "signin/error.html",
        status,
        ("title", WebUtility.HtmlEncode(title)),
        ("message", WebUtility.HtmlEncode(message)),
        ("code", WebUtility.HtmlEncode(code)));

    private static async Task SignIn(HttpContext context)
    {
        var org = context.Org();
        var from = OwnPath(context.Request.Query["fromURI"]);
        var session = await SessionStore.Find(org, SessionCookie.Read(context));
        var stepUp = from is not null && session is not null ? await AppEntrance.BeginStepUp(context, session, from) : null;
        if (from is not null && context.Request.Query["prompt"] != "login" && session is not null && stepUp is null)
        {
            await Go(context, from);
            return;
        }

        if (OktaWidgetPage.Resumes(context))
        {
            await OktaWidgetPage.Write(context, stateToken: null, from);
            return;
        }

        // A state token ties the page to the place it came from: success leads there and nowhere else.
        var stateToken = context.Request.Query["stateToken"].ToString() is { Length: > 0 } given
            ? given
            : stepUp ?? await SignOnRunner.Bootstrap(org, from ?? Home, session is not null ? TransactionType.SessionStepUp : TransactionType.Login);
        if (OktaWidgetPage.IsChosen(context))
        {
            await OktaWidgetPage.Write(context, stateToken, from);
            return;
        }

        var config = PageConfig.Write(json =>
        {
            json.WriteString("baseUrl", PageBase(context));
            json.WriteString("orgName", org.Name);
            json.WriteBoolean("identifierFirst", UpgradedOrg.IsIdentifierFirst(org));
            if (org.Current.Configuration.Engine is not null)
            {
                json.WriteBoolean("identityEngine", true);
                json.WriteBoolean("remembersUser", org.Current.Configuration.Settings.RememberUserOnSignIn);
            }

            json.WriteBoolean("idpDiscovery", org.Current.Configuration.IdentityProviders.Any(provider => !provider.Inactive));
            json.WriteString("stateToken", stateToken);
            WriteRecovery(json, org.Current.Configuration);
            if (TokenOfMail(context) is var (name, token))
            {
                json.WriteString(name, token);
            }

            if (from is not null)
            {
                json.WriteString("fromURI", from);
            }

            if (context.Request.Query["username"].ToString() is { Length: > 0 and <= 200 } username)
            {
                json.WriteString("username", username);
            }

            if (context.Request.Query.ContainsKey("signedOut"))
            {
                json.WriteString("message", "signedOut");
            }
        });
        await Assets.Page(context, "signin/signin.html", StatusCodes.Status200OK, ("config", config));
    }

    // The links of mails lead here; which of them it is tells the page how to spend the token.
    private static (string Name, string Token)? TokenOfMail(HttpContext context) =>
        context.Request.RouteValues["activationToken"] is string activation ? ("activationToken", activation)
        : (context.Request.RouteValues["route"] as string)?.Split('/') is ["reset-password" or "user-unlock" or "recovery", { Length: > 0 } recovery]
            ? ("recoveryToken", recovery)
        : null;

    // Before anybody is named only the org as a whole can be asked which ways back it has.
    private static void WriteRecovery(Utf8JsonWriter json, OrgConfiguration configuration)
    {
        var actions = configuration.Passwords.Where(p => p.Active).SelectMany(p => p.Rules).Where(r => r.Active).Select(r => r.Action).ToList();
        json.WriteStartObject("recovery");
        WriteChannels(json, "password", [.. actions.Where(a => a.AllowsReset).Select(a => a.Recovery)]);
        WriteChannels(json, "unlock", [.. actions.Where(a => a.AllowsUnlock).Select(a => a.Recovery)]);
        json.WriteEndObject();
    }

    private static void WriteChannels(Utf8JsonWriter json, string name, List<RecoveryFactors> ways)
    {
        json.WriteStartArray(name);
        foreach (var (channel, isOpen) in new[] { ("SMS", ways.Exists(w => w.Sms)), ("CALL", ways.Exists(w => w.Call)), ("EMAIL", ways.Exists(w => w.Email)) })
        {
            if (isOpen)
            {
                json.WriteStringValue(channel);
            }
        }

        json.WriteEndArray();
    }

    private static async Task UserHome(HttpContext context)
    {
        if (await OneTimeToken.Opens(context))
        {
            await Go(context, Home);
            return;
        }

        var org = context.Org();
        if (await SessionStore.Find(org, SessionCookie.Read(context)) is not { } session
            || await org.FindAccountById(session.UserId) is not { } account)
        {
            await ToSignIn(context, Home);
            return;
        }

        var user = account.Value.User;
        var config = PageConfig.Write(json =>
        {
            json.WriteString("baseUrl", PageBase(context));
            json.WriteString("orgName", org.Name);
            json.WriteStartObject("user");
            json.WriteString("login", user.Login);
            json.WriteString("firstName", user.FirstName);
            json.WriteString("lastName", user.LastName);
            json.WriteEndObject();
            json.WriteStartObject("session");
            json.WriteInstant("expiresAt", session.Expires);
            json.WriteStartArray("amr");
            foreach (var method in session.Amr)
            {
                json.WriteStringValue(method);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("apps");
            foreach (var app in org.Current.Configuration.Apps.Where(a => a.IsAssignedTo(user) && a.Display?.HideWeb != true))
            {
                if (AppLinks.Tile(app, PageBase(context)) is { } href)
                {
                    json.WriteStartObject();
                    json.WriteString("label", app.Label);
                    json.WriteString("href", href);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });
        await Assets.Page(context, "signin/home.html", StatusCodes.Status200OK, ("config", config));
    }

    private static async Task SignOut(HttpContext context)
    {
        var ended = await SessionEnd.End(context, SessionCookie.Read(context));
        SessionCookie.Clear(context);
        await FrontChannelLogout.Go(context, context.Request.PathBase.Value + "/login/login.htm?signedOut=1", ended);
    }

    // The page may call its own origin only, so it is told the address it was loaded from, whatever the issuer is.
    internal static string PageBase(HttpContext context) =>
        $"{context.Request.Scheme}://{context.Request.Host.Value}{context.Request.PathBase.Value}";

    /// <summary>Takes a path of this org and nothing else: what could lead to another host is dropped.</summary>
    internal static string? OwnPath(string? from) =>
        from is ['/', not ('/' or '\\'), ..] && !from.Any(char.IsControl) && !from.Contains('\\', StringComparison.Ordinal) ? from : null;

    private static Task Go(HttpContext context, string path)
    {
        context.GoTo(path);
        return Task.CompletedTask;
    }
}
