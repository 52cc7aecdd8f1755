using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>People in the groups where rules put them. It is the org that does so, and the System Log says it.</summary>
internal static class RuledGroups
{
    private const string Added = "group.user_membership.add";
    private const string Removed = "group.user_membership.remove";

    /// <summary>An account that is about to be written, where the org's rules put it; what they did goes into the same work.</summary>
    internal static Account Settle(Org org, UnitOfWork work, Account account)
    {
        var user = GroupRule.Apply(org.Current.Configuration, account.User);
        return Told(org, work, account, user);
    }

    /// <summary>Puts everybody where the org's rules say.</summary>
    internal static async ValueTask SettleAll(Org org)
    {
        await foreach (var account in UserFinder.All(org))
        {
            await Change(org, account.User.Id, user => GroupRule.Apply(org.Current.Configuration, user));
        }
    }

    /// <summary>Takes everybody out of the groups that a rule has put them into.</summary>
    internal static async ValueTask Empty(Org org, GroupRule rule)
    {
        await foreach (var account in UserFinder.All(org))
        {
            await Change(org, account.User.Id, user => Without(user, rule.Id));
        }
    }

    /// <summary>Has the rules that put somebody into a group leave them out of it: else they would come back with the next change.</summary>
    internal static ValueTask Exclude(Org org, User user, Group group)
    {
        var rules = user.RuleGroups.Where(membership => membership.GroupId == group.Id).Select(membership => membership.RuleId).ToHashSet();
        return rules.Count == 0 ? ValueTask.CompletedTask : org.Change(
            configuration => configuration with
            {
                Administration = configuration.Administration with
                {
                    GroupRules =
                    [
                        .. configuration.Administration.GroupRules.Select(rule => rules.Contains(rule.Id) && !rule.ExcludedUsers.Contains(user.Id)
                            ? rule with { ExcludedUsers = rule.ExcludedUsers.Add(user.Id) }
                            : rule),
                    ],
                },
            },
            work => Log(org, work, "group.user_membership.rule.add_exclusion", user, LogTarget.Of(group)));
    }

    /// <summary>Writes down, in the same work, that groups have got or lost somebody.</summary>
    internal static void Moved(UnitOfWork work, IEnumerable<string> groups, DateTimeOffset now)
    {
        foreach (var id in groups)
        {
            work.Replace(DocumentKinds.GroupMoves, id, new GroupMoves(now));
        }
    }

    private static User Without(User user, string rule)
    {
        var left = user.RuleGroups.RemoveAll(membership => membership.RuleId == rule);
        var gone = user.RuleGroups.Except(left).Select(membership => membership.GroupId).Except(left.Select(membership => membership.GroupId));
        return user with { Groups = user.Groups.RemoveRange(gone), RuleGroups = left };
    }

    private static async ValueTask Change(Org org, string id, Func<User, User> change)
    {
        while (await org.FindAccountById(id) is { } stored)
        {
            var before = stored.Value.User;
            var user = change(before);
            var work = new UnitOfWork(org.Name);
            if (user == before || await org.Documents.Commit(work.Update(DocumentKinds.Accounts, stored, Told(org, work, stored.Value, user))))
            {
                return;
            }
        }
    }

    private static Account Told(Org org, UnitOfWork work, Account account, User user)
    {
        if (ReferenceEquals(user, account.User))
        {
            return account;
        }

        foreach (var (type, ids) in new[] { (Added, user.Groups.Except(account.User.Groups)), (Removed, account.User.Groups.Except(user.Groups)) })
        {
            foreach (var group in org.Current.Configuration.Groups.Where(group => ids.Contains(group.Id)))
            {
                Log(org, work, type, user, LogTarget.Of(group));
                Moved(work, [group.Id], org.Clock.Now);
            }
        }

        return account with { User = user };
    }

    private static void Log(Org org, UnitOfWork work, string type, User user, LogTarget group) => work.Append(
        DocumentKinds.Log,
        user.Id,
        org.Clock.Now,
        new LogEntry(Guid.NewGuid(), new SystemEvent(type, EventOutcome.Success), null, "system", null, null, "", "")
        {
            Targets = [LogTarget.Of(user), group],
        });
}
