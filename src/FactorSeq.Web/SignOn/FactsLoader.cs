using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Upgrade;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignOn;

/// <summary>An account as it was loaded for one decision.</summary>
/// <param name="Stored">Its document; null for a decoy that has done nothing yet, and for nobody.</param>
/// <param name="DecoyId">The document a decoy is kept in; null for everybody else.</param>
internal sealed record Loaded(Account? Account, Stored<Account>? Stored, string? DecoyId = null)
{
    internal static Loaded Nobody { get; } = new(null, null);

    internal bool IsDecoy => DecoyId is not null;
}

/// <summary>Loads what a decision is made on.</summary>
internal static class FactsLoader
{
    private static readonly EnrollmentAction NoEnrollment =
        new(System.Collections.Immutable.ImmutableSortedDictionary<string, EnrollmentDemand>.Empty, EnrollmentMoment.Never);

    internal static async ValueTask<Loaded> ByLogin(Org org, string login) =>
        await org.FindAccount(login) is { } found ? new Loaded(found.Value, found) : Loaded.Nobody;

    internal static async ValueTask<Loaded> BySubject(Org org, Client client, TransactionContext context)
    {
        switch (context.Subject)
        {
            case Subject.Known known:
                return await org.FindAccountById(known.UserId) is { } found ? new Loaded(found.Value, found) : Loaded.Nobody;
            case Subject.Decoy decoy:
                return await Decoy(org, client, context.Login, decoy.Id);
            default:
                return Loaded.Nobody;
        }
    }

    /// <summary>
    /// The decoy that a login is answered with. One that five wrong answers have locked stays so for the sign-ins that know it; the next
    /// sign-in sees its twin, as it would after a real user was locked.
    /// </summary>
    internal static async ValueTask<Loaded> Decoy(Org org, Client client, string login)
    {
        for (var twin = 0; ; twin++)
        {
            var decoy = await Decoy(org, client, login, Tokens.Digest($"decoy:{twin}:{Login.Key(login)}"));
            if (AccountGate.Of(decoy.Account!.User.Status) == Gate.Open)
            {
                return decoy;
            }
        }
    }

    /// <summary>The facts about an account, by the configuration in force now.</summary>
    internal static Facts For(Org org, Client client, string login, Account? account)
    {
        var snapshot = org.Current;
        var configuration = snapshot.Configuration;
        var request = new SignOnRequest(
            login,
            account?.User.Id,
            account?.User.Groups ?? [snapshot.Everyone],
            client.Address,
            client.Door,
            client.IsOktaMobile,
            account?.User.Provider ?? CredentialProvider.Okta)
        {
            Directory = account?.User.Directory?.DirectoryId,
        };
        var password = Evaluate.First(configuration.Passwords, snapshot.Names, request).Rule?.Action ?? new PasswordAction();
        var engine = UpgradedOrg.Decides(org, request, account);
        var standing = account is null ? null : AccountGate.Unfrozen(account, password, org.Clock.Now);
        return new Facts
        {
            Account = standing,
            Thawed = !ReferenceEquals(standing, account),
            Evaluation = Evaluate.First(configuration.SignOn, snapshot.Names, request),
            Password = password,
            EnrollmentPolicy = new(() => Evaluate.First(configuration.Enrollment, snapshot.Names, request).Rule?.Action ?? NoEnrollment),
            Settings = configuration.Settings,
            Directory = account is null ? null : org.Agents.Of(account.User),
            Sequencing = engine is null && configuration.Sequencing && client.Door == AuthenticationDoor.Any,
            IdentityEngine = engine,
            Catalog = org.Catalog,
            InactiveFactors = configuration.InactiveFactors,
        };
    }

    // As it was left, or made up afresh; whichever twin, it looks the same.
    private static async ValueTask<Loaded> Decoy(Org org, Client client, string login, string id)
    {
        if (await org.Documents.Find(org.Name, DocumentKinds.Decoys, id) is { } stored)
        {
            return new Loaded(stored.Value, stored, id);
        }

        var anybody = For(org, client, login, null);
        var entropy = Entropy.Keyed(org.DecoyKey, Login.Key(login));
        var account = Core.SignOn.Decoy.Fabricate("00u" + entropy.Id("user", 17), login, anybody.Chains(deviceRemembered: false), org.Catalog, entropy);
        return new Loaded(account with { User = account.User with { Groups = [org.Current.Everyone] } }, null, id);
    }
}
