using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Web.Orgs;

/// <summary>An out-of-band challenge that a client has begun for a user. The document's id is the digest of its <c>oob_code</c>.</summary>
/// <param name="Server">Id of the custom authorization server; null for the org's own.</param>
/// <param name="MfaTicket">The id of the sign-in that it continues; null where it begins one.</param>
internal sealed record DirectChallenge(
    string? Server, string ClientId, string UserId, string EnrollmentId, Challenge Challenge, DateTimeOffset Expires, string? MfaTicket);

/// <summary>A sign-in of which the password is proved and something else is wanted. The document's id is the digest of its <c>mfa_token</c>.</summary>
internal sealed record MfaTicket(string? Server, string ClientId, string UserId, ImmutableArray<string> Scopes, DateTimeOffset PasswordProved, DateTimeOffset Expires);
