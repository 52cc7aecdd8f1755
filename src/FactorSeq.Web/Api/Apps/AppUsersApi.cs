using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>The users of an app (Apps API, "Application user operations"). Whoever is assigned is let in from then on, whoever is not is not.</summary>
internal static class AppUsersApi
{
    private const int UsualPage = 50;
    private const int LargestPage = 500;
    private const int LongestName = 254;

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is null || await AppsApi.Required(context) is not { } app)
        {
            return;
        }

        var q = context.Request.Query["q"].ToString();
        var paging = Paging.Of(context, UsualPage, LargestPage);
        var users = new List<Account>();
        await foreach (var account in Assigned(context.Org(), app, paging.After))
        {
            if (Begins(account.User, AppUserName.Of(context.Org(), app, account.User), q))
            {
                users.Add(account);
            }

            if (users.Count > paging.Limit)
            {
                break;
            }
        }

        var page = paging.Cut(context, users, account => account.User.Id);
        var expands = context.Request.Query["expand"] == "user";
        await ManagementJson.List(context, page, (json, account) => AppUserJson.Write(json, context, app, account.User, !expands ? null : inner =>
        {
            inner.WritePropertyName("user");
            UserJson.Write(inner, context, account, null, isListed: true);
        }));
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is not null && await AppsApi.Required(context) is { } app)
        {
            await (await Found(context, app, User(context)) is { } user ? Show(context, app, user) : NotFound(context).Write(context));
        }
    }

    internal static async Task Assign(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is not { } caller
            || await AppsApi.Required(context) is null
            || await EditRequest.Read(context, "0ua") is not { } request)
        {
            return;
        }

        var id = AppForm.Text(request.Body, "id");
        if (id is null)
        {
            await RequestErrors.At("id", RequestErrors.Blank).Write(context);
        }
        else if (await context.Org().FindAccountById(id) is not { Value.User: var user })
        {
            await UserFinder.NotFound(id).Write(context);
        }
        else if (Described(request) is var (describe, fault) && fault is not null)
        {
            await fault.Write(context);
        }
        else if (await Write(context, caller, user, "application.user_membership.add", app =>
            app.Users.Contains(user.Id) ? (null, ErrorCodes.AlreadyAssigned.Because()) : (AppAssignments.WithUser(app, user.Id, describe!, request.Now), null)) is { } changed)
        {
            await Show(context, changed, user);
        }
    }

    internal static async Task Update(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is not { } caller
            || await AppsApi.Required(context) is not { } known
            || await EditRequest.Read(context, "0ua") is not { } request)
        {
            return;
        }

        if (await Found(context, known, User(context)) is not { } user)
        {
            await NotFound(context).Write(context);
        }
        else if (Described(request) is var (describe, fault) && fault is not null)
        {
            await fault.Write(context);
        }
        else if (await Write(context, caller, user, "application.user_membership.update", app =>
            AppAssignments.ScopeOf(app, user) is not null ? (AppAssignments.Described(app, user.Id, describe!, request.Now), null) : (null, NotFound(context))) is { } changed)
        {
            await Show(context, changed, user);
        }
    }

    internal static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is not { } caller || await AppsApi.Required(context) is not { } known)
        {
            return;
        }

        if (await Found(context, known, User(context)) is not { } user)
        {
            await NotFound(context).Write(context);
        }
        else if (await Write(context, caller, user, "application.user_membership.remove", app =>
            app.Users.Contains(user.Id) ? (AppAssignments.WithoutUser(app, user.Id), null)
            : (null, RequestErrors.At("userId", "The user is assigned by a group: take the group off the app, or the user out of the group."))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    // Whom an app names is looked up; whom its groups hold is searched for.
    private static async IAsyncEnumerable<Account> Assigned(Org org, App app, string after)
    {
        if (!app.Groups.IsEmpty)
        {
            await foreach (var account in UserFinder.All(org, after))
            {
                if (AppAssignments.ScopeOf(app, account.User) is not null)
                {
                    yield return account;
                }
            }

            yield break;
        }

        foreach (var id in app.Users.Where(id => string.CompareOrdinal(id, after) > 0).Order(StringComparer.Ordinal))
        {
            if (await org.FindAccountById(id) is { Value: var account })
            {
                yield return account;
            }
        }
    }

    private static bool Begins(User user, string name, string q) =>
        new[] { name, user.FirstName, user.LastName, user.Email }.Any(text => text?.StartsWith(q, StringComparison.OrdinalIgnoreCase) == true);

    // A password for the app is for apps that take one, and there are none of those.
    private static (Func<AppAssignment, AppAssignment>? Describe, OktaError? Error) Described(EditRequest request)
    {
        var name = AppForm.Text(request.Body, "credentials", "userName");
        if (name?.Length > LongestName)
        {
            return (null, RequestErrors.At("credentials.userName", $"The field cannot exceed {LongestName} characters."));
        }

        if (AppForm.Text(request.Body, "credentials", "password", "value") is not null)
        {
            return (null, ErrorCodes.CredentialsNotOfScheme.Because("User level credentials should not be provided for this scheme."));
        }

        var profile = RequestTree.At(request.Body, "profile") is SeedNode.Mapping { Members.Count: > 0 } given ? Scalars.Json(given) : null;
        return (known => known with { UserName = name ?? known.UserName, Profile = profile ?? known.Profile }, null);
    }

    private static async ValueTask<User?> Found(HttpContext context, App app, string id) =>
        await context.Org().FindAccountById(id) is { Value.User: var user } && AppAssignments.ScopeOf(app, user) is not null ? user : null;

    private static ValueTask<App?> Write(HttpContext context, ApiCaller caller, User user, string type, Func<App, (App? App, OktaError? Error)> edit) =>
        ManagementEdit.Write(
            context,
            caller,
            type,
            app => ImmutableArray.Create(new LogTarget(user.Id, "AppUser", user.Login, LogTarget.Of(user).DisplayName), AppsApi.Target(app), LogTarget.Of(user)),
            configuration => AppsApi.Edit(context, configuration, edit));

    private static Task Show(HttpContext context, App app, User user) => OktaJson.Ok(context, json => AppUserJson.Write(json, context, app, user));

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(User(context), "AppUser");

    private static string User(HttpContext context) => (string)context.Request.RouteValues["userId"]!;
}
