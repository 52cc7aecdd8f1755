using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>Remembers which apps a session let in, of those that want to hear of its end. Sessions of all others cost nothing.</summary>
internal static class JoinedApps
{
    private const int SidLength = 20;

    // A session without an end of its own is used again and again, or forgotten.
    private static readonly TimeSpan Endless = TimeSpan.FromDays(30);

    /// <summary>The name that apps know a session by. Nobody finds the session by it.</summary>
    internal static string Sid(string sessionDigest) => Tokens.Digest("sid " + sessionDigest)[..SidLength];

    /// <returns>The session's name for the app; null for one that does not want to hear of its end.</returns>
    internal static async ValueTask<string?> Join(Org org, Caller caller, App app, AuthorizationServer server)
    {
        if (app.Logout is null)
        {
            return null;
        }

        var joining = new SessionApp(app.ClientId, server.Id);
        var limits = caller.Session.Limits;
        var expires = limits.MaxLifetimeMinutes == 0 ? org.Clock.Now + Endless : caller.Session.Created.AddMinutes(limits.MaxLifetimeMinutes);
        while (true)
        {
            var stored = await org.Documents.Find(org.Name, DocumentKinds.SessionApps, caller.Digest);
            if (stored?.Value.Apps.Contains(joining) == true)
            {
                break;
            }

            // Whoever ends the session reads who joined it, so nobody joins one that has ended.
            var work = new UnitOfWork(org.Name);
            if (!await SessionStore.Require(org, work, caller.Digest))
            {
                break;
            }

            if (await org.Documents.Commit(stored is null
                ? work.Insert(DocumentKinds.SessionApps, caller.Digest, new SessionApps([joining]), expires: expires)
                : work.Update(DocumentKinds.SessionApps, stored, new SessionApps(stored.Value.Apps.Add(joining)), expires)))
            {
                break;
            }
        }

        return Sid(caller.Digest);
    }
}
