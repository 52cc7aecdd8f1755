namespace FactorSeq.Core.Authorization;

/// <summary>What an issuer signs its tokens with (RFC 7518 §3.1), by the names that <c>alg</c> has for it.</summary>
public enum SigningAlgorithm
{
    /// <summary>RSA, as Okta's servers do.</summary>
    RS256,

    /// <summary>ECDSA on P-256.</summary>
    ES256,
}
