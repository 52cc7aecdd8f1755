using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>Writes the tokens of one grant (Okta, "OpenID Connect &amp; OAuth 2.0 API: tokens and claims").</summary>
internal sealed class TokenIssuer(AuthorizationServer server, Org org, SigningKey key, Grant grant, User? user)
{
    // Of ID tokens, whatever the policies say.
    private const int IdTokenLife = 3600;

    // 43 characters of base64url, as Okta's.
    private const int IdLength = 43;

    private static readonly TimeSpan Writing = TimeSpan.FromMinutes(1);

    private readonly long now = org.Clock.Now.ToUnixTimeSeconds();

    /// <summary><c>expires_in</c>.</summary>
    internal int AccessSeconds => grant.Lifetimes.AccessMinutes * 60;

    /// <summary>A <c>jti</c> that nobody has yet.</summary>
    internal static string NewAccessTokenId() => OAuth.AccessToken.Kind + Tokens.Random(IdLength);

    /// <summary>When the access token of a grant that is decided on now has ended for certain: it is written, and so ends, a moment later.</summary>
    internal static DateTimeOffset AccessEnd(Grant grant, DateTimeOffset now) => now + TimeSpan.FromMinutes(grant.Lifetimes.AccessMinutes) + Writing;

    internal static async ValueTask<TokenIssuer> For(HttpContext context, AuthorizationServer server, Grant grant, User? user)
    {
        var org = context.Org();
        var keys = await context.RequestServices.GetRequiredService<SigningKeys>().RingOf(org, server);
        return new TokenIssuer(server, org, keys.Current, grant, user);
    }

    internal string AccessToken()
    {
        var claims = new JsonObject
        {
            ["ver"] = 1,
            ["jti"] = grant.AccessTokenId ?? NewAccessTokenId(),
            ["iss"] = server.Issuer,
            ["aud"] = server.Audience,
            ["iat"] = now,
            ["exp"] = now + AccessSeconds,
            ["cid"] = grant.ClientId,
        };
        Add(claims, "uid", user?.Id);
        claims["scp"] = List(grant.Scopes);
        if (user is not null)
        {
            claims["auth_time"] = grant.SignedIn.ToUnixTimeSeconds();
        }

        claims["sub"] = user?.Login ?? grant.ClientId;
        if (grant.Thumbprint is { } thumbprint)
        {
            claims["cnf"] = new JsonObject { ["jkt"] = thumbprint };
        }

        var own = CustomClaims.For(server, org, grant, user);
        return Jwt.Sign(key, claims.WithOwn(own.OfResource()).WithCustom(user).WithOwn(own.OfApp()));
    }

    /// <param name="accessToken">The access token that is issued with it: then the user's particulars are at userinfo.</param>
    /// <param name="code">The code that is issued with it.</param>
    internal string IdToken(string? accessToken, string? code = null)
    {
        var claims = new JsonObject
        {
            ["sub"] = user!.Id,
            ["ver"] = 1,
            ["iss"] = server.Issuer,
            ["aud"] = grant.ClientId,
            ["iat"] = now,
            ["exp"] = now + IdTokenLife,
            ["jti"] = OAuth.IdToken.Kind + Tokens.Random(IdLength),
            ["amr"] = List(grant.Amr),
            ["idp"] = grant.IdentityProvider ?? org.Current.Configuration.Id,
            ["auth_time"] = grant.SignedIn.ToUnixTimeSeconds(),
        };
        Add(claims, "nonce", grant.Nonce);
        Add(claims, "sid", grant.Sid);
        Add(claims, "at_hash", HalfHash(accessToken));
        Add(claims, "c_hash", HalfHash(code));
        if (accessToken is null && code is null)
        {
            claims.AddAll(user, grant.Scopes);
        }
        else
        {
            claims.AddThin(user, grant.Scopes);
        }

        var own = CustomClaims.For(server, org, grant, user);
        return Jwt.Sign(key, claims.WithOwn(own.OfIdentity(isThin: accessToken is not null)).WithCustom(user).WithOwn(own.OfApp()));
    }

    private static void Add(JsonObject claims, string name, string? value)
    {
        if (value is not null)
        {
            claims[name] = value;
        }
    }

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];

    // OpenID Connect Core §3.1.3.6, §3.3.2.11.
    private static string? HalfHash(string? text) =>
        text is null ? null : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)).AsSpan(0, 16));
}
