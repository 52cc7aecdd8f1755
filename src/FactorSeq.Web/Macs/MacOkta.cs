using System.Collections.Immutable;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.WebAuthn;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Macs;

/// <summary>What a Mac asks its org for, with the client of its managed profile, as any client of direct authentication does.</summary>
internal static class MacOkta
{
    /// <summary>Asks for a push.</summary>
    internal static async ValueTask<MacEvent> Push(HttpContext context, Mac mac, string login)
    {
        if (await Client(context, mac) is not { } app)
        {
            return new MacEvent.PushRefused(OktaRefusal.WrongProfile);
        }

        switch (await DirectAuthentication.Begin(context, AuthorizationServer.OfOrg(context), app, login))
        {
            case DirectProof.Begun begun:
                return new MacEvent.PushSent(Wire.Tokens.Digest(begun.Code), login, begun.Number, begun.Challenge.Expires);
            case DirectProof.Refused { Error: var error } when error == OAuthErrors.UserNotAssigned:
                return new MacEvent.PushRefused(OktaRefusal.NotAssigned);
            default:
                return new MacEvent.PushRefused(await IsBarred(context.Org(), login) ? OktaRefusal.Barred : OktaRefusal.NotSetUp);
        }
    }

    /// <summary>Asks what became of a push; <see cref="MacEvent.Passed"/> where nothing did.</summary>
    internal static async ValueTask<MacEvent> Answer(HttpContext context, Mac mac, LoginScreen.Waiting at)
    {
        var over = context.Org().Clock.Now >= at.Expires ? new MacEvent.PushAnswered(PushOutcome.Expired) : (MacEvent)new MacEvent.Passed();
        if (!mac.Online || await Client(context, mac) is not { } app)
        {
            return over;
        }

        return await DirectAuthentication.Take(context, AuthorizationServer.OfOrg(context), app, at.Push, challenge => challenge.MfaTicket is null) switch
        {
            DirectProof.Proved { Account.User: var user } => new MacEvent.PushAnswered(PushOutcome.Approved, new OktaUser(user.Id, user.Login)),
            DirectProof.Refused { Error: var error } when error == DirectErrors.OobDenied => new MacEvent.PushAnswered(PushOutcome.Denied),

            // Unknown before its time is over: another look has just taken the answer up.
            _ => over,
        };
    }

    /// <summary>Has Okta judge a code of Okta Verify.</summary>
    /// <param name="ofDevice">Whether a code is that of the account for this Mac.</param>
    internal static async ValueTask<MacEvent> Code(HttpContext context, Mac mac, string login, Secret code, Func<bool> ofDevice)
    {
        if (!mac.Online)
        {
            return new MacEvent.OktaCodeJudged(OktaCodeVerdict.Wrong);
        }

        if (await Client(context, mac) is not { } app)
        {
            return new MacEvent.OktaCodeJudged(OktaCodeVerdict.WrongProfile);
        }

        switch (await DirectAuthentication.TakeOtp(context, AuthorizationServer.OfOrg(context), app, login, code, afterPassword: false))
        {
            case DirectProof.Proved { Account.User: var user }:
                return new MacEvent.OktaCodeJudged(OktaCodeVerdict.Right, new OktaUser(user.Id, user.Login));
            case DirectProof.Refused { Error: var error } when error == OAuthErrors.UserNotAssigned:
                return new MacEvent.OktaCodeJudged(OktaCodeVerdict.NotAssigned);
            case DirectProof.Refused { Error: var error } when error == DirectErrors.InvalidOtp:
                return new MacEvent.OktaCodeJudged(ofDevice() ? OktaCodeVerdict.OfThisDevice : OktaCodeVerdict.Wrong);
            default:
                return new MacEvent.OktaCodeJudged(await IsBarred(context.Org(), login) ? OktaCodeVerdict.Barred : OktaCodeVerdict.NotSetUp);
        }
    }

    /// <summary>Asks for a user's keys. Who is not assigned has none here.</summary>
    internal static async ValueTask<MacEvent.KeysFound> Keys(HttpContext context, Mac mac, string login)
    {
        var org = context.Org();
        if (await Client(context, mac) is not { } app || await org.FindAccount(login) is not { Value: var account })
        {
            return new MacEvent.KeysFound([], 0);
        }

        if (!app.IsAssignedTo(account.User))
        {
            await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, "app.oauth2.token.grant", account.User, OAuthErrors.UserNotAssigned));
            org.Changes.Tell("events");
            return new MacEvent.KeysFound([], 0);
        }

        var keys = WebAuthnKeys(account);
        var usable = keys.Where(key => !PlatformKeys.Are(key)).Select(key => key.CredentialId).ToImmutableArray();
        return new MacEvent.KeysFound(usable, keys.Length - usable.Length);
    }

    /// <summary>A user's WebAuthn credentials.</summary>
    internal static ImmutableArray<WebAuthnEnrollment> WebAuthnKeys(Account account) =>
        [.. account.Enrollments.Select(enrollment => enrollment.Data).OfType<WebAuthnEnrollment>().Where(key => key.CredentialId.Length > 0)];

    // What the managed profile says must be what the org has; a wrong secret is told to the System Log.
    private static async ValueTask<App?> Client(HttpContext context, Mac mac)
    {
        var org = context.Org();
        if (mac.Profile is not { IsComplete: true } profile
            || profile.OrgUrl is { } url && !string.Equals(url.TrimEnd('/'), context.BaseUrl(), StringComparison.OrdinalIgnoreCase)
            || org.Current.App(profile.ClientId) is not { Type: AppType.DesktopMfa } app)
        {
            return null;
        }

        if (ClientAuthentication.Proves(app, profile.ClientSecret))
        {
            return app;
        }

        await ClientRefusal.Tell(context, app, OAuthErrors.InvalidClientSecret);
        return null;
    }

    private static async ValueTask<bool> IsBarred(Org org, string login) =>
        await org.FindAccount(login) is { Value.User.Status: not (AccountStatus.Active or AccountStatus.PasswordExpired) };
}
