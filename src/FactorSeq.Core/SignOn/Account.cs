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
    /// <summary>The recovery question with its answer, apart from the question as a factor; null for those who have none.</summary>
    public Enrollment? RecoveryQuestion { get; init; }

    /// <summary>It was the directory that had the account deactivated or suspended: only then may the directory bring it back.</summary>
    public bool ByDirectory { get; init; }

    /// <summary>
    /// Grows with every link that an administrator has made for the account and with every new password: a link counts in its own round alone.
    /// </summary>
    public int LinkRound { get; init; }

    public Enrollment? Enrollment(string id) => Enrollments.FirstOrDefault(e => e.Id == id);

    /// <summary>How many enrollments of one kind of factor it has.</summary>
    public int CountOf(FactorKind kind)
    {
        var count = 0;
        foreach (var enrollment in Enrollments)
        {
            count += enrollment.Kind == kind ? 1 : 0;
        }

        return count;
    }

    /// <summary>The same account with one enrollment's data replaced.</summary>
    public Account With(Enrollment enrollment, FactorData data) => this with
    {
        Enrollments = [.. Enrollments.Select(e => e.Id == enrollment.Id ? e with { Data = data } : e)],
    };

    /// <summary>The same account with one enrollment more.</summary>
    public Account With(Enrollment enrollment) => this with { Enrollments = Enrollments.Add(enrollment) };

    /// <summary>The same account with a new password, in use from now on.</summary>
    /// <param name="revokeSessions">Whether every session so far ends with the old one.</param>
    public Account WithPassword(FactorData data, bool revokeSessions, DateTimeOffset now)
    {
        var password = new Enrollment(Factors.Enrollment.PasswordId, FactorKind.Password, data, now);
        return this with
        {
            Enrollments = [password, .. Enrollments.Where(e => e.Kind != FactorKind.Password)],
            User = User with
            {
                PasswordChanged = now,
                Status = AccountStatus.Active,
                StatusChanged = User.Status == AccountStatus.Active ? User.StatusChanged : now,
                SessionsRevoked = revokeSessions ? now : User.SessionsRevoked,
            },
            Attempts = Attempts with { WrongPasswords = 0 },
            LinkRound = LinkRound + 1,
        };
    }

    /// <summary>The same account at another point of its life; what only held for the earlier one is forgotten.</summary>
    public Account WithStatus(AccountStatus status, DateTimeOffset now) => this with
    {
        User = User with { Status = status, StatusChanged = now },
        ByDirectory = false,
        Enrollments = [.. Enrollments.Select(e => ReferenceEquals(e.Data.Outlived(), e.Data) ? e : e with { Data = e.Data.Outlived() })],
    };
}
