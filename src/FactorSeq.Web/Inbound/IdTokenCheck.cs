using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.Inbound;

/// <summary>Whether an ID token is a provider's, for this org, for this sign-in, and now (OpenID Connect Core §3.1.3.7).</summary>
internal static class IdTokenCheck
{
    // None that needs no key, and none whose key both sides know.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    internal static async ValueTask<(JsonObject? Claims, InboundError? Error)> Judge(
        string token, string? accessToken, JsonObject keys, OidcFarEnd farEnd, string nonce, TimeSpan skew, DateTimeOffset now)
    {
        if (Keys(keys) is not { } known)
        {
            return (null, InboundErrors.Unreachable);
        }

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = farEnd.Issuer,
            ValidAudience = farEnd.ClientId,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = known,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => now < expires + skew && !(notBefore > now + skew),
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        });
        if (result is not { IsValid: true, SecurityToken: JsonWebToken read } || Payload(read) is not { } claims || !IsFor(claims, farEnd.ClientId, skew, now))
        {
            return (null, InboundErrors.InvalidIdToken);
        }

        if (claims.Text("nonce") is not { } given || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(nonce)))
        {
            return (null, InboundErrors.InvalidNonce);
        }

        // §3.1.3.8: it binds the two, where the provider says so.
        return claims.Text("at_hash") is { } half && accessToken is not null && half != HalfHash(accessToken, read.Alg)
            ? (null, InboundErrors.InvalidIdToken)
            : (claims, null);
    }

    private static bool IsFor(JsonObject claims, string clientId, TimeSpan skew, DateTimeOffset now)
    {
        var many = claims["aud"] is JsonArray { Count: > 1 };
        var party = claims.Text("azp");
        return claims.Text("sub") is { Length: <= 255 }
            && (party is null ? !many : party == clientId)
            && claims["iat"] is JsonValue issued && issued.TryGetValue<long>(out var seconds)
            && seconds <= (now + skew).ToUnixTimeSeconds();
    }

    private static JsonObject? Payload(JsonWebToken token)
    {
        try
        {
            return FarEndHttp.Read(Base64Url.DecodeFromChars(token.EncodedPayload));
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static IList<SecurityKey>? Keys(JsonObject keys)
    {
        try
        {
            return [.. new JsonWebKeySet(keys.ToJsonString()).Keys.Where(key => key.Kty is "RSA" or "EC" && key.Use is null or "" or "sig")];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string HalfHash(string text, string algorithm)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var hash = algorithm[^3..] switch
        {
            "384" => SHA384.HashData(bytes),
            "512" => SHA512.HashData(bytes),
            _ => SHA256.HashData(bytes),
        };
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }
}
