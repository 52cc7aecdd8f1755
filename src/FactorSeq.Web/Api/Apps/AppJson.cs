using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Apps;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>An app as the Apps API shows it (Apps API, "Application object"): the members in the order in which they were recorded of Okta.</summary>
/// <param name="Kid">The name of the key that signs for it, where none of its own does.</param>
internal sealed record AppJson(HttpContext Context, string Kid)
{
    private static readonly AppDisplay Usual = new();

    internal static async ValueTask<AppJson> Of(HttpContext context) =>
        new(context, (await context.RequestServices.GetRequiredService<SigningKeys>().Of(context.Org())).Kid);

    internal static async Task Show(HttpContext context, App app, bool showsSecret = false)
    {
        var view = await Of(context);
        await OktaJson.Ok(context, json => view.Write(json, app, showsSecret));
    }

    /// <param name="showsSecret">A client's secret is shown where it was just given, and never again.</param>
    /// <param name="embedded">Writes what is embedded; null for nothing.</param>
    internal void Write(Utf8JsonWriter json, App app, bool showsSecret = false, Action<Utf8JsonWriter>? embedded = null)
    {
        var display = app.Display ?? Usual;
        json.WriteStartObject();
        json.WriteString("id", app.Id);
        json.WriteString("name", app.Name);
        json.WriteString("label", app.Label);
        json.WriteStatus(!app.Inactive);
        json.WriteInstant("lastUpdated", app.LastUpdated ?? app.Created ?? ManagementJson.SeedTime);
        json.WriteInstant("created", app.Created ?? ManagementJson.SeedTime);
        WriteAccess(json, app, display);
        json.WriteList("features", []);
        json.WriteString("signOnMode", AppModes.Of(app));
        WriteCredentials(json, app, display, showsSecret);
        WriteSettings(json, app, display);
        if (display.Profile is { } profile)
        {
            json.WritePropertyName("profile");
            json.WriteRawValue(profile);
        }

        WriteLinks(json, app);
        if (embedded is not null)
        {
            json.WriteStartObject("_embedded");
            embedded(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string LinkName(App app) => AppModes.Of(app) == AppModes.Bookmark ? "login" : $"{app.Name}_link";

    private static void WriteAccess(Utf8JsonWriter json, App app, AppDisplay display)
    {
        json.WriteStartObject("accessibility");
        json.WriteBoolean("selfService", false);
        json.WriteString("errorRedirectUrl", display.ErrorRedirectUrl);
        json.WriteString("loginRedirectUrl", display.LoginRedirectUrl);
        json.WriteEndObject();
        json.WriteStartObject("visibility");
        json.WriteBoolean("autoLaunch", display.AutoLaunch);
        json.WriteBoolean("autoSubmitToolbar", display.AutoSubmitToolbar);
        json.WriteStartObject("hide");
        json.WriteBoolean("iOS", display.HideMobile);
        json.WriteBoolean("web", display.HideWeb);
        json.WriteEndObject();
        json.WriteStartObject("appLinks");
        json.WriteBoolean(LinkName(app), true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteCredentials(Utf8JsonWriter json, App app, AppDisplay display, bool showsSecret)
    {
        json.WriteStartObject("credentials");
        json.WriteStartObject("userNameTemplate");
        json.WriteString("template", display.UserNameTemplate ?? AppUserName.Usual);
        json.WriteString("type", display.UserNameTemplateType ?? "BUILT_IN");
        json.WriteEndObject();
        json.WriteStartObject("signing");
        if (AppModes.Of(app) != AppModes.Bookmark)
        {
            json.WriteString("kid", Kid);
        }

        json.WriteEndObject();
        if (AppModes.IsClient(app))
        {
            json.WriteStartObject("oauthClient");
            json.WriteBoolean("autoKeyRotation", display.AutoKeyRotation);
            json.WriteString("client_id", app.ClientId);
            if (showsSecret && app.ClientSecret is { } secret)
            {
                json.WriteString("client_secret", secret);
            }

            json.WriteString("token_endpoint_auth_method", ClientAuthentication.Methods[(int)ClientJson.Method(app)]);
            json.WriteBoolean("pkce_required", app.RequiresPkce || app.IsPublic);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, App app, AppDisplay display)
    {
        json.WriteStartObject("settings");
        json.WriteStartObject("app");
        if (AppModes.Of(app) == AppModes.Bookmark)
        {
            json.WriteBoolean("requestIntegration", false);
            json.WriteString("url", app.LaunchUri);
        }

        json.WriteEndObject();
        json.WriteStartObject("notifications");
        json.WriteStartObject("vpn");
        json.WriteStartObject("network");
        json.WriteString("connection", "DISABLED");
        json.WriteEndObject();
        json.WriteNull("message");
        json.WriteNull("helpUrl");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("manualProvisioning", false);
        json.WriteBoolean("implicitAssignment", false);
        json.WriteStartObject("notes");
        json.WriteString("admin", display.AdminNote);
        json.WriteString("enduser", display.EnduserNote);
        json.WriteEndObject();
        if (app.Saml is { } saml)
        {
            json.WritePropertyName("signOn");
            SamlJson.Write(json, saml);
        }
        else if (AppModes.IsClient(app))
        {
            json.WritePropertyName("oauthClient");
            OidcJson.Write(json, app, display);
        }

        json.WriteEndObject();
    }

    private void WriteLinks(Utf8JsonWriter json, App app)
    {
        var self = $"{Context.BaseUrl()}/api/v1/apps/{app.Id}";
        json.WriteStartObject("_links");
        if (app.Saml is not null)
        {
            WriteHref(json, "metadata", $"{self}/sso/saml/metadata", "application/xml");
        }

        json.WriteStartArray("appLinks");
        if (AppLinks.Tile(app, Context.BaseUrl()) is { } tile)
        {
            WriteNamed(json, LinkName(app), tile, "text/html");
        }

        json.WriteEndArray();
        WriteHref(json, "groups", $"{self}/groups");
        json.WriteStartArray("logo");
        WriteNamed(json, "medium", $"{Context.BaseUrl()}/img/logo.svg", "image/svg+xml");
        json.WriteEndArray();
        WriteHref(json, "users", $"{self}/users");
        var step = app.Inactive ? "activate" : "deactivate";
        WriteHref(json, step, $"{self}/lifecycle/{step}");
        json.WriteEndObject();
    }

    private static void WriteNamed(Utf8JsonWriter json, string name, string href, string? type = null)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        WriteTarget(json, href, type);
    }

    /// <summary>A link without hints, as this API has them.</summary>
    internal static void WriteHref(Utf8JsonWriter json, string rel, string href, string? type = null)
    {
        json.WriteStartObject(rel);
        WriteTarget(json, href, type);
    }

    private static void WriteTarget(Utf8JsonWriter json, string href, string? type)
    {
        json.WriteString("href", href);
        if (type is not null)
        {
            json.WriteString("type", type);
        }

        json.WriteEndObject();
    }
}
