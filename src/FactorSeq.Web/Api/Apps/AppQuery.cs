using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Filters;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary><c>GET /api/v1/apps</c> (Apps API, "List applications").</summary>
internal static class AppQuery
{
    private const int UsualPage = 20;
    private const int LargestPage = 200;
    private const string Expansion = "user/";

    private static readonly ImmutableArray<FilterOperator> EqualOnly = [FilterOperator.Equal];

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is null)
        {
            return;
        }

        var query = context.Request.Query;
        var (q, text, expand) = (query["q"].ToString(), query["filter"].ToString(), query["expand"].ToString());
        if (q.Length > 0 && text.Length > 0)
        {
            await ErrorCodes.SearchAndFilter.Because().Write(context);
            return;
        }

        var view = await AppJson.Of(context);
        var users = new UsersOfFilter();
        var read = text.Length == 0 ? null : FilterReader<App>.Read(text, name => Attribute(name, users, view.Kid));
        if (read?.Fault is not null || (expand.Length > 0 && !expand.StartsWith(Expansion, StringComparison.Ordinal)))
        {
            await ErrorCodes.BadSearch.Because().Write(context);
            return;
        }

        var embedded = expand.Length == 0 ? null : (await context.Org().FindAccountById(expand[Expansion.Length..]))?.Value;
        users.User = (await UserOf(context, text))?.User;
        var paging = Paging.Of(context, UsualPage, LargestPage);
        var apps = paging.Cut(
            context,
            [
                .. context.Org().Current.Configuration.Apps
                    .Where(app => (Begins(app.Label, q) || Begins(app.Name, q)) && read?.Filter?.Matches(app) != false)
                    .OrderBy(app => app.Id, StringComparer.Ordinal)
                    .Where(app => string.CompareOrdinal(app.Id, paging.After) > 0)
                    .Take(paging.Limit + 1),
            ],
            app => app.Id);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var app in apps)
            {
                view.Write(json, app, embedded: embedded is not null && AppAssignments.ScopeOf(app, embedded.User) is not null
                    ? inner =>
                    {
                        inner.WritePropertyName("user");
                        AppUserJson.Write(inner, context, app, embedded.User);
                    }
                    : null);
            }

            json.WriteEndArray();
        });
    }

    private static bool Begins(string text, string q) => text.StartsWith(q, StringComparison.OrdinalIgnoreCase);

    // One expression, of which Okta takes "eq" alone.
    private static FilterAttribute<App>? Attribute(string name, UsersOfFilter users, string kid)
    {
        FilterAttribute<App>? attribute = name switch
        {
            "status"                  => FilterAttribute<App>.Of(FilterType.Exact, app => app.Inactive ? "INACTIVE" : "ACTIVE"),
            "name"                    => FilterAttribute<App>.Of(FilterType.Exact, app => app.Name),
            "group.id"                => new FilterAttribute<App>(FilterType.Exact, app => app.Groups),
            "user.id"                 => FilterAttribute<App>.Of(FilterType.Exact, app => users.User is { } user && AppAssignments.ScopeOf(app, user) is not null ? user.Id : null),
            "credentials.signing.kid" => FilterAttribute<App>.Of(FilterType.Exact, app => AppModes.Of(app) == AppModes.Bookmark ? null : kid),
            _                         => null,
        };
        return attribute is null ? null : attribute with { Operators = EqualOnly };
    }

    // Whose apps are meant has to be known before the filter is held against them: groups are the user's to tell.
    private static async ValueTask<Account?> UserOf(HttpContext context, string filter)
    {
        const string User = "user.id";
        var at = filter.IndexOf(User, StringComparison.Ordinal);
        return at >= 0 && filter[at..].Split('"') is [_, var id, ..] ? (await context.Org().FindAccountById(id))?.Value : null;
    }

    private sealed class UsersOfFilter
    {
        internal User? User { get; set; }
    }
}
