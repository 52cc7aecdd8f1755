using System.Security.Cryptography;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Factors.Totp;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Macs;

/// <summary>
/// The loop around the login window: load, decide, write, and only then ask Okta, whose answer is the next event. What was judged once is not
/// judged again where another writer was faster, for a code is spent by being judged.
/// </summary>
internal static class MacRunner
{
    internal static ValueTask<Stored<Mac>?> Find(Org org, string name) => org.Documents.Find(org.Name, DocumentKinds.Macs, name);

    /// <summary>Has something happen to a Mac.</summary>
    /// <param name="happened">What happens, given the Mac as it is; null where nothing can.</param>
    /// <returns>null where there is no such Mac.</returns>
    internal static async ValueTask<MacStep?> Run(HttpContext context, string name, Func<Mac, ValueTask<MacEvent?>> happened)
    {
        if (await Find(context.Org(), name) is not { Value: var mac })
        {
            return null;
        }

        return await happened(mac) is { } @event ? await Run(context, name, @event) : new MacStep(mac, [], Fits: false);
    }

    /// <summary>Looks at a Mac: what time and the phone have brought about is taken up.</summary>
    internal static async ValueTask<Mac?> Look(HttpContext context, string name)
    {
        var step = await Run(context, name, async mac => mac.Screen switch
        {
            LoginScreen.Waiting at => await MacOkta.Answer(context, mac, at),
            LoginScreen.Enrolling => new MacEvent.Passed(),
            _ => null,
        });
        return step?.Mac;
    }

    /// <summary>What the org's settings say of Macs.</summary>
    internal static MacFacts Facts(Org org)
    {
        var settings = org.Current.Configuration.Settings;
        return new MacFacts(settings.AskEveryTimeLogic == AskEveryTimeLogic.All, settings.KeyLookupsPerMinute, Base32.Encode(RandomNumberGenerator.GetBytes(20)));
    }

    private static async ValueTask<MacStep?> Run(HttpContext context, string name, MacEvent happened)
    {
        var org = context.Org();
        while (await Find(org, name) is { } stored)
        {
            var now = org.Clock.Now;
            var step = LoginWindow.Step(stored.Value, happened, Facts(org), now);
            if (happened is MacEvent.Passed && step.Mac.Screen == stored.Value.Screen)
            {
                return step;
            }

            var work = new UnitOfWork(org.Name).Update(DocumentKinds.Macs, stored, step.Mac);
            foreach (var log in step.Effects.OfType<MacEffect.Log>())
            {
                var user = log.UserId is { } id ? (await org.FindAccountById(id))?.Value.User : null;
                LogEntry.Append(work, now, log.Event, user, Client.Of(context));
            }

            if (await org.Documents.Commit(work))
            {
                org.Changes.Tell("macs");
                return await Carry(context, step) is { } next ? await Run(context, name, next) : step;
            }
        }

        return null;
    }

    private static async ValueTask<MacEvent?> Carry(HttpContext context, MacStep step)
    {
        MacEvent? next = null;
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case MacEffect.Withdraw withdraw:
                    await DirectAuthentication.Withdraw(context.Org(), withdraw.Push);
                    break;
                case MacEffect.AskForPush ask:
                    next = await MacOkta.Push(context, step.Mac, ask.Login);
                    break;
                case MacEffect.LookUpKeys lookUp:
                    next = await MacOkta.Keys(context, step.Mac, lookUp.Login);
                    break;
                default:
                    context.Org().Changes.Tell("events");
                    break;
            }
        }

        return next;
    }
}
