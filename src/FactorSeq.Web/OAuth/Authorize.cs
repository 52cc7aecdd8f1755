using FactorSeq.Core.Ports;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// <c>/authorize</c>: gives the client its answer where the browser has a session, and otherwise puts the request away under an
/// <c>okta_key</c>, with which the browser comes back from the sign-in page.
/// </summary>
internal static class Authorize
{
    /// <summary>Where a finished sign-in leads, whichever authorization server it was for.</summary>
    // What the System Log calls a request that came to nothing before its user was known.
    private const string Refused = "authorize";

    internal const string Resumption = "/oauth2/v1/authorize/redirect";

    private const int KeyLength = 43;

    // As long as the longest sign-in may take by default.
    private static readonly TimeSpan SignInTime = TimeSpan.FromHours(1);

    internal static Task Get(HttpContext context, AuthorizationServer server) => Begin(context, server, Parameters.OfQuery(context.Request));

    internal static async Task Post(HttpContext context, AuthorizationServer server) =>
        await (await Parameters.OfForm(context.Request) is { } form ? Begin(context, server, form) : OAuthErrors.NoForm.Show(context));

    internal static async Task Resume(HttpContext context)
    {
        if (await Reopen(context, context.Request.Query["okta_key"].ToString()) is not var (request, stored, key))
        {
            return;
        }

        var caller = await Caller.Find(context);
        await (caller is null || caller.Digest == stored.Value.StaleSession
            ? ToSignIn(context, request, key)
            : Answer(context, request, caller, stored, key));
    }

    /// <summary>A request that was put away; null after an error was shown or sent back.</summary>
    internal static async ValueTask<(AuthorizeRequest Request, Stored<PendingAuthorization> Stored, string Key)?> Reopen(HttpContext context, string key)
    {
        var org = context.Org();
        if (await org.Documents.Find(org.Name, DocumentKinds.Authorizations, Tokens.Digest(key)) is not { Value: var pending } stored
            || org.Clock.Now >= pending.Expires
            || AuthorizationServer.Find(context, pending.Server) is not { } server)
        {
            await OAuthErrors.UnknownAuthorization.Show(context);
            return null;
        }

        return await Read(context, server, new Parameters(pending.Parameters)) is { } request ? (request, stored, key) : null;
    }

    private static async Task Begin(HttpContext context, AuthorizationServer server, Parameters given)
    {
        if (await Read(context, server, given) is not { } request)
        {
            return;
        }

        var caller = await Caller.FindOrRedeem(context, given["sessionToken"] ?? given[OneTimeToken.OldName]);
        if (caller is not null && (caller.IsNew || !MustSignInAgain(request, caller, context.Org().Clock.Now)))
        {
            await Answer(context, request, caller);
        }
        else if (request.MayPrompt)
        {
            await ToSignIn(context, request, await PutAway(context.Org(), request, caller));
        }
        else
        {
            await request.Reply.Send(context, OAuthErrors.LoginRequired);
        }
    }

    // Of somebody who is signed in the app itself may still ask more.
    private static async Task Answer(
        HttpContext context, AuthorizeRequest request, Caller caller, Stored<PendingAuthorization>? pending = null, string? key = null)
    {
        if (await ConsentPage.Asks(context, request, caller, pending))
        {
            await (request.MayPrompt
                ? ConsentPage.GoTo(context, key ?? await PutAway(context.Org(), request, null))
                : request.Reply.Send(context, OAuthErrors.ConsentRequired));
            return;
        }

        var admission = request.App.IsAssignedTo(caller.User) ? await AppEntrance.Ask(context, request.App, caller.Session, caller.Digest) : null;
        await (admission switch
        {
            Admission.Denied denied => AuthorizationAnswer.Refuse(
                context, request, OAuthErrors.AppDenied with { Description = denied.Error.Summary }, pending, new UnitOfWork(context.Org().Name)),
            Admission.StepUp when request.MayPrompt => AppEntrance.ToStepUp(
                context, request.App, $"{Resumption}?okta_key={key ?? await PutAway(context.Org(), request, null)}"),
            Admission.StepUp => request.Reply.Send(context, OAuthErrors.MfaRequired),
            _ => AuthorizationAnswer.Send(context, request, caller, pending),
        });
    }

    /// <summary>A request that can be answered; null after an error was shown or sent back. Nothing is sent to an address that is not registered.</summary>
    private static async ValueTask<AuthorizeRequest?> Read(HttpContext context, AuthorizationServer server, Parameters sent)
    {
        var (given, fault) = await RequestObject.Open(context, server, sent);
        if (given["client_id"] is not { } clientId || context.Org().Current.App(clientId) is not { } app)
        {
            await OAuthErrors.InvalidClientId.Show(context);
            return null;
        }

        if (given["redirect_uri"] is not { } redirectUri || !app.RedirectUris.Contains(redirectUri))
        {
            await ClientRefusal.Tell(context, app, OAuthErrors.IllegalRedirectUri, Refused);
            await OAuthErrors.IllegalRedirectUri.Show(context);
            return null;
        }

        var request = new AuthorizeRequest(server, app, redirectUri, given)
        {
            IdentityProvider = context.Org().Current.Configuration.Provider(given["idp"]),
        };
        if ((fault ?? request.Objection) is { } error)
        {
            await ClientRefusal.Tell(context, app, error, Refused);
            await request.Reply.Send(context, error);
            return null;
        }

        return request;
    }

    private static bool MustSignInAgain(AuthorizeRequest request, Caller caller, DateTimeOffset now) =>
        request.WantsNewSignIn || request.MaxAge is { } age && now - caller.Session.Created >= age;

    private static async ValueTask<string> PutAway(Org org, AuthorizeRequest request, Caller? caller)
    {
        var key = Tokens.Random(KeyLength);
        var expires = org.Clock.Now + SignInTime;
        var pending = new PendingAuthorization(request.Server.Id, request.Kept, caller?.Digest, expires);
        await org.Documents.Commit(new UnitOfWork(org.Name).Issue(DocumentKinds.Authorizations, Tokens.Digest(key), pending, expires: expires));
        return key;
    }

    // With a session that will not do, the sign-in page must not send the browser straight back.
    private static Task ToSignIn(HttpContext context, AuthorizeRequest request, string key)
    {
        var target = $"{Resumption}?okta_key={key}";
        if (request.IdentityProvider is { } provider)
        {
            context.GoTo(IdentityProviderSignIn.Address(provider, target, request.Given["login_hint"]));
            return Task.CompletedTask;
        }

        return SignInPages.ToSignIn(context, target, request.Given["login_hint"], again: SessionCookie.Read(context) is not null);
    }
}
