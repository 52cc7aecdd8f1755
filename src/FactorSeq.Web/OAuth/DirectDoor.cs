using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>Whether a factor that a client has put to a user is enough to let them in.</summary>
internal static class DirectDoor
{
    /// <summary>Why it is not; null where it is.</summary>
    internal static OAuthError? Objection(HttpContext context, App app, Facts facts, FactorKind kind, bool afterPassword)
    {
        // The policy that comes with Desktop MFA wants one factor, and must not be edited: the Mac has asked for its own password before.
        if (app.Type == AppType.DesktopMfa)
        {
            return null;
        }

        FactorKind[] proved = afterPassword ? [FactorKind.Password, kind] : [kind];
        if (!facts.Chains(deviceRemembered: false).Residual(proved).IsComplete)
        {
            return DirectErrors.NotEnough;
        }

        var (org, now) = (context.Org(), context.Org().Clock.Now);
        var session = new Session(
            facts.Account!.User.Id, facts.Account.User.Login, [], SessionLimits.Default, now, now, afterPassword ? now : null, now)
        {
            Proved = [.. proved.Select(each => new FactorProof(each, now))],
        };
        return AppEntrance.Decide(org, Client.Of(context), app, facts.Account, session).Access == AppAccess.Granted ? null : OAuthErrors.AppDenied;
    }

    /// <summary><c>amr</c> of what was proved.</summary>
    internal static string[] Amr(Org org, FactorKind kind, bool afterPassword) =>
        [.. (afterPassword ? org.Catalog[FactorKind.Password].Type.Amr : []).Concat(org.Catalog[kind].Type.Amr).Append("mfa").Distinct()];
}
