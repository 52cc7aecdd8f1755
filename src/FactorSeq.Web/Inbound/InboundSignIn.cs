using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Inbound;

/// <summary>
/// A sign-in at an identity provider from its beginning to the session. It belongs to the browser that began it, by a cookie: an answer that
/// somebody else has got counts for nothing in it, and counts once.
/// </summary>
internal static class InboundSignIn
{
    /// <summary>The cookie that knows the browser again.</summary>
    internal const string Cookie = "idp_browser";

    private const int TokenLength = 43;

    private static readonly TimeSpan SignInTime = TimeSpan.FromMinutes(10);

    /// <summary>Keeps what the answer will be judged by.</summary>
    /// <param name="key">What the answer will name: the state, or the id of the request.</param>
    internal static async ValueTask<ExternalSignInRequest> PutAway(HttpContext context, IdentityProvider provider, string key)
    {
        var org = context.Org();
        var browser = context.Request.Cookies[Cookie] is { Length: TokenLength } known ? known : Tokens.Random(TokenLength);
        SessionCookie.Append(context, Cookie, browser);
        var request = new ExternalSignInRequest(provider.Id, Target(context.Request.Query["fromURI"]), org.Clock.Now + SignInTime)
        {
            Browser = Tokens.Digest(browser),
            Nonce = provider.Oidc is null ? null : Tokens.Random(TokenLength),
            Verifier = provider.Oidc is null ? null : Tokens.Random(TokenLength),
        };
        await org.Documents.Commit(new UnitOfWork(org.Name).Issue(DocumentKinds.ExternalSignIns, Tokens.Digest(key), request, expires: request.Expires));
        return request;
    }

    /// <summary>The request that an answer names, where it is this browser's and still good.</summary>
    internal static async ValueTask<Stored<ExternalSignInRequest>?> Find(HttpContext context, string? key)
    {
        var org = context.Org();
        return !string.IsNullOrEmpty(key)
            && await org.Documents.Find(org.Name, DocumentKinds.ExternalSignIns, Tokens.Digest(key)) is { } stored
            && org.Clock.Now < stored.Value.Expires
            && stored.Value.Browser is { } browser
            && context.Request.Cookies[Cookie] is { Length: > 0 } cookie
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Tokens.Digest(cookie)), Encoding.ASCII.GetBytes(browser))
                ? stored
                : null;
    }

    /// <summary>Spends a request: of any number of rivals one gets it.</summary>
    internal static ValueTask<bool> Claim(Org org, Stored<ExternalSignInRequest> request) =>
        org.Documents.Commit(new UnitOfWork(org.Name).Delete(DocumentKinds.ExternalSignIns, request));

    /// <summary>A way back within this org; the home page where none is given.</summary>
    internal static string Target(string? from) => SignInPages.OwnPath(from) ?? SignInPages.Home;

    /// <summary>Lets in whom a provider has vouched for, and sends the browser on.</summary>
    internal static async Task Finish(HttpContext context, IdentityProvider provider, InboundUser user, string target)
    {
        var org = context.Org();
        var (account, error) = await InboundAccounts.Of(context, provider, user);
        if (account is null)
        {
            await Refuse(context, provider, error!, user.ExternalId);
            return;
        }

        var vouched = new Vouched(Voucher.IdentityProvider, provider.Id);
        var outcome = await SignOnRunner.Vouch(org, Client.Of(context), account.User.Login, vouched, target);
        if (outcome.Refusal is not null)
        {
            await InboundErrors.SignInDenied.Show(context);
            return;
        }

        context.GoTo(await Arrive(context, outcome, target) ?? SignInPages.Home);
    }

    /// <summary>Opens the session of somebody who was vouched for; who has more to prove goes on at the sign-in page.</summary>
    /// <returns>Where the browser goes; null where another was faster.</returns>
    internal static async ValueTask<string?> Arrive(HttpContext context, Outcome outcome, string target)
    {
        if (outcome.At is not Transaction.Success)
        {
            return $"/login/login.htm?stateToken={Uri.EscapeDataString(outcome.StateToken)}&fromURI={Uri.EscapeDataString(target)}";
        }

        var opened = await SignOnRunner.Take(context.Org(), Client.Of(context), outcome.StateToken, new Step.Redeemed());
        if (opened.SessionId is not { } id)
        {
            return null;
        }

        SessionCookie.Set(context, id);
        return target;
    }

    /// <summary>Shows what is wrong, and tells the System Log.</summary>
    internal static async Task Refuse(HttpContext context, IdentityProvider provider, InboundError error, string? whom = null)
    {
        await Log(context, provider, error.Code, whom);
        await error.Show(context);
    }

    internal static async ValueTask Log(HttpContext context, IdentityProvider provider, string reason, string? whom)
    {
        var org = context.Org();
        var work = new UnitOfWork(org.Name);
        var failed = new SystemEvent("user.authentication.auth_via_IDP", EventOutcome.Failure, reason, Detail: provider.Name);
        LogEntry.Append(work, org.Clock.Now, failed, null, Client.Of(context), whom ?? "");
        await org.Documents.Commit(work);
        org.Changes.Tell("events");
    }
}
