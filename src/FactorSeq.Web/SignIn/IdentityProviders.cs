using FactorSeq.Core.SignOn;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignIn;

/// <summary>
/// The way to an identity provider and back (<c>next</c> named <c>redirect</c>): one address for both, which leads to the emulated provider until
/// that has decided, and then on with the sign-in. Every address on the way is this org's own.
/// </summary>
internal static class IdentityProviders
{
    internal static async Task Go(HttpContext context)
    {
        var org = context.Org();
        var client = Client.Of(context);
        var factorId = (string)context.Request.RouteValues["factorId"]!;
        var stateToken = context.Request.Query["stateToken"].ToString();
        var looked = await SignOnRunner.Take(org, client, stateToken, new Step.Looked());
        if (looked.Refusal is null
            && looked.At.Context.Challenge(factorId)?.VisitId is { } visitId
            && await Awaited.Find(org, DocumentKinds.Visits, visitId) is not null)
        {
            context.GoTo($"/emulator/idp/{visitId}?stateToken={Uri.EscapeDataString(stateToken)}");
            return;
        }

        var outcome = looked.Refusal is null ? await SignOnRunner.ComeBack(org, client, stateToken, factorId) : looked;
        await GoOn(context, outcome);
    }

    private static async Task GoOn(HttpContext context, Outcome outcome)
    {
        if (outcome.DeviceToken is { } device)
        {
            SessionCookie.SetDevice(context, device);
        }

        // A client that is no hosted page cannot be handed a session token by a redirect: the browser gets the session itself.
        if (outcome.SessionToken is { } token && await SessionStore.Redeem(context.Org(), token) is { } redeemed)
        {
            SessionCookie.Set(context, redeemed.Id);
            context.GoTo(SignInPages.Home);
            return;
        }

        var path = outcome.Refusal == Refusal.InvalidToken ? "/login/login.htm"
            : outcome.At is Transaction.Success ? $"/login/token/redirect?stateToken={Uri.EscapeDataString(outcome.StateToken)}"
            : $"/login/login.htm?stateToken={Uri.EscapeDataString(outcome.StateToken)}";
        context.GoTo(path);
    }
}
