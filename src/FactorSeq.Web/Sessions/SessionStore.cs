using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Sessions;

/// <summary>Opens, finds and ends sessions. Their ids are secrets: a session's id is the value of the <c>sid</c> cookie.</summary>
internal static class SessionStore
{
    /// <summary>The cookie that carries a browser's session.</summary>
    internal const string Cookie = "sid";

    // A session in use is renewed at most once a minute: reading it should not cost a write each time.
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);

    // A step-up ends by opening its app; what is not used at once is not worth keeping.
    private static readonly TimeSpan PassLife = TimeSpan.FromMinutes(5);

    /// <summary>Opens a session as part of a larger piece of work.</summary>
    internal static (string Id, Session Session) Open(UnitOfWork work, SessionGrant grant, string login, DateTimeOffset now)
    {
        var id = Tokens.NewSessionId();
        var session = new Session(
            grant.UserId, login, grant.Amr, grant.Limits, now, Until(grant.Limits, now, now), grant.PasswordProved, grant.FactorProved)
        {
            IdentityProvider = grant.IdentityProvider,
            Proved = grant.Proved,
        };
        work.Issue(DocumentKinds.Sessions, Tokens.Digest(id), session, expires: session.Expires);
        return (id, session);
    }

    /// <summary>Keeps a session whose user has more to prove. It is shown to whoever asks by its id and signs nobody in.</summary>
    internal static async ValueTask<(string Id, Session Session)> OpenUnfinished(
        Org org, SessionGrant grant, string login, SessionStatus status, DateTimeOffset until)
    {
        var id = Tokens.NewSessionId();
        var session = new Session(grant.UserId, login, grant.Amr, grant.Limits, grant.At, until, grant.PasswordProved, null, status);
        await org.Documents.Commit(new UnitOfWork(org.Name).Issue(DocumentKinds.Sessions, Tokens.Digest(id), session, expires: until));
        return (id, session);
    }

    /// <summary>A one-time token for another session like this one, as long as this one lives.</summary>
    internal static async ValueTask<string> IssueCookieToken(Org org, string id, Session session)
    {
        var token = Tokens.NewSessionToken();
        var expires = org.Clock.Now.AddMinutes(org.Current.Configuration.Settings.SessionTokenMinutes);
        var grant = new SessionGrant(session.UserId, session.Amr, session.Limits, session.Created, session.PasswordProved, session.FactorProved)
        {
            IdentityProvider = session.IdentityProvider,
            Proved = session.Proved,
        };
        await org.Documents.Commit(new UnitOfWork(org.Name)
            .Issue(DocumentKinds.SessionTokens, Tokens.Digest(token), new SessionToken(grant, expires, Tokens.Digest(id)), expires: expires));
        return token;
    }

    /// <summary>Spends a session token or cookie token: of any number of rivals one gets the session.</summary>
    /// <returns>null where the token is unknown, spent or expired.</returns>
    internal static async ValueTask<(string Id, Session Session)?> Redeem(Org org, string sessionToken)
    {
        var now = org.Clock.Now;
        if (await org.Documents.Find(org.Name, DocumentKinds.SessionTokens, Tokens.Digest(sessionToken)) is not { } stored
            || now >= stored.Value.Expires
            || Crosses(org, stored.Value)
            || stored.Value.OfSession is { } origin && await Living(org, origin) is null
            || await org.FindAccountById(stored.Value.Grant.UserId) is not { } account)
        {
            return null;
        }

        var work = new UnitOfWork(org.Name).Delete(DocumentKinds.SessionTokens, stored);
        var opened = Open(work, stored.Value.Grant, account.Value.User.Login, now);
        return await org.Documents.Commit(work) ? opened : null;
    }

    // A session token of Classic that meets the upgrade on its way asks for the password again; one of a session goes by that session.
    private static bool Crosses(Org org, SessionToken token) =>
        token.OfSession is null && org.Current.Configuration.Engine is { } engine && token.Grant.At < engine.Since;

    /// <summary>The session of an id, where it is still alive.</summary>
    internal static async ValueTask<Session?> Find(Org org, string? id)
    {
        if (string.IsNullOrEmpty(id) || await Stored(org, id) is not { Value.Status: SessionStatus.Active } stored)
        {
            return null;
        }

        var now = org.Clock.Now;
        var renewed = Until(stored.Value.Limits, stored.Value.Created, now);
        return renewed - stored.Value.Expires > RenewAfter ? await Renew(org, stored, renewed) : stored.Value;
    }

    /// <summary>The session of an id as an admin sees it: finished or not, and no longer alive for having been looked at.</summary>
    internal static async ValueTask<Session?> Look(Org org, string id) => (await Stored(org, id))?.Value;

    /// <summary>Renews a session now, however young.</summary>
    internal static async ValueTask<Session?> Refresh(Org org, string? id) =>
        !string.IsNullOrEmpty(id) && await Stored(org, id) is { Value.Status: SessionStatus.Active } stored
            ? await Renew(org, stored, Until(stored.Value.Limits, stored.Value.Created, org.Clock.Now))
            : null;

    /// <summary>Adds what was proved for an app to the session it was proved for, as part of a larger piece of work.</summary>
    /// <returns>false where that session is over: then there is nothing to add to.</returns>
    internal static async ValueTask<bool> Raise(Org org, UnitOfWork work, StepUp wanted, SessionGrant proved)
    {
        if (await Living(org, wanted.SessionId) is not { Value: { Status: SessionStatus.Active } session } stored)
        {
            return false;
        }

        var raised = session with
        {
            Amr = [.. session.Amr.Union(proved.Amr)],
            PasswordProved = proved.PasswordProved ?? session.PasswordProved,
            FactorProved = proved.FactorProved ?? session.FactorProved,
            Proved = FactorProof.Newest(session.Proved, proved.Proved),
            Pass = new AppPass(wanted.AppId, org.Clock.Now + PassLife),
        };
        work.Update(DocumentKinds.Sessions, stored, raised, raised.Expires);
        return true;
    }

    /// <summary>Lets a larger piece of work fail unless a session is still alive when it is done.</summary>
    /// <returns>false where the session is over already.</returns>
    internal static async ValueTask<bool> Require(Org org, UnitOfWork work, string digest)
    {
        if (await Living(org, digest) is not { } stored)
        {
            return false;
        }

        work.Update(DocumentKinds.Sessions, stored, stored.Value, stored.Value.Expires);
        return true;
    }

    /// <summary>Spends what was proved for an app: of any number of rivals one opens it.</summary>
    internal static async ValueTask<bool> SpendPass(Org org, string digest, string appId)
    {
        while (await Living(org, digest) is { } stored && stored.Value.Pass is { } pass && pass.AppId == appId && org.Clock.Now < pass.Expires)
        {
            if (await org.Documents.Commit(new UnitOfWork(org.Name)
                .Update(DocumentKinds.Sessions, stored, stored.Value with { Pass = null }, stored.Value.Expires)))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>false where there was no such session.</returns>
    internal static async ValueTask<bool> End(Org org, string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return false;
        }

        while (await Stored(org, id) is { } stored)
        {
            if (await org.Documents.Commit(new UnitOfWork(org.Name).Delete(DocumentKinds.Sessions, stored)))
            {
                return true;
            }
        }

        return false;
    }

    private static ValueTask<Stored<Session>?> Stored(Org org, string id) => Living(org, Tokens.Digest(id));

    // A session outlives neither its time nor a password change that revokes it.
    private static async ValueTask<Stored<Session>?> Living(Org org, string digest) =>
        await org.Documents.Find(org.Name, DocumentKinds.Sessions, digest) is { } stored
        && org.Clock.Now < stored.Value.Expires
        && await org.FindAccountById(stored.Value.UserId) is { } account
        && !(stored.Value.Created < account.Value.User.SessionsRevoked)
            ? stored
            : null;

    // Another request may renew at the same moment; either's renewal will do.
    private static async ValueTask<Session> Renew(Org org, Stored<Session> stored, DateTimeOffset until)
    {
        var renewed = stored.Value with { Expires = until };
        await org.Documents.Commit(new UnitOfWork(org.Name).Update(DocumentKinds.Sessions, stored, renewed, until));
        return renewed;
    }

    private static DateTimeOffset Until(SessionLimits limits, DateTimeOffset created, DateTimeOffset now)
    {
        var idle = now.AddMinutes(limits.MaxIdleMinutes);
        if (limits.MaxLifetimeMinutes == 0)
        {
            return idle;
        }

        var whole = created.AddMinutes(limits.MaxLifetimeMinutes);
        return idle < whole ? idle : whole;
    }
}
