using System.Collections.Immutable;

namespace FactorSeq.Core.Users;

/// <summary>A person in the org: who they are and where their account stands. Credentials live in enrollments, never here.</summary>
public sealed record User
{
    /// <summary>20 characters, prefix <c>00u</c>.</summary>
    public required string Id { get; init; }

    /// <summary>As the person writes it; compare with <see cref="Users.Login.Key"/>.</summary>
    public required string Login { get; init; }

    public required string Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>Okta's default where a seed names none.</summary>
    public string Locale { get; init; } = "en_US";

    /// <summary>Okta's default where a seed names none.</summary>
    public string TimeZone { get; init; } = "America/Los_Angeles";

    public AccountStatus Status { get; init; } = AccountStatus.Active;

    public CredentialProvider Provider { get; init; } = CredentialProvider.Okta;

    /// <summary>The directory that masters this user; null for those who are Okta's own.</summary>
    public DirectoryLink? Directory { get; init; }

    /// <summary>Whether the password is another's to judge: the user is a directory's, and authentication is delegated to it.</summary>
    public bool IsDelegated => Provider != CredentialProvider.Okta;

    /// <summary>Ids of the groups the user is in; the built-in Everyone is always among them.</summary>
    public ImmutableArray<string> Groups { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Which of them rules have put the user into.</summary>
    public ImmutableArray<RuleMembership> RuleGroups
    {
        get;

        // Documents that were written before there were rules say nothing, which arrives here as default.
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>When admin roles were assigned while the org ran, by role; those of a seed came with the user.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> RolesAssigned { get; init => field = value ?? field; } =
        ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Admin roles, in Okta's words (Roles API, "Role types"); none for everybody else.</summary>
    public ImmutableArray<string> AdminRoles { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Further profile attributes, by name.</summary>
    public ImmutableSortedDictionary<string, string> Profile { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Custom claims of this user's tokens: claim name to JSON text.</summary>
    public ImmutableSortedDictionary<string, string> Claims { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset StatusChanged { get; init; }

    /// <summary>When the account was activated; null where nobody has, or where it began active.</summary>
    public DateTimeOffset? Activated { get; init; }

    /// <summary>When the profile or the credentials were last changed by an administrator; null where they never were.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>
    /// Who else vouches for somebody whose account is Okta's (Users API, "Provider object"): <c>FEDERATION</c>, <c>SOCIAL</c>, or <c>IMPORT</c> for
    /// those who came with a hash of their password; null for nobody.
    /// </summary>
    public string? VouchedBy { get; init; }

    /// <summary>Sessions older than this have ended; null where none was ever revoked.</summary>
    public DateTimeOffset? SessionsRevoked { get; init; }

    /// <summary>When the password was set; null for an account without one.</summary>
    public DateTimeOffset? PasswordChanged { get; init; }
}
