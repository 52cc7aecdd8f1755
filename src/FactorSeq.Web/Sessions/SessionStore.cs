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

    /// <summary>Opens a session as part of a larger piece of work.</summary>
    /// <returns>The session's id.</returns>
    internal static string Open(UnitOfWork work, SessionGrant grant, string login, DateTimeOffset now)
    {
        var id = Tokens.NewSessionId();
        var session = new Session(
            grant.UserId, login, grant.Amr, grant.Limits, now, Until(grant.Limits, now, now), grant.PasswordProved, grant.FactorProved);
        work.Insert(DocumentKinds.Sessions, Tokens.Digest(id), session, expires: session.Expires);
        return id;
    }

    /// <summary>Spends a session token: of any number of rivals one gets the session.</summary>
    /// <returns>null where the token is unknown, spent or expired.</returns>
    internal static async ValueTask<(string Id, Session Session)?> Redeem(Org org, string sessionToken)
    {
        var now = org.Clock.Now;
        if (await org.Documents.Find(org.Name, DocumentKinds.SessionTokens, Tokens.Digest(sessionToken)) is not { } stored
            || now >= stored.Value.Expires
            || await org.FindAccountById(stored.Value.Grant.UserId) is not { } account)
        {
            return null;
        }

        var work = new UnitOfWork(org.Name).Delete(DocumentKinds.SessionTokens, stored);
        var id = Open(work, stored.Value.Grant, account.Value.User.Login, now);
        return await org.Documents.Commit(work) && await Find(org, id) is { } session ? (id, session) : null;
    }

    /// <summary>The session of an id, where it is still alive.</summary>
    internal static async ValueTask<Session?> Find(Org org, string? id)
    {
        if (string.IsNullOrEmpty(id) || await Stored(org, id) is not { } stored)
        {
            return null;
        }

        var now = org.Clock.Now;
        var renewed = Until(stored.Value.Limits, stored.Value.Created, now);
        return renewed - stored.Value.Expires > RenewAfter ? await Renew(org, stored, renewed) : stored.Value;
    }

    /// <summary>Renews a session now, however young.</summary>
    internal static async ValueTask<Session?> Refresh(Org org, string? id) =>
        !string.IsNullOrEmpty(id) && await Stored(org, id) is { } stored
            ? await Renew(org, stored, Until(stored.Value.Limits, stored.Value.Created, org.Clock.Now))
            : null;

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

    // A session outlives neither its time nor a password change that revokes it.
    private static async ValueTask<Stored<Session>?> Stored(Org org, string id) =>
        await org.Documents.Find(org.Name, DocumentKinds.Sessions, Tokens.Digest(id)) is { } stored
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

    private static DateTimeOffset Until(Core.Policies.SessionLimits limits, DateTimeOffset created, DateTimeOffset now)
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
