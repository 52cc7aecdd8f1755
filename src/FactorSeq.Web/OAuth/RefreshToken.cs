using System.Buffers.Text;
using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// Refresh tokens. The first half names the family, the second changes with each rotation, so that a token of the past is recognized
/// without keeping it.
/// </summary>
internal static class RefreshToken
{
    private const int FamilyLength = 22;
    private const int SecretLength = 22;

    /// <summary>Begins a family as part of a larger piece of work.</summary>
    /// <param name="grant">With the id of the access token that is issued with it.</param>
    internal static string New(UnitOfWork work, Grant grant, DateTimeOffset now)
    {
        var token = Tokens.Random(FamilyLength + SecretLength);
        // A refreshed ID token answers no authorization request and repeats no nonce.
        var family = new RefreshTokenFamily(grant with { Nonce = null, AccessTokenId = null }, Tokens.Digest(token), now)
        {
            Created = now,
            Issued = [new IssuedToken(grant.AccessTokenId!, TokenIssuer.AccessEnd(grant, now))],
            Ends = grant.Lifetimes.RefreshMinutes == 0 ? null : now + TimeSpan.FromMinutes(grant.Lifetimes.RefreshMinutes),
        };
        var expires = Expiry(family, now);
        family = family with { Expires = expires };
        work.Insert(DocumentKinds.RefreshTokens, FamilyOf(token), family, expires: expires);
        return token;
    }

    /// <summary>When a family ends that is used now and then no more.</summary>
    internal static DateTimeOffset Expiry(RefreshTokenFamily family, DateTimeOffset now)
    {
        var idle = now + TimeSpan.FromMinutes(family.Grant.Lifetimes.RefreshWindowMinutes);
        return family.Ends is { } ends && ends < idle ? ends : idle;
    }

    /// <summary>The token that follows one of the same family.</summary>
    internal static string Next(string token) => token[..FamilyLength] + Tokens.Random(SecretLength);

    /// <summary>The token that follows one of the same family, and that can be told again to whoever lost it: only the org can work it out.</summary>
    internal static string Next(string token, Org org) =>
        token[..FamilyLength] + Base64Url.EncodeToString(org.Keyed("refresh", token))[..SecretLength];

    /// <summary>The family of a token that this client was given by this server, whether or not the token still counts.</summary>
    internal static async ValueTask<Stored<RefreshTokenFamily>?> FindFamily(Org org, AuthorizationServer server, App client, string token) =>
        token.Length == FamilyLength + SecretLength
        && await org.Documents.Find(org.Name, DocumentKinds.RefreshTokens, FamilyOf(token)) is { Value: var family } stored
        && org.Clock.Now < family.Expires
        && family.Grant.Server == server.Id
        && family.Grant.ClientId == client.ClientId
            ? stored
            : null;

    /// <summary>Whether a token of a family was replaced, and its leeway is over.</summary>
    internal static bool IsPast(RefreshTokenFamily family, string token, DateTimeOffset now) =>
        Tokens.Digest(token) != family.Current && !IsLate(family, token, now);

    /// <summary>Whether a token was replaced a moment ago, and counts once more.</summary>
    internal static bool IsLate(RefreshTokenFamily family, string token, DateTimeOffset now) =>
        Tokens.Digest(token) == family.Previous && now < family.PreviousUntil;

    /// <summary>The user that a token of a family still counts for; null where it counts for nobody.</summary>
    internal static async ValueTask<User?> FindUser(Org org, RefreshTokenFamily family, string token, DateTimeOffset now) =>
        !IsPast(family, token, now)
        && await org.FindAccountById(family.Grant.UserId!) is { Value.User: var user }
        && Caller.MayHaveTokens(user)
            ? user
            : null;

    /// <summary>A family's access tokens that still live, and another one.</summary>
    internal static ImmutableArray<IssuedToken> Issued(RefreshTokenFamily family, Grant grant, DateTimeOffset now) =>
        [.. (family.Issued ?? []).Where(token => now < token.Expires), new IssuedToken(grant.AccessTokenId!, TokenIssuer.AccessEnd(grant, now))];

    /// <returns>Whether there was anything to end.</returns>
    internal static async ValueTask<bool> Revoke(Org org, AuthorizationServer server, App client, string token)
    {
        while (await FindFamily(org, server, client, token) is { } stored)
        {
            if (await End(org, stored))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends a family, and the access tokens that came of it (Okta, "Revoke tokens").</summary>
    /// <returns>false where it was used at the same moment: look again.</returns>
    internal static ValueTask<bool> End(Org org, Stored<RefreshTokenFamily> stored) => org.Documents.Commit(End(new UnitOfWork(org.Name), stored));

    /// <summary>The same as part of a larger piece of work.</summary>
    internal static UnitOfWork End(UnitOfWork work, Stored<RefreshTokenFamily> stored)
    {
        work.Delete(DocumentKinds.RefreshTokens, stored);
        foreach (var issued in stored.Value.Issued ?? [])
        {
            // Some were revoked one by one before.
            work.Replace(DocumentKinds.RevokedTokens, Tokens.Digest(issued.Id), new RevokedToken(stored.Value.Grant.ClientId), issued.Expires);
        }

        return work;
    }

    /// <summary>The id under which a token's family is kept.</summary>
    internal static string FamilyOf(string token) => Tokens.Digest(token[..FamilyLength]);
}
