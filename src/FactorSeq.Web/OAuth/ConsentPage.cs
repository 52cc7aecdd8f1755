using System.Net;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>Asks a user whether an app may have what it asks for. The answer is kept; <c>prompt=consent</c> asks again.</summary>
internal static class ConsentPage
{
    internal const string Path = "/oauth2/v1/authorize/consent";

    /// <summary>Whether the user must be asked first. Nobody is asked about what is refused anyway.</summary>
    internal static async ValueTask<bool> Asks(HttpContext context, AuthorizeRequest request, Caller caller, Stored<PendingAuthorization>? pending)
    {
        var org = context.Org();
        return pending?.Value.ConsentedBy != caller.User.Id
            && !(await Consents.Missing(org, request.Server, request.App, caller.User.Id, request.Scopes, request.WantsConsent)).IsEmpty
            && request.App.IsAssignedTo(caller.User)
            && request.Server.Decide(request.App, request.GrantType, request.Scopes, caller.User).Error is null
            && await org.FindAccountById(caller.User.Id) is { Value: var account }
            && AppEntrance.Decide(org, Client.Of(context), request.App, account, caller.Session).Access != AppAccess.Denied;
    }

    /// <param name="key">Under which the request was put away.</param>
    internal static Task GoTo(HttpContext context, string key)
    {
        context.GoTo($"{Path}?okta_key={key}");
        return Task.CompletedTask;
    }

    internal static async Task Get(HttpContext context)
    {
        if (await Open(context, context.Request.Query["okta_key"].ToString()) is not var (request, _, key, caller))
        {
            return;
        }

        var org = context.Org();
        var asked = Consents.Asking(request.Server, request.Scopes);
        await Assets.Page(
            context,
            "oauth/consent.html",
            StatusCodes.Status200OK,
            $"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' {request.Reply.FormTargets}; base-uri 'none'; frame-ancestors 'none'",
            [
                ("app", WebUtility.HtmlEncode(request.App.Label)),
                ("login", WebUtility.HtmlEncode(caller.User.Login)),
                ("org", WebUtility.HtmlEncode(org.Name)),
                ("scopes", ScopeText.Items(request.Server, asked)),
                ("key", WebUtility.HtmlEncode(key)),
                ("token", PageToken.Of(org, caller.Digest, "consent " + key)),
            ]);
    }

    internal static async Task Post(HttpContext context)
    {
        if (await Parameters.OfForm(context.Request) is not { } form)
        {
            await OAuthErrors.NoForm.Show(context);
            return;
        }

        if (await Open(context, form["okta_key"] ?? "") is not var (request, stored, key, caller))
        {
            return;
        }

        var org = context.Org();
        if (!PageToken.Is(org, caller.Digest, "consent " + key, form["token"] ?? ""))
        {
            await OAuthErrors.UnknownAuthorization.Show(context);
            return;
        }

        var allows = form["decision"] == "allow";
        var work = new UnitOfWork(org.Name);
        work = allows
            ? work.Update(DocumentKinds.Authorizations, stored, stored.Value with { ConsentedBy = caller.User.Id }, stored.Value.Expires)
                .Log(context, request.Server.Event("consent.grant"), caller.User)
            : work.Delete(DocumentKinds.Authorizations, stored)
                .Log(context, request.Server.Event("authorize.code"), caller.User, OAuthErrors.ConsentDenied);
        if (!await org.Documents.Commit(work))
        {
            await OAuthErrors.UnknownAuthorization.Show(context);
            return;
        }

        org.Changes.Tell("events");
        if (allows)
        {
            await Consents.Keep(org, request.Server, request.App, caller.User.Id, request.Scopes);
            context.GoTo($"{Authorize.Resumption}?okta_key={key}");
        }
        else
        {
            await request.Reply.Send(context, OAuthErrors.ConsentDenied);
        }
    }

    // A session that was not good enough for the request is not good enough for its page either.
    private static async ValueTask<(AuthorizeRequest Request, Stored<PendingAuthorization> Stored, string Key, Caller Caller)?> Open(
        HttpContext context, string key)
    {
        if (await Authorize.Reopen(context, key) is not var (request, stored, _))
        {
            return null;
        }

        if (await Caller.Find(context) is { } caller && caller.Digest != stored.Value.StaleSession)
        {
            return (request, stored, key, caller);
        }

        context.GoTo($"{Authorize.Resumption}?okta_key={key}");
        return null;
    }
}
