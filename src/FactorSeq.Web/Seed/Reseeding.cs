using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary>
/// What becomes of an account whose seed is read again: it is brought to what the seed says, and what its owner did meanwhile stays. That is
/// factors set up at sign-in, a password changed, a lock run into or undone, codes spent; and what administrators have given them that the seed has
/// no word about. A reset forgets it.
/// </summary>
internal static class Reseeding
{
    // More than a seed lists of one factor for one person.
    private const int MostOfOneFactor = 20;

    /// <param name="configuration">As it is by the seed that is read.</param>
    internal static Account Of(OrgConfiguration configuration, FactorCatalog catalog, Account kept, Account seeded)
    {
        var org = configuration.Name;

        // A password that a directory has taken over, or given back, is the seed's again.
        var changed = kept.User.PasswordChanged > kept.User.Created && kept.User.IsDelegated == seeded.User.IsDelegated;
        return seeded with
        {
            Attempts = kept.Attempts,
            LinkRound = kept.LinkRound,
            ByDirectory = kept.ByDirectory && Stays(kept, seeded.User.Status),
            RecoveryQuestion = kept.RecoveryQuestion is { } question && question.Id != Ids.Enrollment(org, "ufs", seeded.User.Login, "recoveryQuestion", 0) ? question : seeded.RecoveryQuestion,
            User = Given(configuration, kept.User, seeded.User) with
            {
                Id = kept.User.Id,
                Created = kept.User.Created,
                Directory = Linked(kept.User.Directory, seeded.User.Directory),
                PasswordChanged = seeded.User.PasswordChanged is null && !changed ? null : kept.User.PasswordChanged ?? seeded.User.PasswordChanged,
                SessionsRevoked = kept.User.SessionsRevoked,
                Activated = kept.User.Activated,
                Updated = kept.User.Updated,
                VouchedBy = changed || seeded.User.PasswordChanged is null ? kept.User.VouchedBy : seeded.User.VouchedBy,
                Login = Login.Key(kept.User.Login) == Login.Key(seeded.User.Login) ? seeded.User.Login : kept.User.Login,
                Status = Stays(kept, seeded.User.Status) ? kept.User.Status : seeded.User.Status,
                StatusChanged = kept.User.Status == seeded.User.Status || Stays(kept, seeded.User.Status)
                    ? kept.User.StatusChanged
                    : seeded.User.StatusChanged,
            },
            Enrollments =
            [
                .. seeded.Enrollments.Select(fresh => kept.Enrollment(fresh.Id) is not { } old || old.Kind != fresh.Kind ? fresh
                    : fresh.Kind == FactorKind.Password && changed ? old
                    : fresh with { Data = catalog[fresh.Kind].Reseed(old.Data, fresh.Data) }),
                .. Own(org, catalog, kept, seeded, changed),
            ],
        };
    }

    // Groups that no seed names, where rules have put them, and roles that were assigned.
    private static User Given(OrgConfiguration org, User kept, User seeded)
    {
        var byRule = kept.RuleGroups.RemoveAll(membership => seeded.Groups.Contains(membership.GroupId));
        var roles = kept.RolesAssigned.Where(role => kept.AdminRoles.Contains(role.Key)).ToImmutableSortedDictionary();
        var stay = org.Groups
            .Where(group => group.Created is not null || (group.Name == Group.Administrators && roles.Count > 0))
            .Select(group => group.Id)
            .Concat(byRule.Select(membership => membership.GroupId));
        return seeded with
        {
            Groups = [.. seeded.Groups.Union(kept.Groups.Intersect(stay))],
            RuleGroups = byRule,
            AdminRoles = [.. seeded.AdminRoles.Union(roles.Keys)],
            RolesAssigned = roles,
        };
    }

    // What an import has found out of somebody whom the seed only names.
    private static DirectoryLink? Linked(DirectoryLink? kept, DirectoryLink? seeded) =>
        seeded is { ExternalId: null } && kept?.DirectoryId == seeded.DirectoryId ? kept : seeded;

    // Set up by the owner: under no id that the seed could have given it.
    private static IEnumerable<Enrollment> Own(string org, FactorCatalog catalog, Account kept, Account seeded, bool changed) =>
        kept.Enrollments.Where(e => seeded.Enrollment(e.Id) is null
            && (e.Kind == FactorKind.Password ? changed : !SeedIds(org, seeded.User.Login, catalog[e.Kind].Type).Contains(e.Id)));

    private static IEnumerable<string> SeedIds(string org, string login, FactorType type) =>
        Enumerable.Range(0, MostOfOneFactor).Select(index => Ids.Enrollment(org, type.IdPrefix, login, type.Key, index));

    // What has become of an active account outlives an edit, and so does a way back that was gone: unless it was the directory that shut it.
    private static bool Stays(Account kept, AccountStatus seeded) => (kept.User.Status, seeded) switch
    {
        (AccountStatus.LockedOut, AccountStatus.Active) => true,
        (not AccountStatus.Active, AccountStatus.Active) or (AccountStatus.Active, not AccountStatus.Active) =>
            kept.User.StatusChanged > kept.User.Created && !kept.ByDirectory,
        _ => false,
    };
}
