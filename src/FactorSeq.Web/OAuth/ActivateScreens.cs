using System.Net;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>The three screens of <c>/activate</c>. They work without a script.</summary>
internal static class ActivateScreens
{
    /// <summary>Asks for the code.</summary>
    /// <param name="problem">What was wrong with the last one.</param>
    /// <param name="code">One that the user has only to send.</param>
    internal static Task Enter(HttpContext context, Caller caller, string? problem = null, int status = StatusCodes.Status200OK, string? code = null) => Page(
        context,
        "oauth/activate-enter.html",
        status,
        caller,
        ("error", problem is null ? "" : $"""<div id="error" class="fs-error" role="alert">{WebUtility.HtmlEncode(problem)}</div>"""),
        ("code", WebUtility.HtmlEncode(code ?? "")),
        ("invalid", problem is null ? "" : "aria-invalid=\"true\" aria-describedby=\"error\""));

    /// <summary>Shows what the device wants.</summary>
    internal static Task Confirm(HttpContext context, Caller caller, string code, DeviceAuthorization device, DeviceRequest request) => Page(
        context,
        "oauth/activate-confirm.html",
        StatusCodes.Status200OK,
        caller,
        ("app", WebUtility.HtmlEncode(request.App.Label)),
        ("code", WebUtility.HtmlEncode(code)),
        ("shown", WebUtility.HtmlEncode($"{code[..4]}-{code[4..]}")),
        ("scopes", ScopeText.Items(request.Server, device.Scopes)),
        ("token", PageToken.Of(context.Org(), caller.Digest, "activate " + code)));

    /// <summary>Says what became of it.</summary>
    internal static Task Done(HttpContext context, Caller caller, DeviceRequest request, DeviceDecision decision, OAuthError? error)
    {
        var isAllowed = decision == DeviceDecision.Allowed;
        return Page(
            context,
            "oauth/activate-done.html",
            error is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden,
            caller,
            ("decision", isAllowed ? "allowed" : "denied"),
            ("mark", isAllowed ? "✓" : "!"),
            ("title", isAllowed ? "Device activated" : "Device not activated"),
            ("message", WebUtility.HtmlEncode(error?.Description
                ?? (isAllowed ? $"{request.App.Label} is signed in. Go on with your device." : $"{request.App.Label} was not given access."))));
    }

    private static Task Page(HttpContext context, string file, int status, Caller caller, params (string Placeholder, string Html)[] values) => Assets.Page(
        context,
        file,
        status,
        [("login", WebUtility.HtmlEncode(caller.User.Login)), ("org", WebUtility.HtmlEncode(context.Org().Name)), .. values]);
}
