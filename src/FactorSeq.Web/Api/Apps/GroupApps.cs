using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Apps;

/// <summary><c>GET /api/v1/groups/{id}/apps</c>: the apps whose users a group's members are.</summary>
internal static class GroupApps
{
    private const int UsualPage = 20;
    private const int LargestPage = 200;

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadGroups) is null || await GroupFinder.Required(context) is not { } group)
        {
            return;
        }

        var paging = Paging.Of(context, UsualPage, LargestPage);
        var apps = paging.Cut(
            context,
            [
                .. context.Org().Current.Configuration.Apps
                    .Where(app => app.Groups.Contains(group.Id) && string.CompareOrdinal(app.Id, paging.After) > 0)
                    .OrderBy(app => app.Id, StringComparer.Ordinal),
            ],
            app => app.Id);
        var view = await AppJson.Of(context);
        await ManagementJson.List(context, apps, (json, app) => view.Write(json, app));
    }
}
