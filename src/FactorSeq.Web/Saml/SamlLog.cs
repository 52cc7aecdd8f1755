using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>What these endpoints tell the System Log (Okta, "Event types": <c>user.authentication.sso</c>, <c>.slo</c>).</summary>
internal static class SamlLog
{
    internal const string SignOn = "user.authentication.sso";
    internal const string Logout = "user.authentication.slo";

    internal static UnitOfWork Log(this UnitOfWork work, HttpContext context, string type, App app, User user, SamlError? error = null)
    {
        var @event = new SystemEvent(type, error is null ? EventOutcome.Success : EventOutcome.Failure, error?.Code, Detail: app.Label);
        LogEntry.Append(work, context.Org().Clock.Now, @event, user, Client.Of(context), targets: LogTarget.Of(app));
        return work;
    }
}
