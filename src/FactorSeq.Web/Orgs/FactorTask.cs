using FactorSeq.Core.Factors;

namespace FactorSeq.Web.Orgs;

/// <summary>
/// A factor that is being set up by the Factors API, or a challenge that it has out. The document's id is the enrollment's, or that of the push's
/// transaction.
/// </summary>
/// <param name="IsPending">Whether the enrollment is in no account yet.</param>
internal sealed record FactorTask(
    string UserId, Enrollment Enrollment, bool IsPending, Challenge? Challenge, DateTimeOffset Created, DateTimeOffset Expires)
{
    /// <summary><c>factorResult</c> of a push that was answered, once somebody has asked for it; null until then.</summary>
    public string? Result { get; init; }
}
