using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>A proof that whoever sends a request holds a key (RFC 9449 §4).</summary>
/// <param name="Thumbprint">Of the key, RFC 7638.</param>
internal sealed record DpopProof(string Thumbprint)
{
    internal const string Header = "DPoP";

    internal const string NonceHeader = "DPoP-Nonce";

    // Okta makes a new nonce every day, and takes the old ones for three.
    private const int NonceDays = 3;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Judges the proof of a request.</summary>
    /// <param name="accessToken">The token that is sent with it; null at the token endpoint, which wants a nonce instead.</param>
    internal static async ValueTask<(DpopProof? Proof, OAuthError? Error)> Read(HttpContext context, string? accessToken)
    {
        var headers = context.Request.Headers[Header];
        if (headers.Count == 0 || string.IsNullOrEmpty(headers[0]))
        {
            return (null, ClientErrors.ProofMissing);
        }

        if (headers.Count > 1
            || SignedJwt.Read(headers[0]) is not { } jwt
            || SignedJwt.Text(jwt.Header, "typ") != "dpop+jwt"
            || !jwt.Header.TryGetProperty("jwk", out var member)
            || ClientKeys.Read(member).Key is not { } key
            || !SigningAlgorithms.Fit(key, jwt.Algorithm))
        {
            return (null, ClientErrors.ProofMalformed);
        }

        // The key in the header is the one, whatever it or the header calls itself.
        key.Kid = jwt.Kid;
        if (!await jwt.IsSignedWith([key]))
        {
            return (null, ClientErrors.ProofSignature);
        }

        if (Objection(context, jwt, accessToken) is { } error)
        {
            return (null, error);
        }

        key.Kid = null;
        var thumbprint = ClientKeys.Thumbprint(key);
        return await ClientSignature.Spend(context.Org(), "dpop", thumbprint, jwt["jti"]!, jwt.Instant("iat")!.Value + Window)
            ? (new DpopProof(thumbprint), null)
            : (null, ClientErrors.ProofUsed);
    }

    /// <summary>The nonce that proofs are to carry from now on; nothing is kept, so every node knows it.</summary>
    internal static string Nonce(Org org) => Nonce(org, Today(org));

    // The nonce comes before the jti is spent: a client may send the same one again with the nonce.
    private static OAuthError? Objection(HttpContext context, SignedJwt jwt, string? accessToken)
    {
        var org = context.Org();
        if (jwt["htm"] != context.Request.Method || !IsHere(context, jwt["htu"]))
        {
            return ClientErrors.ProofRequest;
        }

        if (accessToken is null && !IsNonce(org, jwt["nonce"]))
        {
            return ClientErrors.ProofNonce;
        }

        if (accessToken is not null && jwt["ath"] != Hash(accessToken))
        {
            return ClientErrors.ProofToken;
        }

        if (jwt.Instant("iat") is not { } at || (org.Clock.Now - at).Duration() > Window)
        {
            return ClientErrors.ProofTime;
        }

        return jwt["jti"] is { Length: > 0 } ? null : ClientErrors.ProofUsed;
    }

    // §4.3: without query and fragment, and as RFC 3986 §6.2 compares addresses.
    private static bool IsHere(HttpContext context, string? htu) =>
        Uri.TryCreate(htu, UriKind.Absolute, out var given)
        && Uri.TryCreate(context.BaseUrl() + context.Request.Path, UriKind.Absolute, out var here)
        && given.GetLeftPart(UriPartial.Path) == here.GetLeftPart(UriPartial.Path);

    private static string Hash(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));

    private static bool IsNonce(Org org, string? nonce)
    {
        var known = false;
        for (var age = 0; nonce is not null && age <= NonceDays; age++)
        {
            known |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(Nonce(org, Today(org) - age)));
        }

        return known;
    }

    private static long Today(Org org) => org.Clock.Now.ToUnixTimeSeconds() / 86_400;

    private static string Nonce(Org org, long day) =>
        Base64Url.EncodeToString(org.Keyed("dpop nonce", day.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>What a token request is bound to: found once, and read by whoever writes a grant.</summary>
internal static class DpopBinding
{
    /// <summary>Judges the proof of a token request, where the client's tokens are bound.</summary>
    /// <returns>Why there are no tokens, or null.</returns>
    internal static async ValueTask<OAuthError?> Require(HttpContext context, App client)
    {
        if (client.Client?.BindsTokens != true)
        {
            return null;
        }

        var (proof, error) = await DpopProof.Read(context, accessToken: null);
        if (proof is not null)
        {
            context.Features.Set(proof);
        }
        else if (error == ClientErrors.ProofNonce)
        {
            context.Response.Headers[DpopProof.NonceHeader] = DpopProof.Nonce(context.Org());
        }

        return error;
    }

    /// <summary>The thumbprint of the key that this request proved to hold; null where it had to prove none.</summary>
    internal static string? Thumbprint(this HttpContext context) => context.Features.Get<DpopProof>()?.Thumbprint;

    /// <summary>A grant whose tokens are bound to the key of this request.</summary>
    internal static Grant BoundTo(this Grant grant, HttpContext context) => grant with { Thumbprint = context.Thumbprint() };

    /// <summary>Whether a refresh token may be used with the key of this request: a public client's goes with the key it came for (§5).</summary>
    internal static bool Allows(this Grant grant, App client, HttpContext context) =>
        grant.Thumbprint is null || !client.IsPublic || grant.Thumbprint == context.Thumbprint();
}
