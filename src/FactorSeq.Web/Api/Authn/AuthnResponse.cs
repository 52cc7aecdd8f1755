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

        var org = context.Org();
        var app = outcome.At.Context.StepUp is { } wanted ? org.Current.AppOfId(wanted.AppId) : null;
        var view = new AuthnView(outcome, context.BaseUrl(), org.Clock.Now, id => AutoPush.IsOn(context, id), app);
        return OktaJson.Ok(context, json => view.Write(json));
    }
}
