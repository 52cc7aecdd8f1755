using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Answers a request of the Authentication API: with the state its transaction is in, or with the refusal's error.</summary>
internal static class AuthnResponse
{
    /// <param name="factorId">The factor the request named, for E0000007.</param>
    internal static Task Write(HttpContext context, Outcome outcome, string? factorId = null)
    {
        if (outcome.Refusal is { } refusal)
        {
            return Refusals.Error(refusal, factorId, outcome.Facts?.Settings, outcome.Cause, outcome.At is Transaction.PasswordReset).Write(context);
        }

        if (outcome.DeviceToken is { } device)
        {
            SessionCookie.SetDevice(context, device);
        }

        var view = new AuthnView(outcome, context.BaseUrl(), context.Org().Clock.Now, id => AutoPush.IsOn(context, id));
        return OktaJson.Ok(context, json => view.Write(json));
    }
}
