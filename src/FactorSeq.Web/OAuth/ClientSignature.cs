using System.Collections.Immutable;
using System.Text;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>What came of looking at a client's signature.</summary>
internal enum SignatureVerdict
{
    /// <summary>The client signed it.</summary>
    Good,

    /// <summary>Not an algorithm of this client's keys.</summary>
    WrongAlgorithm,

    /// <summary>It names a key that the client does not have.</summary>
    UnknownKey,

    /// <summary>Somebody else signed it, or changed it.</summary>
    Bad,
}

/// <summary>JWTs that clients sign: which key is theirs, and which JWT was used before.</summary>
internal static class ClientSignature
{
    /// <summary>Whether this client signed a JWT, with its secret or with one of its keys, as the algorithm demands.</summary>
    internal static async ValueTask<SignatureVerdict> Judge(HttpContext context, App app, SignedJwt jwt)
    {
        if (SigningAlgorithms.AreOfSecrets(jwt.Algorithm))
        {
            return app.ClientSecret is not { } secret ? SignatureVerdict.WrongAlgorithm
                : await jwt.IsSignedWith([Secret(secret)]) ? SignatureVerdict.Good
                : SignatureVerdict.Bad;
        }

        if (!SigningAlgorithms.OfKeys.Contains(jwt.Algorithm) || app.Client is not { } client || client.Jwks is null && client.JwksUri is null)
        {
            return SignatureVerdict.WrongAlgorithm;
        }

        var keys = await Keys(context, client, jwt.Kid);
        if (keys.IsEmpty)
        {
            return SignatureVerdict.UnknownKey;
        }

        var fitting = keys.Where(key => SigningAlgorithms.Fit(key, jwt.Algorithm)).ToList();
        return fitting.Count == 0 ? SignatureVerdict.WrongAlgorithm
            : await jwt.IsSignedWith(fitting) ? SignatureVerdict.Good
            : SignatureVerdict.Bad;
    }

    /// <summary>Spends a JWT: of any number of rivals one is first.</summary>
    /// <param name="use">What it is used for.</param>
    /// <param name="owner">Whose it is.</param>
    internal static ValueTask<bool> Spend(Org org, string use, string owner, string jti, DateTimeOffset expires) => org.Documents.Commit(
        new UnitOfWork(org.Name).Insert(DocumentKinds.SpentJwts, Tokens.Digest($"{use}\n{owner}\n{jti}"), new SpentJwt(owner), expires: expires));

    private static async ValueTask<ImmutableArray<JsonWebKey>> Keys(HttpContext context, OAuthClient client, string? kid)
    {
        var keys = client.Jwks is { } own
            ? ClientKeys.ReadSet(own).Keys
            : await context.RequestServices.GetRequiredService<PublishedKeys>().Of(context.Org(), client.JwksUri!, kid);
        return kid is null ? keys : [.. keys.Where(key => key.Kid == kid)];
    }

    private static SymmetricSecurityKey Secret(string secret) => new(Encoding.UTF8.GetBytes(secret))
    {
        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
    };
}
