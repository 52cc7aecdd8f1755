using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Upgrade;

namespace FactorSeq.Web.Apps;

/// <summary>Whether somebody who is signed in gets into an app. Closed.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    internal sealed record Admitted : Admission;

    /// <summary>Not before more is proved, on the page that <see cref="AppEntrance.ToStepUp"/> leads to.</summary>
    internal sealed record StepUp : Admission;

    internal sealed record Denied(OktaError Error) : Admission;
}

/// <summary>
/// The one door of every app, whatever its protocol: its sign-on policy is held against the session here and nowhere else. Who is assigned
/// is asked before.
/// </summary>
internal static class AppEntrance
{
    private const string AppParameter = "stepUp";

    /// <param name="sessionDigest">Digest of the session's id.</param>
    internal static async ValueTask<Admission> Ask(HttpContext context, App app, Session session, string sessionDigest)
    {
        var org = context.Org();
        if (app.SignOnRules.IsEmpty && UpgradedOrg.PlanOf(org) is null)
        {
            return new Admission.Admitted();
        }

        if (await org.FindAccountById(session.UserId) is not { Value: var account })
        {
            return new Admission.Denied(ErrorCodes.AppDenied.Because());
        }

        var client = Client.Of(context);
        var decision = Decide(org, client, app, account, session);
        if (decision.Access == AppAccess.StepUp && HasPass(org, app, session))
        {
            var passed = Decide(org, client, app, account, session, withPass: true);
            decision = passed.Access != AppAccess.Granted || await SessionStore.SpendPass(org, sessionDigest, app.Id) ? passed : decision;
        }

        await Log(org, client, app, account, decision);
        Admission admission = decision.Access switch
        {
            AppAccess.Granted => new Admission.Admitted(),
            AppAccess.Denied  => new Admission.Denied(ErrorCodes.AppDenied.Because()),
            _ => SignOnRunner.Hinders(org, client, account, Wanted(app, sessionDigest, decision)) is null
                ? new Admission.StepUp()
                : new Admission.Denied((decision.NeedsPassword ? ErrorCodes.AppNeedsPassword : ErrorCodes.AppNeedsFactor).With(app.Label)),
        };
        if (admission is Admission.Denied denied)
        {
            await AppLog.Opened(org, client, account.User, app, denied.Error.Summary);
        }

        return admission;
    }

    /// <summary>What the policy of an app makes of a session: in an upgraded org the authentication policy of the plan, else the app's own rules.</summary>
    internal static AppSignOnDecision Decide(Org org, Client client, App app, Account account, Session session, bool withPass = false)
    {
        var request = FactsLoader.For(org, client, account.User.Login, account).Evaluation.Request;
        var proofs = new SessionProofs(session.Created, session.PasswordProved, session.FactorProved, withPass) { Proved = Proved(session) };
        return UpgradedOrg.PlanOf(org) is { } plan
            ? AppAccessing.Decide(plan, org.Current.Names, app.Id, request, proofs, UpgradedOrg.FactorsOf(plan, account), org.Clock.Now)
            : AppSignOn.Decide(app.SignOn, org.Current.Names, request, proofs, org.Clock.Now);
    }

    /// <summary>Whether a factor was just proved for this app.</summary>
    internal static bool HasPass(Org org, App app, Session session) => session.Pass is { } pass && pass.AppId == app.Id && org.Clock.Now < pass.Expires;

    /// <summary>Sends the browser to the page on which its user proves what the app asks for.</summary>
    /// <param name="target">A path of this org, with its query: where the app is opened again afterwards.</param>
    internal static Task ToStepUp(HttpContext context, App app, string target) =>
        SignInPages.ToSignIn(context, target, more: $"&{AppParameter}={app.Id}");

    /// <summary>Begins what the address of a sign-in page asks for.</summary>
    /// <param name="session">The browser's session.</param>
    /// <param name="target">Where the app is opened again afterwards.</param>
    /// <returns>The state token for the page; null where no app asks for more, and so the app may as well be opened.</returns>
    internal static async ValueTask<string?> BeginStepUp(HttpContext context, Session session, string target)
    {
        var org = context.Org();
        var client = Client.Of(context);
        if (org.Current.AppOfId(context.Request.Query[AppParameter].ToString()) is not { } app
            || await org.FindAccountById(session.UserId) is not { Value: var account }
            || Decide(org, client, app, account, session) is not { Access: AppAccess.StepUp } decision)
        {
            return null;
        }

        var digest = Wire.Tokens.Digest(SessionCookie.Read(context)!);
        return await SignOnRunner.BeginStepUp(org, client, account, Wanted(app, digest, decision), target);
    }

    private static StepUp Wanted(App app, string sessionDigest, AppSignOnDecision decision) =>
        new(app.Id, sessionDigest, decision.NeedsPassword, decision.NeedsFactor) { Asked = decision.Chains };

    // A session that was opened before each proof was kept has its password to show.
    private static ImmutableArray<FactorProof> Proved(Session session) => !session.Proved.IsEmpty ? session.Proved
        : session.PasswordProved is { } at ? [new FactorProof(FactorKind.Password, at)]
        : [];

    private static async ValueTask Log(Org org, Client client, App app, Account account, AppSignOnDecision decision)
    {
        var outcome = decision.Access switch
        {
            AppAccess.Granted => EventOutcome.Allow,
            AppAccess.Denied  => EventOutcome.Deny,
            _                 => EventOutcome.Challenge,
        };
        var evaluated = SystemEvent.PolicyEvaluated(outcome, $"app {app.Label} / {decision.Rule}: {decision.Reason}");
        SystemEvent[] denied = decision.Access == AppAccess.Denied
            ? [new("application.policy.sign_on.deny_access", EventOutcome.Deny, evaluated.Reason, Detail: evaluated.Detail)]
            : [];
        await AppLog.Write(org, client, account.User, app, [evaluated, .. denied]);
    }
}
