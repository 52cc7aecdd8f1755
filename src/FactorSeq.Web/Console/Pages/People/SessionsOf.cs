using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Console.Pages.People;

/// <summary>The sessions of one user. The store knows them by their ids alone, so all are looked through.</summary>
internal static class SessionsOf
{
    private const int Searched = 5000;

    internal static async ValueTask<IReadOnlyList<Session>> User(Org org, string userId)
    {
        var revoked = (await org.FindAccountById(userId))?.Value.User.SessionsRevoked;
        return
        [
            .. (await org.Documents.List(org.Name, DocumentKinds.Sessions, Searched)).Select(stored => stored.Value)
                .Where(session => session.UserId == userId && session.Status == SessionStatus.Active
                    && org.Clock.Now < session.Expires && !(session.Created < revoked))
                .OrderByDescending(session => session.Created),
        ];
    }
}
