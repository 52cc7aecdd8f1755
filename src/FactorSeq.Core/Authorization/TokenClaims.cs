using System.Collections.Frozen;

namespace FactorSeq.Core.Authorization;

/// <summary>Claims that belong to the protocols and to Okta: nobody's own claims may take their names.</summary>
public static class TokenClaims
{
    /// <summary>RFC 7519 §4.1, OpenID Connect Core §2, and Okta's own.</summary>
    public static FrozenSet<string> Reserved { get; } = new[]
    {
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "ver", "cid", "uid", "scp", "amr", "acr", "azp", "idp", "auth_time", "nonce", "at_hash",
        "c_hash", "cnf", "act", "events", "sid", "client_id", "token_type", "active", "scope", "username",
    }.ToFrozenSet();
}
