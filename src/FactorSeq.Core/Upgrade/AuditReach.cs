using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Upgrade;

/// <summary>Which sign-ins get as far as a rule.</summary>
internal sealed class AuditReach
{
    private readonly AuditSubject subject;
    private readonly string? everyone;

    internal AuditReach(AuditSubject subject)
    {
        this.subject = subject;
        everyone = subject.Org.Groups.FirstOrDefault(group => group.Name == Group.Everyone)?.Id;
    }

    /// <summary>The rule above that leaves nothing to this one; null where something can reach it.</summary>
    internal (Policy<SignOnAction> Policy, Rule<SignOnAction> Rule)? Above(Policy<SignOnAction> policy, Rule<SignOnAction> rule)
    {
        var here = policy.Conditions.AddRange(rule.Conditions);
        foreach (var earlier in subject.Org.SignOn.Where(candidate => candidate.Active))
        {
            foreach (var first in earlier.Rules.Where(candidate => candidate.Active))
            {
                if (first.Id == rule.Id)
                {
                    return null;
                }

                if (!subject.Narrower.Contains(first.Id) && earlier.Conditions.AddRange(first.Conditions).All(condition => IsImplied(condition, here)))
                {
                    return (earlier, first);
                }
            }
        }

        return null;
    }

    /// <summary>Whom each rule may decide for, wherever they come from, by the rule's id; null where people are not known.</summary>
    internal Dictionary<string, List<AuditedPerson>>? People()
    {
        if (subject.People is not { } people)
        {
            return null;
        }

        var byRule = new Dictionary<string, List<AuditedPerson>>(StringComparer.Ordinal);
        foreach (var person in people)
        {
            foreach (var rule in Rules(person))
            {
                (byRule.TryGetValue(rule.Id, out var those) ? those : byRule[rule.Id] = []).Add(person);
            }
        }

        return byRule;
    }

    // Until the first that asks for nothing but who somebody is.
    private IEnumerable<Rule<SignOnAction>> Rules(AuditedPerson person)
    {
        foreach (var policy in subject.Org.SignOn.Where(candidate => candidate.Active && IsFor(candidate.Conditions, person)))
        {
            foreach (var rule in policy.Rules.Where(candidate => candidate.Active && IsFor(candidate.Conditions, person)))
            {
                yield return rule;
                if (!subject.Narrower.Contains(rule.Id) && policy.Conditions.AddRange(rule.Conditions).All(condition => condition is Condition.People || IsOpen(condition)))
                {
                    yield break;
                }
            }
        }
    }

    private static bool IsFor(ImmutableArray<Condition> conditions, AuditedPerson person) => conditions.OfType<Condition.People>().All(people =>
        !people.ExcludedUsers.Contains(person.Id)
        && (people.Groups.IsEmpty && people.Users.IsEmpty
            || people.Groups.Any(person.Groups.Contains)
            || !people.Users.IsEmpty && people.Users.Contains(person.Id)));

    // Whether it holds for whatever these conditions let through.
    private bool IsImplied(Condition condition, ImmutableArray<Condition> given) => IsOpen(condition) || condition switch
    {
        Condition.People people => IsImplied(people, [.. given.OfType<Condition.People>()]),
        Condition.Network network => given.OfType<Condition.Network>().Any(here => IsWithin(here, network)),
        Condition.AuthType door => given.OfType<Condition.AuthType>().Any(here => here.Door == door.Door),
        _ => false,
    };

    private bool IsImplied(Condition.People people, ImmutableArray<Condition.People> given) =>
        people.ExcludedUsers.All(user => given.Any(here => here.ExcludedUsers.Contains(user)))
        && (IsEverybody(people) || given.Any(here => !IsEverybody(here) && here.Users.IsEmpty && here.Groups.All(people.Groups.Contains)));

    private static bool IsWithin(Condition.Network here, Condition.Network there) =>
        (there.Include.IsEmpty || !here.Include.IsEmpty && (here.Include.All(there.Include.Contains)
            || there.Include.Contains(Condition.Network.AllZones) && !here.Include.IsEmpty))
        && there.Exclude.All(here.Exclude.Contains);

    private bool IsOpen(Condition condition) => condition switch
    {
        Condition.People people => IsEverybody(people) && people.ExcludedUsers.IsEmpty,
        Condition.Network network => network.Include.IsEmpty && network.Exclude.IsEmpty,
        Condition.AuthType door => door.Door == AuthenticationDoor.Any,
        _ => false,
    };

    private bool IsEverybody(Condition.People people) =>
        people.Groups.IsEmpty && people.Users.IsEmpty || everyone is not null && people.Groups.Contains(everyone);
}
