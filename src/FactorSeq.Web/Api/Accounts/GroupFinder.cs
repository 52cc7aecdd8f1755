using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>The group whose id stands in a path.</summary>
internal static class GroupFinder
{
    /// <summary>How the path names it.</summary>
    internal static string Named(HttpContext context) => (string)context.Request.RouteValues["groupId"]!;

    /// <returns>null after E0000007 was answered.</returns>
    internal static async ValueTask<Group?> Required(HttpContext context)
    {
        var found = context.Org().Current.Configuration.Groups.FirstOrDefault(group => group.Id == Named(context));
        if (found is null)
        {
            await GroupChanges.NotFound(Named(context)).Write(context);
        }

        return found;
    }
}
