using System.Collections.Immutable;
using FactorSeq.Core.Authorization;

namespace FactorSeq.Core.Orgs;

/// <summary>How an app's users are vouched for by SAML 2.0 (Okta, "Apps API: SAML settings").</summary>
public sealed record SamlSettings
{
    /// <summary>The app's name in addresses: org, label and a number, <c>demo_wiki_1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The app's key in addresses and in the issuer: 20 characters, prefix <c>exk</c>.</summary>
    public required string ExternalKey { get; init; }

    /// <summary>The entity id that responses come from.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where responses are posted to.</summary>
    public required string AcsUrl { get; init; }

    /// <summary>Further addresses that a request may name, in the order of their indexes.</summary>
    public ImmutableArray<AcsEndpoint> AcsEndpoints { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary><c>Recipient</c> of responses to <see cref="AcsUrl"/>.</summary>
    public required string Recipient { get; init; }

    /// <summary><c>Destination</c> of responses to <see cref="AcsUrl"/>.</summary>
    public required string Destination { get; init; }

    public required string Audience { get; init; }

    /// <summary>The state of a sign-in that begins here; null for none.</summary>
    public string? DefaultRelayState { get; init; }

    /// <summary>For example <c>${user.userName}</c>.</summary>
    public required string NameIdTemplate { get; init; }

    public required string NameIdFormat { get; init; }

    public bool ResponseSigned { get; init; } = true;

    public bool AssertionSigned { get; init; } = true;

    /// <summary>Whether signatures are made with SHA-1, and taken with it too.</summary>
    public bool Sha1Signatures { get; init; }

    /// <summary>Whether digests are made with SHA-1, and taken with it too.</summary>
    public bool Sha1Digests { get; init; }

    /// <summary>Whether <c>ForceAuthn</c> counts.</summary>
    public bool HonorForceAuthn { get; init; } = true;

    public required string AuthnContextClassRef { get; init; }

    public ImmutableArray<SamlAttribute> Attributes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Who requests come from; null where anybody may ask.</summary>
    public string? SpIssuer { get; init; }

    /// <summary>DER in base64: what the app signs its requests with; null where it signs none.</summary>
    public string? SpCertificate { get; init; }

    /// <summary>Whether an unsigned request is refused.</summary>
    public bool RequestsSigned { get; init; }

    /// <summary>DER in base64: whom assertions are encrypted for; null where they are not.</summary>
    public string? EncryptionCertificate { get; init; }

    public SamlEncryption Encryption { get; init; }

    /// <summary>Null where the app has no single logout.</summary>
    public SamlLogout? Logout { get; init; }

    /// <summary>Whether responses may go to an address. Character by character: one that merely looks like the app's is somebody else's.</summary>
    public bool Takes(string url) => url == AcsUrl || AcsEndpoints.Any(endpoint => endpoint.Url == url);
}

/// <summary>One more address for responses.</summary>
public sealed record AcsEndpoint(string Url, int Index);

/// <summary>Who logs users out, and where the answer goes.</summary>
public sealed record SamlLogout(string Issuer, string Url);

/// <summary>How assertions are encrypted.</summary>
public enum SamlEncryption
{
    Aes256Cbc,
    Aes128Cbc,
    Aes256Gcm,
    Aes128Gcm,
}

/// <summary>An attribute of assertions: what expressions come to, or the user's groups by a filter.</summary>
/// <param name="Format">The <c>NameFormat</c>.</param>
/// <param name="Values">Expressions; none for groups.</param>
/// <param name="Filter">Null for expressions.</param>
public sealed record SamlAttribute(string Name, string Format, ImmutableArray<string> Values, GroupFilter? Filter);
