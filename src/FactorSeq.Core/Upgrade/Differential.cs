using System.Collections.Immutable;
using System.Net;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Upgrade;

/// <summary>Somewhere that a sign-in can come from, as far as rules can tell.</summary>
public sealed record SignInPlace(string Name, IPAddress? Address);

/// <summary>People for whom the same rule decides and who have the same factors, so that the same becomes of them.</summary>
/// <param name="Users">How many they are.</param>
/// <param name="Sample">Logins of the first few.</param>
/// <param name="RuleAfter">The rule of the authentication policy that decides afterwards.</param>
public sealed record PeopleAlike(
    string Policy,
    string Rule,
    string RuleAfter,
    ImmutableArray<FactorKind> Factors,
    ImmutableArray<string> Places,
    int Users,
    ImmutableArray<string> Sample,
    WayChange Change,
    ImmutableArray<Way> Before,
    ImmutableArray<Way> After);

/// <summary>What becomes of everybody's sign-ins.</summary>
/// <param name="SignIns">Users times places: how many sign-ins were compared.</param>
/// <param name="Evaluations">How often policies had to be evaluated for it.</param>
public sealed record DifferentialRun(
    int Users, int Rules, ImmutableArray<SignInPlace> Places, int SignIns, int Evaluations, ImmutableArray<PeopleAlike> People)
{
    /// <summary>How many users a change concerns, from one place at least.</summary>
    public int Count(WayChange change) => People.Where(people => people.Change == change).Sum(people => people.Users);

    /// <summary>Whether nobody's sign-in changes.</summary>
    public bool IsSame => People.All(people => people.Change == WayChange.Same);
}

/// <summary>
/// Compares both engines over all users. Who is equal in all that rules can tell, and in factors, is compared once: groups that no condition names
/// and whatever else sets people apart changes nothing.
/// </summary>
public static class Differential
{
    private const int SampleSize = 5;

    /// <summary>Compares.</summary>
    /// <param name="progress">Told how many users are done.</param>
    public static DifferentialRun Run(
        OrgConfiguration org, UpgradePlan plan, IReadOnlyCollection<Account> accounts, Action<int>? progress = null)
    {
        var places = Places(org);
        var facts = new Facts(org);
        var comparisons = new Comparisons(org, plan);
        var groups = new Dictionary<string, List<string>>();
        var classes = new Dictionary<string, ImmutableArray<Outcome>>();
        var done = 0;
        foreach (var account in accounts)
        {
            var factors = Factors(account, plan);
            var key = facts.Key(account.User, factors);
            if (!classes.TryGetValue(key, out var outcomes))
            {
                classes[key] = outcomes = [.. places.Select(place => comparisons.Of(account.User, factors, place))];
                groups[key] = [];
            }

            groups[key].Add(account.User.Login);
            if (++done % 100 == 0)
            {
                progress?.Invoke(done);
            }
        }

        progress?.Invoke(done);
        return new DifferentialRun(
            accounts.Count, plan.Rules.Length, places, accounts.Count * places.Length, comparisons.Evaluations, Gathered(classes, groups, places));
    }

    // Equal outcomes are told once, with the places that they have in common.
    private static ImmutableArray<PeopleAlike> Gathered(
        Dictionary<string, ImmutableArray<Outcome>> classes, Dictionary<string, List<string>> groups, ImmutableArray<SignInPlace> places)
    {
        var alike = new Dictionary<(Outcome Outcome, string Places), List<string>>();
        foreach (var (key, outcomes) in classes)
        {
            foreach (var outcome in outcomes.Select((outcome, index) => (outcome, place: places[index].Name)).GroupBy(pair => pair.outcome, pair => pair.place))
            {
                var at = (outcome.Key, string.Join('\n', outcome));
                if (!alike.TryGetValue(at, out var people))
                {
                    alike[at] = people = [];
                }

                people.AddRange(groups[key]);
            }
        }

        return
        [
            .. alike.Select(pair => new PeopleAlike(
                    pair.Key.Outcome.Policy,
                    pair.Key.Outcome.Rule,
                    pair.Key.Outcome.RuleAfter,
                    pair.Key.Outcome.Compared.Factors,
                    [.. pair.Key.Places.Split('\n')],
                    pair.Value.Count,
                    [.. pair.Value.Order(StringComparer.Ordinal).Take(SampleSize)],
                    pair.Key.Outcome.Compared.Change,
                    pair.Key.Outcome.Compared.Before,
                    pair.Key.Outcome.Compared.After))
                .OrderByDescending(people => people.Change)
                .ThenByDescending(people => people.Users)
                .ThenBy(people => people.Sample[0], StringComparer.Ordinal)
                .ThenBy(people => people.Places[0], StringComparer.Ordinal),
        ];
    }

    // Nobody is offered a factor that the org has switched off.
    private static ImmutableArray<FactorKind> Factors(Account account, UpgradePlan plan) =>
        [.. plan.Factors.Where(kind => account.Enrollments.Any(enrollment => enrollment.Kind == kind))];

    // An address in each zone that a condition names, and one in none.
    private static ImmutableArray<SignInPlace> Places(OrgConfiguration org)
    {
        var named = org.SignOn.SelectMany(policy => policy.Conditions.Concat(policy.Rules.SelectMany(rule => rule.Conditions)))
            .OfType<Condition.Network>().SelectMany(network => network.Include.Concat(network.Exclude)).ToHashSet();
        var zones = org.Zones.Where(zone => !zone.Inactive && (named.Contains(zone.Id) || named.Contains(Condition.Network.AllZones))).ToList();
        var outside = Enumerable.Range(1, 254).Select(last => IPAddress.Parse($"192.0.2.{last}")).FirstOrDefault(address => !org.Zones.Any(zone => zone.Contains(address)));
        return
        [
            .. outside is null ? [] : new[] { new SignInPlace("anywhere else", outside) },
            .. zones.Select(zone => (zone.Name, Range: zone.Gateways.Concat(zone.Proxies).FirstOrDefault()))
                .Where(zone => zone.Range is not null).Select(zone => new SignInPlace(zone.Name, IPAddress.Parse(zone.Range!.First))),
        ];
    }

    /// <summary>What rules can tell of a user.</summary>
    private sealed class Facts
    {
        private readonly HashSet<string> groups;
        private readonly HashSet<string> people;

        internal Facts(OrgConfiguration org)
        {
            var conditions = org.SignOn.SelectMany(policy => policy.Conditions.Concat(policy.Rules.SelectMany(rule => rule.Conditions)))
                .OfType<Condition.People>().ToList();
            groups = [.. conditions.SelectMany(condition => condition.Groups)];
            people = [.. conditions.SelectMany(condition => condition.ExcludedUsers.Concat(condition.Users))];
        }

        internal string Key(User user, ImmutableArray<FactorKind> factors) => string.Join(
            '|',
            string.Join(',', user.Groups.Where(groups.Contains).Order(StringComparer.Ordinal)),
            people.Contains(user.Id) ? user.Id : "",
            user.Provider,
            string.Join(',', factors));
    }

    private sealed record Outcome(string Policy, string Rule, string RuleAfter, Compared Compared);

    /// <summary>Compared by reference: each pair of rules is compared once for each set of factors.</summary>
    private sealed class Compared(ImmutableArray<FactorKind> factors, WayChange change, ImmutableArray<Way> before, ImmutableArray<Way> after)
    {
        internal ImmutableArray<FactorKind> Factors => factors;

        internal WayChange Change => change;

        internal ImmutableArray<Way> Before => before;

        internal ImmutableArray<Way> After => after;
    }

    private sealed class Comparisons(OrgConfiguration org, UpgradePlan plan)
    {
        private readonly Dictionary<(string?, string?, string?, string), Compared> known = [];
        private readonly PolicyNames names = new(org.Groups.ToDictionary(group => group.Id, group => group.Name), org.Zones);

        internal int Evaluations { get; private set; }

        internal Outcome Of(User user, ImmutableArray<FactorKind> factors, SignInPlace place)
        {
            Evaluations++;
            var request = new SignOnRequest(user.Login, user.Id, user.Groups, place.Address, AuthenticationDoor.Any, OktaMobile: false, user.Provider);
            var before = Evaluate.First(org.SignOn, names, request);
            var after = Evaluate.First(plan.GlobalSession, names, request);
            var access = Evaluate.First([plan.Authentication[0].Policy], names, request);
            var key = (before.Rule?.Id, after.Rule?.Id, access.Rule?.Id, string.Join(',', factors));
            if (!known.TryGetValue(key, out var compared))
            {
                var was = Ways.Of(before.Rule?.Action.Authenticate.Compile(org.Sequencing, deviceRemembered: false) ?? FactorChains.None, factors);
                var now = Ways.Of(IdentityEngine.Compile(after.Rule?.Action, access.Rule?.Action, factors, deviceRemembered: false), factors);
                known[key] = compared = new Compared(factors, Ways.Compare(was, now), was, now);
            }

            return new Outcome(before.Policy?.Name ?? "", before.Rule?.Name ?? "", access.Rule?.Name ?? "", compared);
        }
    }
}
