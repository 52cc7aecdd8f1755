using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Apps;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Saml;

/// <summary>
/// <c>/app/{name}/{key}/sso/saml</c>: vouches for the browser's user where it has a session, and otherwise puts the request away under an
/// <c>okta_key</c>, with which the browser comes back from the sign-in page.
/// </summary>
internal static class SingleSignOn
{
    private const int KeyLength = 43;

    // As long as the longest sign-in may take by default.
    private static readonly TimeSpan SignInTime = TimeSpan.FromHours(1);

    internal static Task Get(HttpContext context)
    {
        var query = context.Request.Query;
        return SamlAddresses.OfRequest(context) is not { } app ? SamlApi.NoApp(context, (string)context.Request.RouteValues["key"]!)
            : query["okta_key"].ToString() is { Length: > 0 } key ? Resume(context, app, key)
            : query.ContainsKey("SAMLRequest") ? Take(context, app, SamlInput.OfQuery(context.Request))
            : Unasked(context, app);
    }

    /// <summary>A sign-in that begins here.</summary>
    internal static Task Unasked(HttpContext context, App app) => Begin(context, AuthnRequest.Unasked(app, context.Request.Query["RelayState"]));

    internal static async Task Post(HttpContext context) =>
        await (SamlAddresses.OfRequest(context) is { } app
            ? Take(context, app, await SamlInput.OfForm(context.Request))
            : SamlApi.NoApp(context, (string)context.Request.RouteValues["key"]!));

    private static Task Take(HttpContext context, App app, (SamlInput? Input, SamlError? Error) read)
    {
        var (request, error) = read.Input is { } input ? AuthnRequest.Read(context, app, input) : (null, read.Error);
        return request is null ? error!.Show(context) : Begin(context, request);
    }

    private static async Task Begin(HttpContext context, AuthnRequest request)
    {
        var query = context.Request.Query;
        var caller = await Caller.FindOrRedeem(context, Given(query["sessionToken"]) ?? Given(query[OneTimeToken.OldName]));
        if (caller is not null && (caller.IsNew || !request.ForceAuthn))
        {
            await Answer(context, request, caller);
        }
        else if (request.IsPassive)
        {
            await NoPassive(context, request);
        }
        else if (request.Id is null)
        {
            await SignInPages.ToSignIn(context, Bookmark(context, request.App));
        }
        else
        {
            await ToSignIn(context, request.App, await PutAway(context.Org(), request, caller));
        }
    }

    private static async Task Resume(HttpContext context, App app, string key)
    {
        var org = context.Org();
        if (await org.Documents.Find(org.Name, DocumentKinds.SamlRequests, Tokens.Digest(key)) is not { Value: var pending } stored
            || org.Clock.Now >= pending.Expires
            || pending.AppId != app.Id)
        {
            await SamlErrors.UnknownRequest.Show(context);
        }
        else if (!app.Saml!.Takes(pending.AcsUrl))
        {
            // The app's settings were changed while its user was at the sign-in page.
            await SamlErrors.UnregisteredAcs.Show(context);
        }
        else if (await Caller.Find(context) is not { } caller || caller.Digest == pending.StaleSession)
        {
            await ToSignIn(context, app, key);
        }
        else
        {
            await Answer(context, new AuthnRequest(app, pending.RequestId, pending.AcsUrl, pending.RelayState), caller, (key, stored));
        }
    }

    /// <param name="pending">The request as it was put away; answering it spends it.</param>
    private static async Task Answer(HttpContext context, AuthnRequest request, Caller caller, (string Key, Stored<PendingSamlRequest> Request)? pending = null)
    {
        var org = context.Org();
        var work = new UnitOfWork(org.Name);
        var nameId = SamlResponse.NameId(org, request.App, caller);
        if ((request.App.IsAssignedTo(caller.User) ? nameId is null ? SamlErrors.NoNameId : null : SamlErrors.NotAssigned) is { } error)
        {
            await org.Documents.Commit(work.Log(context, SamlLog.SignOn, request.App, caller.User, error));
            org.Changes.Tell("events");
            await error.Show(context);
            return;
        }

        switch (await AppEntrance.Ask(context, request.App, caller.Session, caller.Digest))
        {
            case Admission.StepUp when request.IsPassive:
                await NoPassive(context, request);
                return;
            case Admission.StepUp:
                await AppEntrance.ToStepUp(context, request.App, await WayBack(context, request, pending?.Key));
                return;
            case Admission.Denied denied:
                await SignInPages.Problem(context, "403 Access Forbidden", denied.Error.Summary, denied.Error.Code.Code, StatusCodes.Status403Forbidden);
                return;
        }

        if (pending is { Request: var stored })
        {
            work.Delete(DocumentKinds.SamlRequests, stored);
        }

        var response = SamlResponse.Write(org, request, caller, nameId!, await IdpCertificate.Of(context));
        if (await org.Documents.Commit(work.Log(context, SamlLog.SignOn, request.App, caller.User)))
        {
            org.Changes.Tell("events");
            await SamlPost.Send(context, request.AcsUrl, response, request.RelayState);
        }
        else
        {
            await SamlErrors.UnknownRequest.Show(context);
        }
    }

    private static async Task NoPassive(HttpContext context, AuthnRequest request)
    {
        var idp = await IdpCertificate.Of(context);
        var response = SamlResponse.Failure(context.Org(), request, idp, SamlNames.Responder, SamlNames.NoPassive);
        await SamlPost.Send(context, request.AcsUrl, response, request.RelayState);
    }

    // A sign-in that nobody requested says nothing that its address does not say, which then can be kept as a bookmark.
    private static string Bookmark(HttpContext context, App app)
    {
        var state = Given(context.Request.Query["RelayState"]) is { } given ? $"?RelayState={Uri.EscapeDataString(given)}" : "";
        return SamlAddresses.SignOnPath(app) + state;
    }

    // Where a request goes on once its user has proved more. The session may stay: it is not too old, it proves too little.
    private static async ValueTask<string> WayBack(HttpContext context, AuthnRequest request, string? key) => request.Id is null
        ? Bookmark(context, request.App)
        : $"{SamlAddresses.SignOnPath(request.App)}?okta_key={key ?? await PutAway(context.Org(), request, null)}";

    private static async ValueTask<string> PutAway(Org org, AuthnRequest request, Caller? caller)
    {
        var key = Tokens.Random(KeyLength);
        var expires = org.Clock.Now + SignInTime;
        var pending = new PendingSamlRequest(request.App.Id, request.Id!, request.AcsUrl, request.RelayState, caller?.Digest, expires);
        await org.Documents.Commit(new UnitOfWork(org.Name).Issue(DocumentKinds.SamlRequests, Tokens.Digest(key), pending, expires: expires));
        return key;
    }

    // With a session that will not do, the sign-in page must not send the browser straight back.
    private static Task ToSignIn(HttpContext context, App app, string key) => SignInPages.ToSignIn(
        context, $"{SamlAddresses.SignOnPath(app)}?okta_key={key}", again: SessionCookie.Read(context) is not null);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
