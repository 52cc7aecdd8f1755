using System.Collections.Immutable;
using FactorSeq.Core.Authorization;

namespace FactorSeq.Web.Orgs;

/// <summary>What a client may know about a user, and how they signed in: the content of every token that comes of it.</summary>
/// <param name="Server">Id of the custom authorization server; null for the org's own.</param>
/// <param name="UserId">Null where a client acts for itself.</param>
/// <param name="Amr">How the user was authenticated: exactly the factors that were proved.</param>
internal sealed record Grant(
    string? Server,
    string ClientId,
    string? UserId,
    ImmutableArray<string> Scopes,
    ImmutableArray<string> Amr,
    DateTimeOffset SignedIn,
    string? Nonce)
{
    /// <summary>As the server's policies said when the user consented: they are not asked again (Okta, "Subtle behavior").</summary>
    public TokenLifetimes Lifetimes { get; init; } = Server is null ? TokenLifetimes.OfOrg : TokenLifetimes.OfCustomServer;

    /// <summary><c>jti</c> of its access token, where it has to be known beforehand.</summary>
    public string? AccessTokenId { get; init; }

    /// <summary>The session's public name, for apps that are told when it ends; null for others.</summary>
    public string? Sid { get; init; }

    /// <summary>Thumbprint of the key that its tokens are bound to; null for bearer tokens (RFC 9449).</summary>
    public string? Thumbprint { get; init; }

    /// <summary>The identity provider that vouched for the user; null where the org signed them in itself.</summary>
    public string? IdentityProvider { get; init; }

    /// <summary>Whether the client is given an ID token.</summary>
    public bool IsOpenId => UserId is not null && Scopes.Contains("openid");
}

/// <summary>An authorization request whose user is at the sign-in page.</summary>
/// <param name="StaleSession">Digest of a session that is not good enough: its user was asked to sign in again.</param>
internal sealed record PendingAuthorization(
    string? Server, ImmutableSortedDictionary<string, string> Parameters, string? StaleSession, DateTimeOffset Expires)
{
    /// <summary>Id of the user who has just consented to it; null for nobody.</summary>
    public string? ConsentedBy { get; init; }
}

/// <summary>A SAML request whose user is at the sign-in page: what was asked for, after everything about it was checked.</summary>
/// <param name="RequestId">What the response answers.</param>
/// <param name="StaleSession">Digest of a session that is not good enough: its user was asked to sign in again.</param>
internal sealed record PendingSamlRequest(
    string AppId, string RequestId, string AcsUrl, string? RelayState, string? StaleSession, DateTimeOffset Expires);

/// <summary>An authorization code: the right to one set of tokens.</summary>
internal sealed record AuthorizationCode(Grant Grant, string RedirectUri, string? Challenge, DateTimeOffset Expires)
{
    /// <summary>What it was traded for; null while it is good.</summary>
    public SpentCode? Spent { get; init; }
}

/// <summary>The tokens that came of a code, which end when the code shows up again (RFC 6749 §4.1.2).</summary>
/// <param name="AccessTokenId">Its <c>jti</c>.</param>
/// <param name="RefreshFamily">Id of the refresh tokens' family; null where there is none.</param>
internal sealed record SpentCode(string AccessTokenId, DateTimeOffset AccessExpires, string? RefreshFamily);

/// <summary>All refresh tokens that come of one code. Only the newest counts; an older one that shows up again was stolen, and ends them all.</summary>
/// <param name="Current">Digest of the newest.</param>
/// <param name="Expires">When it ends, unless it is used before.</param>
internal sealed record RefreshTokenFamily(Grant Grant, string Current, DateTimeOffset Expires)
{
    /// <summary>When it ends, however it is used; null for never.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>When it began. Documents of earlier versions do not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it was last used; null where it never was.</summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>Digest of the one before the newest; null where there was none.</summary>
    public string? Previous { get; init; }

    /// <summary>Until when <see cref="Previous"/> still counts.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>The access tokens that came of it and still live, which end with it. Documents of earlier versions do not say.</summary>
    public ImmutableArray<IssuedToken>? Issued { get; init; }
}

/// <summary>An access token that somebody has.</summary>
/// <param name="Id">Its <c>jti</c>.</param>
internal sealed record IssuedToken(string Id, DateTimeOffset Expires);

/// <summary>An access token that no longer counts, kept until it would have expired.</summary>
internal sealed record RevokedToken(string ClientId);

/// <summary>A JWT that a client may use once and has used, kept until it would have expired.</summary>
/// <param name="ClientId">Whose it was; the thumbprint of the key where no client is known.</param>
internal sealed record SpentJwt(string ClientId);

/// <summary>The key that signs an org's tokens.</summary>
/// <param name="Pkcs8">The private key, base64.</param>
internal sealed record SigningKeyDocument(string Kid, string Pkcs8)
{
    /// <summary>What it signs with. Documents of versions that knew RSA alone do not say.</summary>
    public SigningAlgorithm Algorithm { get; init; }

    /// <summary>The key that is published already and will sign after the next rotation.</summary>
    public SigningKeyDocument? Next { get; init; }

    /// <summary>When it began to sign; null where that was never noted.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The key that signed before the last rotation; its tokens count until it is retired.</summary>
    public SigningKeyDocument? Previous { get; init; }
}
