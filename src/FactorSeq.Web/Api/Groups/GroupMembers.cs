using System.Collections.Immutable;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Groups;

/// <summary>Who is in a group (Groups API, "Group member operations").</summary>
internal static class GroupMembers
{
    private const int LargestPage = 1000;

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadGroups) is null || await GroupFinder.Required(context) is not { } group)
        {
            return;
        }

        var paging = Paging.Of(context, LargestPage, LargestPage);
        var members = new List<Account>();
        await foreach (var account in UserFinder.All(context.Org(), paging.After))
        {
            if (account.User.Groups.Contains(group.Id))
            {
                members.Add(account);
            }

            if (members.Count > paging.Limit)
            {
                break;
            }
        }

        await UserJson.Write(context, paging.Cut(context, members, account => account.User.Id));
    }

    internal static Task Add(HttpContext context) => Change(
        context, "group.user_membership.add", (groups, id) => groups.Contains(id) ? groups : groups.Add(id));

    internal static Task Remove(HttpContext context) => Change(
        context, "group.user_membership.remove", (groups, id) => groups.Remove(id), removes: true);

    private static async Task Change(
        HttpContext context,
        string type,
        Func<ImmutableArray<string>, string, ImmutableArray<string>> change,
        bool removes = false)
    {
        if (await ApiCaller.Require(context, ApiRight.FillGroups) is not { } caller || await GroupFinder.Required(context) is not { } group)
        {
            return;
        }

        var configuration = context.Org().Current.Configuration;
        if (group.IsBuiltIn)
        {
            await GroupChanges.BuiltIn.Write(context);
            return;
        }

        // Who is in such a group is an administrator.
        if (configuration.Administration.GroupRoles.Any(role => role.GroupId == group.Id) && !caller.Has(ApiRight.ManageRoles, configuration))
        {
            await ErrorCodes.NoPermission.Because().Write(context);
            return;
        }

        if (removes && await UserFinder.Find(context.Org(), caller, UserFinder.Named(context)) is { Value.User: var member })
        {
            await RuledGroups.Exclude(context.Org(), member, group);
        }

        var changed = false;
        if (await AccountDraft.Change(context, caller, draft =>
        {
            var groups = change(draft.User.Groups, group.Id);
            changed = groups.Length != draft.User.Groups.Length;
            if (changed)
            {
                draft.User = draft.User with { Groups = groups };
                draft.Log(type, null, LogTarget.Of(group));
            }

            return null;
        }, ofAdmins: true) is null)
        {
            return;
        }

        if (await GroupChanges.Gone(context.Org(), [group.Id]))
        {
            await GroupChanges.NotFound(group.Id).Write(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
