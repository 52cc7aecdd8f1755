using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Orgs;

/// <summary>How an identity provider is spoken to.</summary>
public enum IdentityProviderType
{
    Saml2,
    Oidc,
}

/// <summary>Where some of an org's users sign in (Identity Providers API; the routing is that of IdP discovery policies).</summary>
/// <param name="Id">20 characters, prefix <c>0oa</c>.</param>
/// <param name="Domains">What stands after the @ of its users' logins, in small letters.</param>
/// <param name="Users">Logins that are its users' whatever their domain, as <see cref="Login.Key"/> has them.</param>
public sealed record IdentityProvider(
    string Id, string Name, IdentityProviderType Type, ImmutableArray<string> Domains, ImmutableArray<string> Users)
{
    /// <summary>The far end of an OIDC provider; null where the emulator's page stands for it.</summary>
    public OidcFarEnd? Oidc { get; init; }

    /// <summary>The far end of a SAML provider; null where the emulator's page stands for it.</summary>
    public SamlFarEnd? Saml { get; init; }

    /// <summary>What becomes of the people it vouches for.</summary>
    public ProviderPolicy Policy { get; init; } = new();

    /// <summary>Nobody is sent to a provider that is switched off, and nobody comes in from there.</summary>
    public bool Inactive { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>What the API was given that decides nothing here, to be given back: JSON.</summary>
    public string? Kept { get; init; }
}

/// <summary>How an OIDC provider is reached (Identity Providers API, <c>protocol</c> of type OIDC).</summary>
/// <param name="Issuer">Exactly as its ID tokens have it.</param>
/// <param name="ClientSecret">Null for a public client.</param>
public sealed record OidcFarEnd(string Issuer, string ClientId, string? ClientSecret, ImmutableArray<string> Scopes)
{
    /// <summary>Where the provider says nothing about itself; null asks its discovery document.</summary>
    public OidcEndpoints? Endpoints { get; init; }

    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => $"{nameof(OidcFarEnd)} {Issuer}";
}

/// <summary>The addresses of an OIDC provider.</summary>
/// <param name="UserInfo">Null where there is none.</param>
public sealed record OidcEndpoints(string Authorization, string Token, string Jwks, string? UserInfo);

/// <summary>How a SAML provider is reached, and whom it is believed by (Identity Providers API, <c>protocol</c> of type SAML2).</summary>
public sealed record SamlFarEnd
{
    /// <summary>Where requests go.</summary>
    public required string SsoUrl { get; init; }

    /// <summary>Whether requests are posted; otherwise the browser is redirected with them.</summary>
    public bool Posts { get; init; }

    /// <summary><c>Destination</c> of requests.</summary>
    public required string Destination { get; init; }

    /// <summary>The entity id that responses come from.</summary>
    public required string Issuer { get; init; }

    /// <summary>DER in base64: what responses are signed with.</summary>
    public required string Certificate { get; init; }

    /// <summary>The org's entity id as this provider knows it.</summary>
    public required string Audience { get; init; }

    /// <summary>What must be signed; whatever else is signed must be signed well, too.</summary>
    public SignatureScope SignatureScope { get; init; }

    /// <summary>Whether signatures and digests may be made with SHA-1.</summary>
    public bool AllowsSha1 { get; init; }

    /// <summary>Whether requests are signed.</summary>
    public bool SignsRequests { get; init; }

    /// <summary>The <c>NameIDPolicy</c> of requests.</summary>
    public required string NameFormat { get; init; }

    /// <summary>Whether responses are taken that nobody asked for.</summary>
    public bool AllowsUnsolicited { get; init; } = true;
}

/// <summary>What of a response must be signed (<c>algorithms.response.signature.scope</c>).</summary>
public enum SignatureScope
{
    Any,
    Response,
    Assertion,
}
