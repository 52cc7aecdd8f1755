using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Sessions;

/// <summary>
/// <c>POST /api/v1/sessions {username, password}</c>, the way before session tokens that connectors still go. It is the sign-in of
/// <c>/api/v1/authn</c> under another address: the same policies, the same counters.
/// </summary>
internal static class PasswordSession
{
    // Longer than any password policy allows; hashing megabytes is nobody's sign-in.
    private const int MaxPassword = 1024;

    // RFC 8176.
    private const string AmrOfPassword = "pwd";

    internal static async Task Create(HttpContext context, JsonBody body)
    {
        if (body.Text("username") is not { } username || body.Text("password") is not { } password)
        {
            await ErrorCodes.ValidationFailed
                .With("session", "The 'sessionToken' attribute, or the 'username' and 'password' attributes, are required in this context.")
                .Write(context);
            return;
        }

        if (await RateLimiter.Refuses(context, username))
        {
            return;
        }

        var org = context.Org();
        var outcome = password.Length > MaxPassword
            ? null
            : await SignOnRunner.Primary(org, Client.Of(context), new PrimaryRequest(username, new Secret(password), null, null, false, SignOnOptions.None, null));
        switch (outcome)
        {
            case { Refusal: null, SessionToken: { } token } when await SessionStore.Redeem(org, token) is { } opened:
                var gives = Wants(context, "cookieToken") && org.Current.Configuration.Engine is null;
                await SessionResponse.Write(
                    context, opened.Id, opened.Session, gives ? await SessionStore.IssueCookieToken(org, opened.Id, opened.Session) : null);
                break;
            case { Refusal: null, At: Transaction.MfaRequired or Transaction.MfaEnroll }:
                var unfinished = await Unfinished(
                    org, outcome, outcome.At is Transaction.MfaEnroll ? SessionStatus.MfaEnroll : SessionStatus.MfaRequired);
                await SessionResponse.Write(context, unfinished.Id, unfinished.Session);
                break;
            default:
                await ErrorCodes.AuthenticationFailed.Because().Write(context);
                break;
        }
    }

    private static ValueTask<(string Id, Session Session)> Unfinished(Org org, Outcome outcome, SessionStatus status)
    {
        var user = outcome.Facts!.Account!.User;
        var now = org.Clock.Now;
        var grant = new SessionGrant(user.Id, [AmrOfPassword], outcome.Facts.Evaluation.Rule!.Action.Session, now, now, null);
        return SessionStore.OpenUnfinished(org, grant, user.Login, status, outcome.At.Context.Expires);
    }

    private static bool Wants(HttpContext context, string field) => context.Request.Query["additionalFields"]
        .Any(list => list?.Split(',', StringSplitOptions.TrimEntries).Contains(field, StringComparer.OrdinalIgnoreCase) == true);
}
