using System.Collections.Immutable;
using System.Text;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.OAuth;

namespace FactorSeq.Web.Seed;

/// <summary>How a client proves who it is, and what it signs with.</summary>
internal sealed class ClientKeysSection(SeedErrors errors)
{
    private const string Method = "tokenEndpointAuthMethod";
    private const string Jwks = "jwks";
    private const string JwksUri = "jwksUri";
    private const string Algorithm = "requestObjectSigningAlg";
    private const string Binding = "dpopBoundAccessTokens";

    /// <summary>The members of an app that are read here.</summary>
    internal static readonly ImmutableArray<string> Members = [Method, Jwks, JwksUri, Algorithm, Binding];

    internal OAuthClient? Read(Fields app, App client)
    {
        if (Members.All(member => app[member] is null))
        {
            return null;
        }

        var read = new OAuthClient
        {
            Method = app.Choice(Method, -1, [.. ClientAuthentication.Methods]) is >= 0 and var method ? (ClientAuthenticationMethod)method : null,
            Jwks = Keys(app),
            JwksUri = Address(app),
            RequestObjectAlgorithm = app.Choice(Algorithm, -1, [.. SigningAlgorithms.All]) is >= 0 and var place ? SigningAlgorithms.All[place] : null,
            BindsTokens = app.Flag(Binding, false),
        };
        CheckMethod(app, client, read);
        CheckAlgorithm(app, client, read);
        if (read.BindsTokens && client.Grants.Contains("implicit"))
        {
            errors.Add(app[Binding]!, "what the authorization endpoint issues carries no proof of a key", "Remove implicit from grants.");
        }

        return read;
    }

    private string? Keys(Fields app)
    {
        if (app[Jwks] is not { } node)
        {
            return null;
        }

        var json = Scalars.Json(node);
        if (ClientKeys.ReadSet(json).Fault is { } fault)
        {
            errors.Add(node, $"the key set {fault}", "Write jwks: { keys: [ … ] } with public keys.");
        }

        return json;
    }

    private string? Address(Fields app)
    {
        if (app.Text(JwksUri) is not { } text)
        {
            return null;
        }

        if (!IsAddress(text))
        {
            errors.Add(app[JwksUri]!, $"{Wording.Quoted(text)} is no address of keys", "Write an http or https URL.");
        }
        else if (app[Jwks] is not null)
        {
            errors.Add(app[JwksUri]!, "a client has its keys here or at an address", "Remove jwks or jwksUri.");
        }

        return text;
    }

    internal static bool IsAddress(string text) => Formats.IsRedirect(text) && new Uri(text).Scheme is "http" or "https";

    private void CheckMethod(Fields app, App client, OAuthClient read)
    {
        var (message, cure) = (read.Method, client.ClientSecret) switch
        {
            (ClientAuthenticationMethod.None, not null) => ("a public client keeps no secret", "Remove clientSecret, or choose another method."),
            (ClientAuthenticationMethod.PrivateKeyJwt, not null) => ("a client that signs with its own key has no secret", "Remove clientSecret."),
            (ClientAuthenticationMethod.PrivateKeyJwt, _) when read.Jwks is null && read.JwksUri is null => ("private_key_jwt needs a key", "Add jwks or jwksUri."),
            (ClientAuthenticationMethod.PrivateKeyJwt or ClientAuthenticationMethod.None or null, _) => (null, ""),
            (_, null) => ("this method needs a secret", "Add clientSecret."),
            (ClientAuthenticationMethod.ClientSecretJwt, { } secret) when Bytes(secret) < SigningAlgorithms.SecretBytes("HS256") =>
                ("a secret that signs has 32 bytes or more", "Write a longer clientSecret."),
            _ => (null, ""),
        };
        if (message is not null)
        {
            errors.Add(app[Method]!, message, cure);
        }
    }

    private void CheckAlgorithm(Fields app, App client, OAuthClient read)
    {
        if (read.RequestObjectAlgorithm is not { } algorithm)
        {
            return;
        }

        if (!SigningAlgorithms.AreOfSecrets(algorithm))
        {
            if (read.Jwks is null && read.JwksUri is null)
            {
                errors.Add(app[Algorithm]!, $"{algorithm} needs a key", "Add jwks or jwksUri.");
            }
        }
        else if (client.ClientSecret is not { } secret || Bytes(secret) < SigningAlgorithms.SecretBytes(algorithm))
        {
            errors.Add(app[Algorithm]!, $"{algorithm} needs a secret of {SigningAlgorithms.SecretBytes(algorithm)} bytes or more", "Write a longer clientSecret.");
        }
    }

    private static int Bytes(string secret) => Encoding.UTF8.GetByteCount(secret);
}
