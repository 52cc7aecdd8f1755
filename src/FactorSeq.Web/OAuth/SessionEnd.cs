using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>A session that has just ended.</summary>
/// <param name="WasAlive">Whether there was one.</param>
/// <param name="Pages">Addresses that the user's browser should load, for apps that hear of it so.</param>
internal sealed record EndedSession(bool WasAlive, ImmutableArray<string> Pages)
{
    internal static EndedSession None { get; } = new(false, []);
}

/// <summary>
/// Ends a session because somebody asked for it, and tells the apps it let in, all but the one that asked (Okta, "Configure Single Logout").
/// </summary>
internal static class SessionEnd
{
    /// <param name="initiator">The client that asked, which knows already.</param>
    internal static async ValueTask<EndedSession> End(HttpContext context, string? id, string? initiator = null)
    {
        var org = context.Org();
        if (string.IsNullOrEmpty(id) || await SessionStore.Look(org, id) is not { } session || !await SessionStore.End(org, id))
        {
            return EndedSession.None;
        }

        var digest = Tokens.Digest(id);
        var told = await Joined(context, digest, initiator);
        await Log(context, session, told.Count);
        await BackChannelLogout.Tell(context, session.UserId, JoinedApps.Sid(digest), told);
        return new EndedSession(true, [.. told.Select(app => Page(app, JoinedApps.Sid(digest))).OfType<string>()]);
    }

    // Of any number of rivals one ended the session, so one reads this.
    private static async ValueTask<List<ToldApp>> Joined(HttpContext context, string digest, string? initiator)
    {
        var org = context.Org();
        var apps = ImmutableArray<SessionApp>.Empty;
        while (await org.Documents.Find(org.Name, DocumentKinds.SessionApps, digest) is { } stored)
        {
            if (await org.Documents.Commit(new UnitOfWork(org.Name).Delete(DocumentKinds.SessionApps, stored)))
            {
                apps = stored.Value.Apps;
                break;
            }
        }

        return
        [
            .. from joined in apps
               where joined.ClientId != initiator
               let app = org.Current.App(joined.ClientId)
               let server = AuthorizationServer.Find(context, joined.Server)
               where app?.Logout is not null && server is not null
               select new ToldApp(app, server),
        ];
    }

    private static string? Page(ToldApp told, string sid) => told.App.Logout! switch
    {
        { FrontChannelUri: { } page, FrontChannelSession: true } =>
            $"{page}{(page.Contains('?') ? '&' : '?')}iss={Uri.EscapeDataString(told.Server.Issuer)}&sid={Uri.EscapeDataString(sid)}",
        var logout => logout.FrontChannelUri,
    };

    private static async ValueTask Log(HttpContext context, Session session, int told)
    {
        var org = context.Org();
        var user = (await org.FindAccountById(session.UserId))?.Value.User;
        var ended = new SystemEvent("user.session.end", EventOutcome.Success, Detail: told == 0 ? null : $"TotalOidcLogoutRequests: {told}");
        var work = new UnitOfWork(org.Name);
        LogEntry.Append(work, org.Clock.Now, ended, user, Client.Of(context), session.Login);
        await org.Documents.Commit(work);
        org.Changes.Tell("events");
    }
}

/// <summary>An app that hears of a session's end.</summary>
/// <param name="Server">Whose tokens it has.</param>
internal sealed record ToldApp(App App, AuthorizationServer Server);
