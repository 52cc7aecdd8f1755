using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>Groups that are made, changed and removed while the org runs: part of its configuration like those of its seed.</summary>
internal static class GroupChanges
{
    internal static readonly OktaError NameTaken = RequestErrors.At("name", RequestErrors.Taken);

    internal static readonly OktaError BuiltIn = ErrorCodes.NoPermission.Because("Built-in groups and their members cannot be changed.");

    private static readonly OktaError InUse = ErrorCodes.ValidationFailed.With(
        "group", "The group is named by a policy or another setting of the org: take it out there first.");

    /// <summary>What a new seed makes of an org's groups: those that were made meanwhile stay, but for what the seed itself now names.</summary>
    /// <param name="seed">What the seed says, with the rules that stay.</param>
    internal static OrgConfiguration Keep(OrgConfiguration kept, OrgConfiguration seed)
    {
        // A rule for people of a group that is gone would be a rule for nobody.
        var named = seed.Conditions.OfType<Condition.People>().SelectMany(people => people.Groups).ToHashSet(StringComparer.Ordinal);
        return seed with
        {
            Groups =
            [
                .. seed.Groups,
                .. kept.Groups.Where(group => (group.Created is not null || named.Contains(group.Id)) && seed.Groups.All(own => own.Id != group.Id && own.Name != group.Name)),
            ],
        };
    }

    /// <returns>The error where the name is taken, by whomever was faster.</returns>
    internal static async ValueTask<OktaError?> Add(Org org, Group group, Action<UnitOfWork, Group> log)
    {
        OktaError? error = null;
        await org.Change(configuration =>
        {
            error = configuration.Groups.Any(other => other.Name == group.Name) ? NameTaken : null;
            return error is null ? configuration with { Groups = configuration.Groups.Add(group) } : configuration;
        }, work => Log(work, error is null ? group : null, log));
        return error;
    }

    /// <param name="change">Asked anew where another was faster.</param>
    /// <param name="log">Writes down what was done, in the same work.</param>
    internal static async ValueTask<(Group? Group, OktaError? Error)> Change(Org org, string id, Func<Group, Group> change, Action<UnitOfWork, Group> log)
    {
        Group? changed = null;
        OktaError? error = null;
        await org.Change(configuration =>
        {
            (changed, error) = (null, NotFound(id));
            if (configuration.Groups.FirstOrDefault(group => group.Id == id) is not { } group)
            {
                return configuration;
            }

            var next = change(group);
            error = configuration.Groups.Any(other => other.Id != id && other.Name == next.Name) ? NameTaken : null;
            changed = error is null ? next : null;
            return changed is null ? configuration : configuration with { Groups = configuration.Groups.Replace(group, changed) };
        }, work => Log(work, changed, log));
        return (changed, error);
    }

    /// <summary>Removes a group from the org, from its apps and from its members; one that policies name stays.</summary>
    internal static async ValueTask<(Group? Group, OktaError? Error)> Remove(Org org, string id, Action<UnitOfWork, Group> log)
    {
        Group? removed = null;
        OktaError? error = null;
        await org.Change(configuration =>
        {
            (removed, error) = (configuration.Groups.FirstOrDefault(group => group.Id == id), null);
            error = removed is null ? NotFound(id) : removed.IsBuiltIn ? BuiltIn : null;
            if (error is not null)
            {
                return configuration;
            }

            var left = configuration with
            {
                Groups = configuration.Groups.Remove(removed!),
                Apps = [.. configuration.Apps.Select(app => app.Groups.Contains(id) ? app with { Groups = app.Groups.Remove(id), Assignments = app.Assignments.Remove(id) } : app)],
                Administration = configuration.Administration with
                {
                    GroupRoles = configuration.Administration.GroupRoles.RemoveAll(role => role.GroupId == id),
                },
            };

            // A rule whose group is gone is invalid, and stays.
            error = Names(left with { Administration = left.Administration with { GroupRules = [] } }, id) ? InUse : null;
            return error is null ? left : configuration;
        }, work => Log(work, error is null ? removed : null, log));
        if (error is null)
        {
            await Empty(org, id);
        }

        return (removed, error);
    }

    private static void Log(UnitOfWork work, Group? group, Action<UnitOfWork, Group> log)
    {
        if (group is not null)
        {
            log(work, group);
        }
    }

    internal static OktaError NotFound(string id) => RequestErrors.NotFound(id, "UserGroup");

    // An id stands nowhere by chance: whatever of the configuration still has it refers to the group.
    private static bool Names(OrgConfiguration configuration, string id) =>
        JsonSerializer.SerializeToUtf8Bytes(configuration, DocumentKinds.Configuration.Json).AsSpan().IndexOf(Encoding.UTF8.GetBytes(id)) >= 0;

    /// <summary>
    /// Takes somebody who has just come into groups out of those that were removed meanwhile: whoever removes a group looks for its members once.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    internal static async ValueTask<bool> Gone(Org org, ImmutableArray<string> groups)
    {
        var gone = groups.RemoveAll(id => org.Current.Configuration.Groups.Any(group => group.Id == id));
        foreach (var id in gone)
        {
            await Empty(org, id);
        }

        return !gone.IsEmpty;
    }

    private static async ValueTask Empty(Org org, string id)
    {
        if (await org.Documents.Find(org.Name, DocumentKinds.GroupMoves, id) is { } moved)
        {
            await org.Documents.Commit(new UnitOfWork(org.Name).Delete(DocumentKinds.GroupMoves, moved));
        }

        List<string> members = [];
        await foreach (var account in UserFinder.All(org))
        {
            if (account.User.Groups.Contains(id))
            {
                members.Add(account.User.Id);
            }
        }

        foreach (var member in members)
        {
            while (await org.FindAccountById(member) is { } stored && stored.Value.User.Groups.Contains(id)
                && !await org.Documents.Commit(new UnitOfWork(org.Name).Update(DocumentKinds.Accounts, stored, Without(stored.Value, id))))
            {
            }
        }
    }

    internal static Account Without(Account account, string id) => account with
    {
        User = account.User with { Groups = account.User.Groups.Remove(id), RuleGroups = account.User.RuleGroups.RemoveAll(m => m.GroupId == id) },
    };
}
