using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// A user with everything a sign-in may change about them: one value, one version, so that two transactions that race for one code
/// or one strike cannot both win.
/// </summary>
public sealed record Account(User User, ImmutableArray<Enrollment> Enrollments, Attempts Attempts)
{
    public Enrollment? Enrollment(string id) => Enrollments.FirstOrDefault(e => e.Id == id);

    /// <summary>The same account with one enrollment's data replaced.</summary>
    public Account With(Enrollment enrollment, FactorData data) => this with
    {
        Enrollments = [.. Enrollments.Select(e => e.Id == enrollment.Id ? e with { Data = data } : e)],
    };

    public Account WithStatus(AccountStatus status, DateTimeOffset now) =>
        this with { User = User with { Status = status, StatusChanged = now } };
}
