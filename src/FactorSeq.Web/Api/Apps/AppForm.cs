using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Apps;

/// <summary>An app as an administrator sends it: what all kinds have; the rest is read by the kind.</summary>
internal static class AppForm
{
    private const int LongestLabel = 100;
    private const int LongestText = 1024;

    private const string Template = "template";

    /// <param name="known">As it is; null for a new one.</param>
    /// <param name="secret">For a client that needs one and has none.</param>
    internal static (App? App, OktaError? Error) Read(App? known, OrgConfiguration configuration, EditRequest request, string secret)
    {
        var body = request.Body;
        var mode = Text(body, "signOnMode") ?? (known is null ? null : AppModes.Of(known));
        var label = Text(body, "label");
        if (Fault(known, mode, label, Text(body, "name")) is { } fault)
        {
            return (null, fault);
        }

        var app = (known ?? new App
        {
            Id = request.NewId, ClientId = request.NewId, Label = "", Created = request.Now, Inactive = !request.Activate,
            Type = mode == AppModes.Bookmark ? AppType.Bookmark : AppType.Oidc,
        }) with { Label = label!, LastUpdated = request.Now };
        var (read, error) = mode switch
        {
            AppModes.Oidc => OidcForm.Read(app, known, configuration, request, secret),
            AppModes.Saml => SamlForm.Read(app, configuration, request),
            _             => Bookmark(app, body),
        };
        return read is null ? (null, error) : Display(body) is var (display, wrong) && wrong is not null ? (null, wrong) : (read with { Display = display }, null);
    }

    internal static string? Text(SeedNode body, params ReadOnlySpan<string> way) => RequestTree.Text(RequestTree.At(body, way)) is { Length: > 0 } text ? text : null;

    internal static bool Flag(SeedNode body, bool fallback, params ReadOnlySpan<string> way) => bool.TryParse(Text(body, way), out var flag) ? flag : fallback;

    private static OktaError? Fault(App? known, string? mode, string? label, string? name)
    {
        if (mode is null)
        {
            return RequestErrors.At("signOnMode", RequestErrors.Blank);
        }

        if (!AppModes.All.Contains(mode))
        {
            return RequestErrors.At("signOnMode", $"only {string.Join(", ", AppModes.All)} are part of this version of FactorSeq");
        }

        if (known is not null && AppModes.Of(known) != mode)
        {
            return RequestErrors.At("signOnMode", "The sign-on mode of an app cannot be changed");
        }

        if (string.IsNullOrWhiteSpace(label))
        {
            return RequestErrors.At("label", RequestErrors.Blank);
        }

        if (label.Length > LongestLabel)
        {
            return RequestErrors.At("label", $"The field cannot exceed {LongestLabel} characters.");
        }

        var own = known?.Name ?? (mode == AppModes.Oidc ? "oidc_client" : mode == AppModes.Bookmark ? "bookmark" : null);
        return name is null || name == own ? null
            : RequestErrors.At("name", "apps of Okta's catalogue are not part of this version of FactorSeq; leave it out, or write oidc_client or bookmark");
    }

    private static (App? App, OktaError? Error) Bookmark(App app, SeedNode body) => Text(body, "settings", "app", "url") is { } url && AppLaunchSection.IsPage(url)
        ? (app with { LaunchUri = url }, null)
        : (null, RequestErrors.At("settings.app.url", "The value must be an http or https URL."));

    private static (AppDisplay? Display, OktaError? Error) Display(SeedNode body)
    {
        var type = Text(body, "credentials", "userNameTemplate", "type") ?? "BUILT_IN";
        var template = Text(body, "credentials", "userNameTemplate", Template);
        if (type is not ("BUILT_IN" or "CUSTOM" or "NONE"))
        {
            return (null, RequestErrors.At("credentials.userNameTemplate.type", "The value must be one of: BUILT_IN, CUSTOM, NONE."));
        }

        if (template is not null && !CanRead(template))
        {
            return (null, RequestErrors.At("credentials.userNameTemplate.template", "this is not a template that this version reads"));
        }

        var texts = new[]
        {
            Text(body, "accessibility", "errorRedirectUrl"), Text(body, "accessibility", "loginRedirectUrl"),
            Text(body, "settings", "notes", "admin"), Text(body, "settings", "notes", "enduser"),
        };
        return texts.Any(text => text?.Length > LongestText)
            ? (null, RequestErrors.At("settings.notes", $"The field cannot exceed {LongestText} characters."))
            : (new AppDisplay
            {
                HideWeb = Flag(body, false, "visibility", "hide", "web"),
                HideMobile = Flag(body, false, "visibility", "hide", "iOS"),
                AutoSubmitToolbar = Flag(body, false, "visibility", "autoSubmitToolbar"),
                AutoLaunch = Flag(body, false, "visibility", "autoLaunch"),
                ErrorRedirectUrl = texts[0],
                LoginRedirectUrl = texts[1],
                AdminNote = texts[2],
                EnduserNote = texts[3],
                UserNameTemplate = template,
                UserNameTemplateType = template is null ? null : type,
                Profile = RequestTree.At(body, "profile") is SeedNode.Mapping profile ? Scalars.Json(profile) : null,
                AutoKeyRotation = Flag(body, true, "credentials", "oauthClient", "autoKeyRotation"),
                IssuerMode = Text(body, "settings", "oauthClient", "issuer_mode"),
                IdpInitiatedLogin = Text(body, "settings", "oauthClient", "idp_initiated_login", "mode"),
            }, null);
    }

    private static bool CanRead(string template)
    {
        try
        {
            AppUserName.Check(template);
            return true;
        }
        catch (ExpressionException)
        {
            return false;
        }
    }
}
