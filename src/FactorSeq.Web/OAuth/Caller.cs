using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>The user of a browser.</summary>
/// <param name="Digest">Of the session's id.</param>
/// <param name="IsNew">Whether this very request opened the session.</param>
internal sealed record Caller(User User, Session Session, string Digest, bool IsNew)
{
    /// <summary>Who has a session in this browser, and an account that may still be used.</summary>
    internal static async ValueTask<Caller?> Find(HttpContext context)
    {
        var id = SessionCookie.Read(context);
        return await SessionStore.Find(context.Org(), id) is { } session ? await Of(context.Org(), id!, session, isNew: false) : null;
    }

    /// <summary>Spends a session token for a session in this browser; a browser that has one keeps the one it has (Okta, "Session cookies").</summary>
    internal static async ValueTask<Caller?> FindOrRedeem(HttpContext context, string? sessionToken)
    {
        if (await Find(context) is { } caller)
        {
            return caller;
        }

        if (sessionToken is null || await SessionStore.Redeem(context.Org(), sessionToken) is not { } redeemed)
        {
            return null;
        }

        SessionCookie.Set(context, redeemed.Id);
        return await Of(context.Org(), redeemed.Id, redeemed.Session, isNew: true);
    }

    /// <summary>What a client gets of this user, on the strength of this sign-in.</summary>
    internal Grant Grant(AuthorizationServer server, App app, ImmutableArray<string> scopes, TokenLifetimes lifetimes, string? nonce = null) =>
        new(server.Id, app.ClientId, User.Id, scopes, Session.Amr, Session.Created, nonce)
        {
            Lifetimes = lifetimes,
            IdentityProvider = Session.IdentityProvider,
        };

    /// <summary>Whether tokens may still be had for an account: sign-in may be locked while sessions and tokens go on.</summary>
    internal static bool MayHaveTokens(User user) =>
        user.Status is AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.LockedOut or AccountStatus.Recovery;

    private static async ValueTask<Caller?> Of(Org org, string id, Session session, bool isNew) =>
        await org.FindAccountById(session.UserId) is { Value.User: var user } && MayHaveTokens(user)
            ? new Caller(user, session, Tokens.Digest(id), isNew)
            : null;
}
