using System.Net;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// <c>/activate</c>: where a user lets a device in. Signed in first, then the device's code, typed or in the address, then a look at what the
/// device wants: a code in a link that somebody sent lets nothing in by itself (RFC 8628 §5.4).
/// </summary>
internal static class ActivatePage
{
    internal const string Path = "/activate";

    internal static async Task Get(HttpContext context)
    {
        var code = UserCode.Read(context.Request.Query["user_code"]);
        if (await Caller.Find(context) is not { } caller)
        {
            await SignInPages.ToSignIn(context, Target(code));
        }
        else if (code is null || context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            // What another site has the browser load is no user's try yet, and tells nobody whether it was right.
            await ActivateScreens.Enter(context, caller, code: code);
        }
        else if (await Find(context, caller, code) is var (device, request))
        {
            await (await MustStepUp(context, caller, request)
                ? AppEntrance.ToStepUp(context, request.App, Target(code))
                : ActivateScreens.Confirm(context, caller, code, device.Value, request));
        }
    }

    internal static async Task Post(HttpContext context)
    {
        if (await Parameters.OfForm(context.Request) is not { } form)
        {
            await OAuthErrors.NoForm.Show(context);
            return;
        }

        var code = UserCode.Read(form["user_code"]);
        if (await Caller.Find(context) is not { } caller || code is null)
        {
            context.GoTo(Target(code));
        }
        else if (!PageToken.Is(context.Org(), caller.Digest, "activate " + code, form["token"] ?? ""))
        {
            await OAuthErrors.UnknownAuthorization.Show(context);
        }
        else if (await Find(context, caller, code) is var (device, request))
        {
            await (form["decision"] == "allow" ? Allow(context, caller, code, device, request) : Deny(context, caller, device, request, null));
        }
    }

    private static string Target(string? code) => code is null ? Path : $"{Path}?user_code={Uri.EscapeDataString(code)}";

    /// <summary>The device that waits under a code; null after the page has said that there is none.</summary>
    private static async ValueTask<(Stored<DeviceAuthorization> Device, DeviceRequest Request)?> Find(HttpContext context, Caller caller, string code)
    {
        var org = context.Org();
        var result = await UserCode.Find(org, caller.User.Id, code);
        if (result is UserCodeResult.Found { Device: var device }
            && org.Current.App(device.Value.ClientId) is { } app
            && AuthorizationServer.Find(context, device.Value.Server) is { } server)
        {
            return (device, new DeviceRequest(app, server));
        }

        await ActivateScreens.Enter(
            context,
            caller,
            result is UserCodeResult.Blocked
                ? "Too many codes were wrong. Wait ten minutes, then try again."
                : "This code is not valid, or it has expired. Check the code on your device.",
            result is UserCodeResult.Blocked ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest);
        return null;
    }

    private static async ValueTask<bool> MustStepUp(HttpContext context, Caller caller, DeviceRequest request)
    {
        var org = context.Org();
        return request.App.IsAssignedTo(caller.User)
            && await org.FindAccountById(caller.User.Id) is { Value: var account }
            && !AppEntrance.HasPass(org, request.App, caller.Session)
            && AppEntrance.Decide(org, Client.Of(context), request.App, account, caller.Session).Access == AppAccess.StepUp;
    }

    private static async Task Allow(HttpContext context, Caller caller, string code, Stored<DeviceAuthorization> device, DeviceRequest request)
    {
        var (app, server) = request;
        var scopes = device.Value.Scopes;
        var (lifetimes, error) = app.IsAssignedTo(caller.User)
            ? server.Decide(app, GrantTypes.DeviceCode, scopes, caller.User)
            : (null, OAuthErrors.UserNotAssigned);
        var admission = error is null ? await AppEntrance.Ask(context, app, caller.Session, caller.Digest) : null;
        if (admission is Admission.StepUp)
        {
            await AppEntrance.ToStepUp(context, app, Target(code));
            return;
        }

        if (admission is Admission.Denied denied)
        {
            error = OAuthErrors.AppDenied with { Description = denied.Error.Summary };
        }

        if (error is not null)
        {
            await Deny(context, caller, device, request, error);
            return;
        }

        var grant = caller.Grant(server, app, scopes, lifetimes!);
        if (await Decide(context, caller, device, request, device.Value with { Decision = DeviceDecision.Allowed, Grant = grant }, null))
        {
            await Consents.Keep(context.Org(), server, app, caller.User.Id, scopes);
            await ActivateScreens.Done(context, caller, request, DeviceDecision.Allowed, null);
        }
    }

    private static async Task Deny(
        HttpContext context, Caller caller, Stored<DeviceAuthorization> device, DeviceRequest request, OAuthError? error)
    {
        if (await Decide(context, caller, device, request, device.Value with { Decision = DeviceDecision.Denied }, error ?? OAuthErrors.DeviceDenied))
        {
            await ActivateScreens.Done(context, caller, request, DeviceDecision.Denied, error);
        }
    }

    // A device that polls meanwhile moves the version on: its user's word still counts, unless it is decided already.
    private static async ValueTask<bool> Decide(
        HttpContext context, Caller caller, Stored<DeviceAuthorization> device, DeviceRequest request, DeviceAuthorization decided, OAuthError? error)
    {
        var org = context.Org();
        var stored = device;
        while (stored is { Value.Decision: DeviceDecision.Pending })
        {
            var work = new UnitOfWork(org.Name)
                .Update(DocumentKinds.DeviceAuthorizations, stored, decided, decided.Expires + DeviceAuthorize.Grace)
                .Log(context, request.Server.Event("device.authorize"), caller.User, error);
            if (await org.Documents.Commit(work))
            {
                org.Changes.Tell("events");
                return true;
            }

            stored = await org.Documents.Find(org.Name, DocumentKinds.DeviceAuthorizations, device.Id);
        }

        await ActivateScreens.Enter(
            context, caller, "This code was answered already.", StatusCodes.Status400BadRequest);
        return false;
    }
}

/// <summary>What a device wants, and of whom.</summary>
internal sealed record DeviceRequest(Core.Orgs.App App, AuthorizationServer Server);
