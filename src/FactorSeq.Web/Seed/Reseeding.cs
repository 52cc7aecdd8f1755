using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary>
/// What becomes of an account whose seed is read again: it is brought to what the seed says, and what its owner did meanwhile stays. That is
/// factors set up at sign-in, a password changed, a lock run into or undone, codes spent. A reset forgets it.
/// </summary>
internal static class Reseeding
{
    // More than a seed lists of one factor for one person.
    private const int MostOfOneFactor = 20;

    internal static Account Of(string org, FactorCatalog catalog, Account kept, Account seeded)
    {
        // A password that a directory has taken over, or given back, is the seed's again.
        var changed = kept.User.PasswordChanged > kept.User.Created && kept.User.IsDelegated == seeded.User.IsDelegated;
        return seeded with
        {
            Attempts = kept.Attempts,
            User = seeded.User with
            {
                Id = kept.User.Id,
                Created = kept.User.Created,
                Directory = Linked(kept.User.Directory, seeded.User.Directory),
                PasswordChanged = seeded.User.PasswordChanged is null && !changed ? null : kept.User.PasswordChanged ?? seeded.User.PasswordChanged,
                SessionsRevoked = kept.User.SessionsRevoked,
                Activated = kept.User.Activated,
                Login = Login.Key(kept.User.Login) == Login.Key(seeded.User.Login) ? seeded.User.Login : kept.User.Login,
                Status = Stays(kept.User, seeded.User.Status) ? kept.User.Status : seeded.User.Status,
                StatusChanged = kept.User.Status == seeded.User.Status || Stays(kept.User, seeded.User.Status)
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

    // What an import has found out of somebody whom the seed only names.
    private static DirectoryLink? Linked(DirectoryLink? kept, DirectoryLink? seeded) =>
        seeded is { ExternalId: null } && kept?.DirectoryId == seeded.DirectoryId ? kept : seeded;

    // Set up by the owner: under no id that the seed could have given it.
    private static IEnumerable<Enrollment> Own(string org, FactorCatalog catalog, Account kept, Account seeded, bool changed) =>
        kept.Enrollments.Where(e => seeded.Enrollment(e.Id) is null
            && (e.Kind == FactorKind.Password ? changed : !SeedIds(org, seeded.User.Login, catalog[e.Kind].Type).Contains(e.Id)));

    private static IEnumerable<string> SeedIds(string org, string login, FactorType type) =>
        Enumerable.Range(0, MostOfOneFactor).Select(index => Ids.Enrollment(org, type.IdPrefix, login, type.Key, index));

    // A lock that was run into outlives an edit; so does a way back that was gone.
    private static bool Stays(User kept, AccountStatus seeded) => (kept.Status, seeded) switch
    {
        (AccountStatus.LockedOut, AccountStatus.Active) => true,
        (AccountStatus.Active, AccountStatus.LockedOut or AccountStatus.PasswordExpired or AccountStatus.Staged or AccountStatus.Provisioned) =>
            kept.StatusChanged > kept.Created,
        _ => false,
    };
}
