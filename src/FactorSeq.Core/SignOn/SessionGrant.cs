using System.Collections.Immutable;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.SignOn;

/// <summary>The right to one session, as a finished sign-in earns it.</summary>
/// <param name="Amr">How the user was authenticated (RFC 8176): exactly the factors that were proved.</param>
/// <param name="PasswordProved">When the password was proved; null for a passwordless sign-in.</param>
/// <param name="FactorProved">When a factor other than the password was last proved.</param>
public sealed record SessionGrant(
    string UserId,
    ImmutableArray<string> Amr,
    SessionLimits Limits,
    DateTimeOffset At,
    DateTimeOffset? PasswordProved,
    DateTimeOffset? FactorProved)
{
    /// <summary>Each factor that was proved; for whom somebody vouched, the password that this stands for.</summary>
    public ImmutableArray<FactorProof> Proved { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The identity provider that vouched for the user; null where the org signed them in itself.</summary>
    public string? IdentityProvider { get; init; }
}
