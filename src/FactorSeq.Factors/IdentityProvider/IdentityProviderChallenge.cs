using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.IdentityProvider;

/// <summary>A user on the way to an identity provider. The wire shows nothing of it but the link that leads there.</summary>
/// <param name="Visit">The id of the visit.</param>
public sealed record IdentityProviderChallenge(string Visit, DateTimeOffset Expires) : Challenge
{
    public override string? VisitId => Visit;
}
