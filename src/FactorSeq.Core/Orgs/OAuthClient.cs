using System.Collections.Immutable;

namespace FactorSeq.Core.Orgs;

/// <summary>What an app says of itself as an OAuth client, beyond its secret, its addresses and its grants (RFC 7591 §2).</summary>
public sealed record OAuthClient
{
    /// <summary>How it proves who it is; null leaves it open: a secret, in the header or in the body, or nothing where it has none.</summary>
    public ClientAuthenticationMethod? Method { get; init; }

    /// <summary>Its public keys, a JSON Web Key Set; null for none.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where it publishes its keys; null for nowhere.</summary>
    public string? JwksUri { get; init; }

    /// <summary>The one algorithm of its request objects; null for any that fits its keys.</summary>
    public string? RequestObjectAlgorithm { get; init; }

    /// <summary>Whether its tokens are bound to a key of its own (RFC 9449).</summary>
    public bool BindsTokens { get; init; }

    /// <summary>Null for what the seed made and nobody registered.</summary>
    public ClientRegistration? Registration { get; init; }
}

/// <summary>What a client was registered with at run time, and what becomes of nothing but its own description.</summary>
/// <param name="IssuedAt">When its id was issued.</param>
/// <param name="ApplicationType"><c>web</c>, <c>native</c>, <c>browser</c> or <c>service</c>.</param>
public sealed record ClientRegistration(
    DateTimeOffset IssuedAt,
    string ApplicationType,
    ImmutableArray<string> ResponseTypes,
    string? ClientUri,
    string? LogoUri,
    string? InitiateLoginUri,
    string? PolicyUri,
    string? TosUri)
{
    /// <summary>Whether the seed has the client, and it was only changed at run time: without the seed it goes.</summary>
    public bool OfSeed { get; init; }
}

/// <summary>How a client proves who it is (OpenID Connect Core §9).</summary>
public enum ClientAuthenticationMethod
{
    /// <summary>Its secret, in the Authorization header.</summary>
    ClientSecretBasic,

    /// <summary>Its secret, in the body.</summary>
    ClientSecretPost,

    /// <summary>A JWT, signed with its secret.</summary>
    ClientSecretJwt,

    /// <summary>A JWT, signed with its own key.</summary>
    PrivateKeyJwt,

    /// <summary>Not at all.</summary>
    None,
}
