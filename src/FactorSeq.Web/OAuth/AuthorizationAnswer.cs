using System.Globalization;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>What a signed-in user's authorization request comes to: a code, tokens, or the word that the app is not theirs.</summary>
internal static class AuthorizationAnswer
{
    private const int CodeLength = 43;

    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(300);

    /// <param name="pending">The request as it was put away; answering it spends it.</param>
    internal static async Task Send(HttpContext context, AuthorizeRequest request, Caller caller, Stored<PendingAuthorization>? pending = null)
    {
        var org = context.Org();
        var work = new UnitOfWork(org.Name);
        var (lifetimes, error) = request.App.IsAssignedTo(caller.User)
            ? request.Server.Decide(request.App, request.GrantType, request.Scopes, caller.User)
            : (null, OAuthErrors.UserNotAssigned);
        if (error is not null)
        {
            work.Log(context, request.Server.Event("authorize.code"), caller.User, error);
            if (error == OAuthErrors.UserNotAssigned)
            {
                LogEntry.Append(work, org.Clock.Now, AppLog.IsNotAssigned(request.App), caller.User, Client.Of(context), targets: LogTarget.Of(request.App));
            }

            await Refuse(context, request, error, pending, work);
            return;
        }

        if (pending is not null)
        {
            work.Delete(DocumentKinds.Authorizations, pending);
        }

        var grant = caller.Grant(request.Server, request.App, request.Scopes, lifetimes!, request.Given["nonce"]) with
        {
            Sid = await JoinedApps.Join(org, caller, request.App, request.Server),
        };
        var code = request.Type!.IssuesCode ? Tokens.Random(CodeLength) : null;
        if (code is not null)
        {
            var expires = org.Clock.Now + CodeLife;
            var kept = new AuthorizationCode(grant, request.RedirectUri, request.Given["code_challenge"], expires);
            work.Issue(DocumentKinds.Codes, Tokens.Digest(code), kept, expires: expires);
            work.Log(context, request.Server.Event("authorize.code"), caller.User);
        }

        foreach (var token in request.Type.Tokens)
        {
            work.Log(context, request.Server.Event(token), caller.User);
        }

        LogEntry.Append(work, org.Clock.Now, AppLog.IsOpened(request.App), caller.User, Client.Of(context), targets: LogTarget.Of(request.App));

        if (await org.Documents.Commit(work))
        {
            org.Changes.Tell("events");
            await request.Reply.Send(context, await Parts(context, request, grant, caller, code));
        }
        else
        {
            await OAuthErrors.UnknownAuthorization.Show(context);
        }
    }

    /// <summary>Sends an error back; it is an answer too, and spends the request as it was put away.</summary>
    /// <param name="work">What is written with it.</param>
    internal static async Task Refuse(
        HttpContext context, AuthorizeRequest request, OAuthError error, Stored<PendingAuthorization>? pending, UnitOfWork work)
    {
        var org = context.Org();
        if (pending is not null)
        {
            work.Delete(DocumentKinds.Authorizations, pending);
        }

        if (await org.Documents.Commit(work))
        {
            org.Changes.Tell("events");
            await request.Reply.Send(context, error);
        }
        else
        {
            await OAuthErrors.UnknownAuthorization.Show(context);
        }
    }

    private static async ValueTask<List<(string Name, string Value)>> Parts(
        HttpContext context, AuthorizeRequest request, Grant grant, Caller caller, string? code)
    {
        var parts = new List<(string Name, string Value)>();
        if (code is not null)
        {
            parts.Add(("code", code));
        }

        if (request.Type!.IssuesTokens)
        {
            var issuer = await TokenIssuer.For(context, request.Server, grant, caller.User);
            var accessToken = request.Type.IssuesAccessToken ? issuer.AccessToken() : null;
            if (accessToken is not null)
            {
                parts.Add(("access_token", accessToken));
                parts.Add(("token_type", "Bearer"));
                parts.Add(("expires_in", issuer.AccessSeconds.ToString(CultureInfo.InvariantCulture)));
                parts.Add(("scope", string.Join(' ', grant.Scopes)));
            }

            if (request.Type.IssuesIdToken)
            {
                parts.Add(("id_token", issuer.IdToken(accessToken, code)));
            }
        }

        return parts;
    }
}
