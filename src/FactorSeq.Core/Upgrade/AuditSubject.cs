using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Upgrade;

/// <summary>An org as an audit sees it: its policies, and how much else is known.</summary>
public sealed record AuditSubject
{
    /// <summary>Policies in priority order, and whatever else of the org there is.</summary>
    public required OrgConfiguration Org { get; init; }

    /// <summary>Whether factor sequencing is on; null where nobody says: no public API of Okta's does.</summary>
    public required bool? Feature { get; init; }

    /// <summary>Everybody in the org; null where they are not known.</summary>
    public ImmutableArray<AuditedPerson>? People { get; init; }

    /// <summary>Whether users come from directories; null where that is not known.</summary>
    public bool? HasDirectoryUsers { get; init; }

    /// <summary>Chains that are stored with a rule that does not ask for them.</summary>
    public ImmutableArray<LeftoverChains> Leftovers { get; init; } = [];

    /// <summary>Ids of rules with conditions that are not understood: they hold for fewer than can be seen here.</summary>
    public ImmutableArray<string> Narrower { get; init; } = [];

    /// <summary>Policies and rules that are there and cannot be read.</summary>
    public ImmutableArray<UnreadRule> Unread { get; init; } = [];

    /// <summary>What is not known of the org, a sentence each.</summary>
    public ImmutableArray<string> NotGiven { get; init; } = [];

    /// <summary>An org of which everything is known.</summary>
    public static AuditSubject Of(OrgConfiguration org, IEnumerable<Account> accounts)
    {
        ImmutableArray<AuditedPerson> people = [.. accounts.Select(AuditedPerson.Of).OrderBy(person => person.Login, StringComparer.Ordinal)];
        return new AuditSubject
        {
            Org = org,
            Feature = org.Sequencing,
            People = people,
            HasDirectoryUsers = people.Any(person => person.IsOfDirectory) || org.Directories.Any(directory => directory.DelegatedAuthentication),
        };
    }
}

/// <summary>Somebody who signs in.</summary>
/// <param name="MaySignIn">Whether the account is in use; nobody is locked out by a chain who cannot sign in anyway.</param>
/// <param name="Enrolled">What they can prove.</param>
public sealed record AuditedPerson(
    string Id, string Login, ImmutableArray<string> Groups, CredentialProvider Provider, bool MaySignIn, ImmutableArray<FactorKind> Enrolled)
{
    /// <summary>Whether a directory judges the password.</summary>
    public bool IsOfDirectory => Provider != CredentialProvider.Okta;

    internal static AuditedPerson Of(Account account) => new(
        account.User.Id,
        account.User.Login,
        account.User.Groups,
        account.User.Provider,
        account.User.Status is AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.LockedOut or AccountStatus.Recovery,
        [.. account.Enrollments.Select(enrollment => enrollment.Kind).Distinct()]);
}

/// <summary>Chains that are stored with a rule that does not ask for them.</summary>
/// <param name="Access">What the rule asks for in their place.</param>
public sealed record LeftoverChains(string PolicyId, string RuleId, string Access, int Count);

/// <summary>A policy or rule that is there and cannot be read.</summary>
/// <param name="Rule">null for a whole policy.</param>
/// <param name="Active">Whether it is in force.</param>
public sealed record UnreadRule(string PolicyId, string Policy, string? RuleId, string? Rule, bool Active, string Why);

/// <summary>How factors are called.</summary>
/// <param name="Key">In chains: <c>push</c>.</param>
/// <param name="PolicyKey">In enrollment policies: <c>okta_push</c>.</param>
/// <param name="Label">In sentences: Okta Verify Push.</param>
public sealed record AuditNames(Func<FactorKind, string> Key, Func<FactorKind, string> PolicyKey, Func<FactorKind, string> Label);
