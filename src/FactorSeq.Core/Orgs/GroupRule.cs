using System.Collections.Immutable;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Orgs;

/// <summary>A rule that puts people into groups by their profiles (Groups API, "Group rule operations").</summary>
/// <param name="Id">20 characters, prefix <c>0pr</c>.</param>
/// <param name="Expression">True for whom it puts there.</param>
/// <param name="Groups">Ids of the groups that it puts them into.</param>
public sealed record GroupRule(string Id, string Name, string Expression, ImmutableArray<string> Groups, DateTimeOffset Created)
{
    /// <summary>Ids of users whom it leaves where they are.</summary>
    public ImmutableArray<string> ExcludedUsers { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Ids of groups whose members it leaves where they are.</summary>
    public ImmutableArray<string> ExcludedGroups { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether it is switched on.</summary>
    public bool Active { get; init; }

    public required DateTimeOffset LastUpdated { get; init; }

    /// <summary>Whether all of its groups are still there; it does nothing where one is not.</summary>
    public bool HasAllGroups(OrgConfiguration org) => Groups.All(id => org.Groups.Any(group => group.Id == id));

    private bool Excludes(User user) => ExcludedUsers.Contains(user.Id) || ExcludedGroups.Any(user.Groups.Contains);

    /// <summary>
    /// Puts somebody where the org's rules say: into groups whose rules fit, out of those where a rule had put them that fits no longer. A rule
    /// that is switched off decides nothing, so whom it put somewhere stays there; who came into a group by other ways stays whatever rules say.
    /// </summary>
    public static User Apply(OrgConfiguration org, User user)
    {
        var rules = org.Administration.GroupRules;
        if ((rules.IsEmpty && user.RuleGroups.IsEmpty) || user.Status == AccountStatus.Deprovisioned)
        {
            return user;
        }

        var context = Context(org, user);
        var memberships = user.RuleGroups;
        var groups = user.Groups;

        // What no rule answers for any more, or must not touch, is the member's own.
        memberships = [.. memberships.Where(m => rules.Any(rule => rule.Id == m.RuleId && !rule.Excludes(user)))];
        foreach (var rule in rules.Where(rule => rule.Active && !rule.Excludes(user) && rule.HasAllGroups(org)))
        {
            var fits = Expressions.Expression.Parse(rule.Expression).Evaluate(context) is true;
            foreach (var group in rule.Groups)
            {
                var membership = new RuleMembership(rule.Id, group);
                var isOwn = user.Groups.Contains(group) && user.RuleGroups.All(m => m.GroupId != group);
                memberships = !fits ? memberships.Remove(membership)
                    : memberships.Contains(membership) || isOwn ? memberships
                    : memberships.Add(membership);
                groups = fits && !groups.Contains(group) ? groups.Add(group) : groups;
            }
        }

        var left = user.RuleGroups.Where(m => rules.Any(rule => rule.Id == m.RuleId && !rule.Excludes(user))).Select(m => m.GroupId)
            .Except(memberships.Select(m => m.GroupId));
        groups = groups.RemoveRange(left);
        return groups.SequenceEqual(user.Groups) && memberships.SequenceEqual(user.RuleGroups) ? user : user with { Groups = groups, RuleGroups = memberships };
    }

    /// <summary>What an expression sees of somebody, with the values of the org's own attributes as what they are.</summary>
    public static ExpressionContext Context(OrgConfiguration org, User user) => new()
    {
        User = user,
        Groups = [.. org.Groups.Where(group => user.Groups.Contains(group.Id)).Select(group => group.Name)],
        Names = ImmutableDictionary<string, object>.Empty
            .Add(ExpressionContext.OrgName, org.Name)
            .AddRange(org.Administration.Attributes
                .Where(attribute => attribute.Type != AttributeType.String && user.Profile.ContainsKey(attribute.Name))
                .Select(attribute => KeyValuePair.Create("user." + attribute.Name, attribute.Value(user.Profile[attribute.Name])))),
    };
}
