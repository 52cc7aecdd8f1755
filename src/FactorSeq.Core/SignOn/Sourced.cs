using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// What an account takes over from its directory, whether an import brings it or a sign-in just in time. Not taken over: an expiry of the
/// account, an expired password, and that a lock was opened.
/// </summary>
public static class Sourced
{
    /// <summary>The account with names and addresses as the directory has them; the same account where nothing has changed.</summary>
    public static Account Described(Account account, DirectoryEntry entry)
    {
        var user = account.User;
        var described = user with
        {
            FirstName = entry.FirstName ?? user.FirstName,
            LastName = entry.LastName ?? user.LastName,
            Email = string.IsNullOrEmpty(entry.Email) ? user.Email : entry.Email,
            Profile = entry.Phone is { } phone ? user.Profile.SetItem("primaryPhone", phone) : user.Profile,
            Directory = user.Directory is { } link && link.ExternalId != entry.ExternalId ? link with { ExternalId = entry.ExternalId } : user.Directory,
        };
        return described == user ? account : account with { User = described };
    }

    /// <summary>
    /// The account of somebody who is disabled in the directory, or gone from it, as the directory's settings have it; the same account where
    /// they leave it alone. Sessions live on (Okta, "existing sessions survive deactivation").
    /// </summary>
    /// <returns>The account, and the event the System Log hears besides the import's own.</returns>
    public static (Account Account, SystemEvent? Event) Deactivated(Account account, WhenDeactivated setting, string why, DateTimeOffset now) =>
        (setting, account.User.Status) switch
        {
            (WhenDeactivated.Nothing, _) or (_, AccountStatus.Deprovisioned) => (account, null),
            (WhenDeactivated.Suspend, AccountStatus.Suspended) => (account, null),
            (WhenDeactivated.Suspend, _) => (account.WithStatus(AccountStatus.Suspended, now) with { ByDirectory = true },
                new SystemEvent("user.lifecycle.suspend", EventOutcome.Success, Detail: why)),
            _ => (account.WithStatus(AccountStatus.Deprovisioned, now) with { ByDirectory = true },
                new SystemEvent("user.lifecycle.deactivate", EventOutcome.Success, Detail: why)),
        };

    /// <summary>The account of somebody who is back in the directory, where it was the directory that had them deactivated.</summary>
    /// <returns>The account, and the event the System Log hears besides the import's own.</returns>
    public static (Account Account, SystemEvent? Event) Reactivated(Account account, WhenReactivated setting, DateTimeOffset now) =>
        (setting, account.User.Status, account.ByDirectory) switch
        {
            (WhenReactivated.Reactivate, AccountStatus.Suspended, true) => (account.WithStatus(AccountStatus.Active, now),
                new SystemEvent("user.lifecycle.unsuspend", EventOutcome.Success, Detail: "enabled in the directory again")),
            (WhenReactivated.Reactivate, AccountStatus.Deprovisioned, true) => (account.WithStatus(AccountStatus.Active, now),
                new SystemEvent("user.lifecycle.activate", EventOutcome.Success, Detail: "enabled in the directory again")),
            _ => (account, null),
        };

    /// <summary>A new account for somebody of the directory.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="password">The enrollment whose password the directory judges; null where authentication is not delegated.</param>
    /// <param name="groups">Ids of the groups everybody is in.</param>
    public static Account Created(
        string id, DirectoryIntegration directory, DirectoryEntry entry, Factors.Enrollment? password, ImmutableArray<string> groups, DateTimeOffset now) => new(
        new User
        {
            Id = id,
            Login = entry.Login,
            Email = string.IsNullOrEmpty(entry.Email) ? entry.Login : entry.Email,
            FirstName = entry.FirstName,
            LastName = entry.LastName,
            Profile = entry.Phone is { } phone
                ? ImmutableSortedDictionary<string, string>.Empty.Add("primaryPhone", phone)
                : ImmutableSortedDictionary<string, string>.Empty,
            Groups = groups,
            Provider = password is null ? CredentialProvider.Okta : directory.Type.Provider(),
            Directory = new DirectoryLink(directory.Id, entry.ExternalId),
            Status = password is null ? AccountStatus.Staged : AccountStatus.Active,
            Created = now,
            StatusChanged = now,
        },
        password is null ? [] : [password],
        Attempts.None);
}
