using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Writes JWTs as a client's library would, and as its enemies would.</summary>
internal static class SigningClient
{
    internal const string LongSecret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    internal static readonly RSA Rsa = RSA.Create(2048);

    internal static readonly RSA OtherRsa = RSA.Create(2048);

    internal static readonly ECDsa P256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal static readonly ECDsa P384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    internal static readonly ECDsa P521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);

    internal static string Seed { get; } = Seeds.WithRule(Seeds.Chains("question", "password"), more: $$"""
        apiTokens: [ { name: ci, token: 00ci-token } ]
        apps:
          - label: Keyed
            clientId: keyed
            tokenEndpointAuthMethod: private_key_jwt
            jwks: {{Jwks()}}
            redirectUris: [ "http://app.test/cb" ]
            grants: [ authorization_code, implicit, refresh_token, client_credentials ]
            oktaApiScopes: [ okta.users.read, okta.groups.read ]
            assign: [ Everyone ]
          - label: Shared
            clientId: shared
            clientSecret: {{LongSecret}}
            tokenEndpointAuthMethod: client_secret_jwt
            jwks: {{Jwks()}}
            redirectUris: [ "http://app.test/cb" ]
            grants: [ authorization_code, client_credentials ]
            assign: [ Everyone ]
          - label: Posting
            clientId: posting
            clientSecret: {{LongSecret}}
            tokenEndpointAuthMethod: client_secret_post
            requestObjectSigningAlg: HS512
            redirectUris: [ "http://app.test/cb" ]
            grants: [ authorization_code, client_credentials ]
            assign: [ Everyone ]
          - label: Web
            clientId: web
            clientSecret: {{LongSecret}}
            jwks: {{Jwks()}}
            redirectUris: [ "http://app.test/cb" ]
            grants: [ authorization_code, client_credentials, refresh_token ]
            assign: [ Everyone ]
          - label: Bound
            clientId: bound
            dpopBoundAccessTokens: true
            redirectUris: [ "http://spa.test/cb" ]
            grants: [ authorization_code, refresh_token ]
            assign: [ Everyone ]
          - label: Bound service
            clientId: service
            clientSecret: {{LongSecret}}
            dpopBoundAccessTokens: true
            redirectUris: [ "http://app.test/cb" ]
            grants: [ client_credentials, authorization_code, refresh_token ]
            assign: [ Everyone ]
          - label: Exchanging
            clientId: exchanging
            clientSecret: {{LongSecret}}
            grants: [ "urn:ietf:params:oauth:grant-type:token-exchange" ]
        authorizationServers:
          - name: api
            id: api
            audience: api://default
            scopes: [ { name: work, default: true } ]
            policies:
              - name: All
                rules: [ { name: All } ]
          - { name: other, audience: api://other, id: other, trustedServers: [ api ], scopes: [ { name: work, default: true } ] }
        """);

    internal static JsonObject Jwk(RSA rsa, string? kid = null)
    {
        var numbers = rsa.ExportParameters(false);
        var jwk = new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(numbers.Modulus), ["e"] = Base64Url.EncodeToString(numbers.Exponent) };
        return Named(jwk, kid);
    }

    internal static JsonObject Jwk(ECDsa key, string? kid = null)
    {
        var point = key.ExportParameters(false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = key.KeySize switch { 256 => "P-256", 384 => "P-384", _ => "P-521" },
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
        return Named(jwk, kid);
    }

    internal static string Jwks() => new JsonObject
    {
        ["keys"] = new JsonArray(Jwk(Rsa, "rsa"), Jwk(P256, "p256"), Jwk(P384, "p384"), Jwk(P521, "p521")),
    }.ToJsonString();

    /// <summary>Signs with the key that the algorithm wants; <paramref name="key"/> puts another in its place.</summary>
    internal static string Sign(string alg, JsonObject claims, string? kid = null, object? key = null, JsonObject? header = null)
    {
        header ??= [];
        header["alg"] = alg;
        Named(header, kid);
        var content = $"{Encode(header)}.{Encode(claims)}";
        var bytes = Encoding.ASCII.GetBytes(content);
        var hash = new HashAlgorithmName("SHA" + (alg.Length > 2 ? alg[2..] : "256"));
        byte[] signature = alg[..2] switch
        {
            "RS" => ((RSA?)key ?? Rsa).SignData(bytes, hash, RSASignaturePadding.Pkcs1),
            "PS" => ((RSA?)key ?? Rsa).SignData(bytes, hash, RSASignaturePadding.Pss),
            "ES" => ((ECDsa?)key ?? (alg switch { "ES256" => P256, "ES384" => P384, _ => P521 })).SignData(bytes, hash),
            "HS" => Hmac(hash, key as byte[] ?? Encoding.UTF8.GetBytes(key as string ?? LongSecret), bytes),
            _ => [],
        };
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The usual claims of an assertion, with some changed; null leaves one out.</summary>
    internal static JsonObject Assertion(OrgHost org, string clientId, string audience, params (string Name, JsonNode? Value)[] changes)
    {
        var now = org.Clock.Now.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = clientId, ["sub"] = clientId, ["aud"] = audience, ["iat"] = now, ["exp"] = now + 300, ["jti"] = Guid.NewGuid().ToString(),
        };
        return Changed(claims, changes);
    }

    /// <summary>A proof for a request, with some claims changed; null leaves one out.</summary>
    internal static string Proof(
        OrgHost org, string method, string url, string? nonce = null, string? token = null, ECDsa? key = null, params (string Name, JsonNode? Value)[] changes)
    {
        key ??= P256;
        var claims = new JsonObject { ["htm"] = method, ["htu"] = url, ["iat"] = org.Clock.Now.ToUnixTimeSeconds(), ["jti"] = Guid.NewGuid().ToString() };
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        if (token is not null)
        {
            claims["ath"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        }

        return Sign(key.KeySize == 256 ? "ES256" : "ES384", Changed(claims, changes), key: key, header: new JsonObject { ["typ"] = "dpop+jwt", ["jwk"] = Jwk(key) });
    }

    internal static JsonObject Changed(JsonObject claims, (string Name, JsonNode? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    private static JsonObject Named(JsonObject jwk, string? kid)
    {
        if (kid is not null)
        {
            jwk["kid"] = kid;
        }

        return jwk;
    }

    private static byte[] Hmac(HashAlgorithmName hash, byte[] key, byte[] content)
    {
        using var hmac = IncrementalHash.CreateHMAC(hash, key);
        hmac.AppendData(content);
        return hmac.GetHashAndReset();
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
