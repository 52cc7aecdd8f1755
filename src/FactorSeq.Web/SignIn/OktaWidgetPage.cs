using System.Net;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Upgrade;
using FactorSeq.Web.Wire;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace FactorSeq.Web.SignIn;

/// <summary>The hosted page with Okta's own Sign-In Widget in place of ours, from the folder that <c>--okta-widget</c> names.</summary>
internal static class OktaWidgetPage
{
    private const string Folder = "/okta-widget";

    internal static readonly ApiRoute[] Table =
    [
        new("GET",  Folder + "/{**file}",             File),
        new("GET",  "/js/okta-widget.js",             Assets.File("signin/okta-widget.js")),
        new("GET",  "/css/okta-widget.css",           Assets.File("signin/okta-widget.css")),
    ];

    // Routes of the widget at which a page begins without a state token, or with the one in the widget's own cookie.
    private static readonly PathString Routes = "/signin";

    internal static bool IsChosen(HttpContext context) => Chosen(context) is not null;

    /// <summary>
    /// Whether the browser comes back to a route inside the widget: a page that is loaded again, or a link out of a mail. There the widget
    /// goes by the route and its <c>oktaStateToken</c> cookie, and a state token in the page would override both.
    /// </summary>
    internal static bool Resumes(HttpContext context) =>
        IsChosen(context)
        && context.Request.Path.StartsWithSegments(Routes, out var route) && route.Value?.Trim('/').Length > 0
        && !context.Request.Query.ContainsKey("stateToken");

    /// <summary>Serves the page.</summary>
    /// <param name="stateToken">The transaction that the widget takes up; null where it finds its own.</param>
    /// <param name="from">A path of this org to go to afterwards.</param>
    internal static async Task Write(HttpContext context, string? stateToken, string? from)
    {
        var widget = Chosen(context)!;
        var requested = await Requested(context.Org(), from);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var config = PageConfig.Write(json =>
        {
            json.WriteString("afterSignIn", SignInPages.PageBase(context) + (from ?? SignInPages.Home));
            json.WriteStartObject("widget");
            WriteWidget(json, context, stateToken);
            json.WriteEndObject();
            if (requested is not null)
            {
                json.WriteStartObject("requestContext");
                WriteRequest(json, context.Org(), requested);
                json.WriteEndObject();
            }
        });

        await Assets.Page(context, "signin/okta-widget.html", StatusCodes.Status200OK, Policy(context, nonce),
        [
            ("config", config),
            ("script", WebUtility.HtmlEncode(widget.Script)),
            ("style", WebUtility.HtmlEncode(OktaWidgetFolder.Style)),
            ("nonce", nonce),
            // Command-line clients read the token out of this line.
            ("stateToken", stateToken is null ? "" : $"var stateToken = '{JavaScriptEncoder.Default.Encode(stateToken)}';"),
            ("org", WebUtility.HtmlEncode(context.Org().Name)),
        ]);
    }

    private static OktaWidgetFolder? Chosen(HttpContext context) => context.RequestServices.GetRequiredService<ServerOptions>().OktaWidget;

    private static void WriteWidget(Utf8JsonWriter json, HttpContext context, string? stateToken)
    {
        var here = SignInPages.PageBase(context);
        json.WriteString("baseUrl", here);
        json.WriteBoolean("useClassicEngine", true);
        if (stateToken is not null)
        {
            json.WriteString("stateToken", stateToken);
        }

        if (context.Request.Query["username"].ToString() is { Length: > 0 and <= 200 } username)
        {
            json.WriteString("username", username);
        }

        json.WriteString("logo", here + "/img/logo.svg");
        json.WriteString("logoText", "FactorSeq");
        json.WriteStartObject("assets");
        json.WriteString("baseUrl", here + Folder);
        json.WriteEndObject();
        json.WriteStartObject("helpLinks");
        json.WriteString("help", here + "/emulator");
        json.WriteEndObject();
        var org = context.Org().Current.Configuration;
        json.WriteStartObject("features");
        json.WriteBoolean("passwordlessAuth", UpgradedOrg.IsIdentifierFirst(context.Org()));
        json.WriteBoolean("idpDiscovery", org.IdentityProviders.Any(provider => !provider.Inactive));
        json.WriteBoolean("registration", org.Settings.SelfServiceRegistration);
        json.WriteBoolean("securityImage", org is { Settings.SecurityImage: true, Engine: null });
        // The widget's routes begin at the root of the host, so they are not to be had under /o/{org}.
        json.WriteBoolean("router", !context.Request.PathBase.HasValue);
        json.WriteBoolean("webauthn", true);
        json.WriteBoolean("rememberMe", org.Engine is null);
        json.WriteBoolean("autoPush", true);
        json.WriteBoolean("multiOptionalFactorEnroll", true);
        json.WriteBoolean("selfServiceUnlock", true);
        json.WriteBoolean("smsRecovery", true);
        json.WriteBoolean("callRecovery", true);
        json.WriteBoolean("emailRecovery", true);
        json.WriteBoolean("hideSignOutLinkInMFA", false);
        json.WriteEndObject();
    }

    // What an app asked for, where the sign-in is on behalf of one.
    private static async ValueTask<PendingAuthorization?> Requested(Org org, string? from)
    {
        var query = from?.IndexOf('?', StringComparison.Ordinal) is { } at and >= 0 ? QueryHelpers.ParseQuery(from[at..]) : null;
        var key = query?.GetValueOrDefault("okta_key").ToString();
        return key?.Length > 0 && await org.Documents.Find(org.Name, DocumentKinds.Authorizations, Tokens.Digest(key)) is { } pending
            ? pending.Value
            : null;
    }

    private static void WriteRequest(Utf8JsonWriter json, Org org, PendingAuthorization requested)
    {
        var clientId = requested.Parameters.GetValueOrDefault("client_id", "");
        json.WriteStartObject("target");
        json.WriteString("clientId", clientId);
        json.WriteString("label", org.Current.App(clientId)?.Label);
        json.WriteEndObject();
        json.WriteStartObject("authentication");
        json.WriteStartObject("request");
        foreach (var name in (ReadOnlySpan<string>)["scope", "response_type", "response_mode", "redirect_uri", "state", "login_hint", "acr_values"])
        {
            if (requested.Parameters.TryGetValue(name, out var value))
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The widget calls the links in the answers, which carry the issuer's name where it was started with one; Duo's host it frames by https.
    private static string Policy(HttpContext context, string nonce)
    {
        var issuer = new Uri(context.BaseUrl()).GetLeftPart(UriPartial.Authority);
        var duo = "https://" + new Uri(context.BaseUrl()).Authority;
        return $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self' data:; "
            + $"connect-src 'self' {issuer}; frame-src 'self' {issuer} {duo}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    private static async Task File(HttpContext context)
    {
        if (Chosen(context)?.Find(context.Request.RouteValues["file"] as string ?? "") is not { } found)
        {
            await ErrorCodes.NoSuchPath.Because().Write(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var (file, type) = found;
        var tag = new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\"");
        await TypedResults.PhysicalFile(file.FullName, type, lastModified: file.LastWriteTimeUtc, entityTag: tag).ExecuteAsync(context);
    }
}
