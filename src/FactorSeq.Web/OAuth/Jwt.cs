using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.Orgs;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// Signed tokens (RFC 7515, RFC 7519). They are written by hand, with the two header members Okta's have, and read by the library, which
/// loads with the first token that is read.
/// </summary>
internal static class Jwt
{
    /// <param name="type"><c>typ</c>, for tokens that must not be taken for others.</param>
    internal static string Sign(SigningKey key, JsonObject claims, string? type = null)
    {
        var header = new JsonObject { ["kid"] = key.Kid, ["alg"] = key.Algorithm.ToString() };
        if (type is not null)
        {
            header["typ"] = type;
        }

        var content = Encode(header.ToJsonString()) + '.' + Encode(claims.ToJsonString());
        return content + '.' + Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(content)));
    }

    /// <summary>Reads a token of this issuer's.</summary>
    /// <param name="kind"><c>AT.</c> or <c>ID.</c>, as the token's <c>jti</c> begins.</param>
    /// <returns>null where it is none, was tampered with, or is too old.</returns>
    internal static async ValueTask<JsonObject?> Read(
        Org org, KeyRing keys, AuthorizationServer server, string token, string kind, bool evenExpired = false)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = server.Issuer,
            // Each endpoint knows better whom its tokens are for.
            ValidateAudience = false,
            ValidAlgorithms = [keys.Current.Algorithm.ToString()],
            IssuerSigningKeys = keys.Published.Select(published => published.Key.Verifying()),
            LifetimeValidator = (_, expires, _, _) => evenExpired || org.Clock.Now < expires,
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken read } && read.Id.StartsWith(kind, StringComparison.Ordinal)
            ? JsonNode.Parse(Base64Url.DecodeFromChars(read.EncodedPayload)) as JsonObject
            : null;
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
