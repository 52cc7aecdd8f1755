using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Groups;

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
        await ManagementJson.List(context, apps, (json, app) =>
        {
            json.WriteStartObject();
            json.WriteString("id", app.Id);
            json.WriteString("name", app.Name);
            json.WriteString("label", app.Label);
            json.WriteStatus(active: true);
            json.WriteTimes(null, null);
            json.WriteString("signOnMode", app.Saml is not null ? "SAML_2_0" : app.Type == Core.Orgs.AppType.Bookmark ? "BOOKMARK" : "OPENID_CONNECT");
            json.WriteStartObject("_links");
            json.WriteLinkOf("self", $"{context.BaseUrl()}/api/v1/apps/{app.Id}", "GET");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
