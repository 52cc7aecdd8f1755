using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>The Users API, for administrators and programs.</summary>
internal static class UsersApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/users",                                              UserQuery.List),
        new("POST",   "/api/v1/users",                                              CreateUser.Post),
        new("GET",    "/api/v1/users/{userId}",                                     Get),
        new("POST",   "/api/v1/users/{userId}",                                     UpdateUser.Post),
        new("PUT",    "/api/v1/users/{userId}",                                     UpdateUser.Put),
        new("DELETE", "/api/v1/users/{userId}",                                     UpdateUser.Delete),
        new("POST",   "/api/v1/users/{userId}/lifecycle/activate",                  UserLifecycle.Activate),
        new("POST",   "/api/v1/users/{userId}/lifecycle/reactivate",                UserLifecycle.Reactivate),
        new("POST",   "/api/v1/users/{userId}/lifecycle/deactivate",                UserLifecycle.Deactivate),
        new("POST",   "/api/v1/users/{userId}/lifecycle/suspend",                   UserLifecycle.Suspend),
        new("POST",   "/api/v1/users/{userId}/lifecycle/unsuspend",                 UserLifecycle.Unsuspend),
        new("POST",   "/api/v1/users/{userId}/lifecycle/unlock",                    UserLifecycle.Unlock),
        new("POST",   "/api/v1/users/{userId}/lifecycle/expire_password",           UserLifecycle.ExpirePassword),
        new("POST",   "/api/v1/users/{userId}/lifecycle/reset_password",            UserLifecycle.ResetPassword),
        new("POST",   "/api/v1/users/{userId}/lifecycle/reset_factors",             UserLifecycle.ResetFactors),
        new("POST",   "/api/v1/users/{userId}/credentials/change_password",         UserCredentialsApi.ChangePassword),
        new("POST",   "/api/v1/users/{userId}/credentials/change_recovery_question", UserCredentialsApi.ChangeRecoveryQuestion),
        new("POST",   "/api/v1/users/{userId}/credentials/forgot_password",         UserCredentialsApi.ForgotPassword),
        new("POST",   "/api/v1/users/{userId}/credentials/forgot_password_recovery_question", UserCredentialsApi.ForgotPasswordByQuestion),
        new("GET",    "/api/v1/users/{userId}/groups",                              Groups),
        new("GET",    "/api/v1/users/{userId}/appLinks",                            AppLinksOf),
        new("DELETE", "/api/v1/users/{userId}/sessions",                            EndSessions),
    ];

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers, UserFinder.Named(context)) is { } caller
            && await UserFinder.Required(context, caller) is { } found)
        {
            context.Response.Headers.ETag = $"W/\"{found.Version}\"";
            await UserJson.Write(context, found.Value);
        }
    }

    private static async Task Groups(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers, UserFinder.Named(context)) is { } caller
            && await UserFinder.Required(context, caller) is { Value.User: var user })
        {
            Group[] groups = [.. context.Org().Current.Configuration.Groups.Where(group => user.Groups.Contains(group.Id))];
            await GroupJson.Write(context, groups);
        }
    }

    private static async Task AppLinksOf(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers, UserFinder.Named(context)) is not { } caller
            || await UserFinder.Required(context, caller) is not { Value.User: var user })
        {
            return;
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            var order = 0;
            foreach (var app in context.Org().Current.Configuration.Apps.Where(app => app.IsAssignedTo(user)))
            {
                if (AppLinks.Tile(app, context.BaseUrl()) is { } href)
                {
                    json.WriteStartObject();
                    json.WriteString("id", app.Id);
                    json.WriteString("label", app.Label);
                    json.WriteString("linkUrl", href);
                    json.WriteString("logoUrl", $"{context.BaseUrl()}/img/logo.svg");
                    json.WriteString("appName", app.Name);
                    json.WriteString("appInstanceId", app.Id);
                    json.WriteString("appAssignmentId", user.Id);
                    json.WriteBoolean("credentialsSetup", false);
                    json.WriteBoolean("hidden", app.Display?.HideWeb == true);
                    json.WriteNumber("sortOrder", order++);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });
    }

    private static async Task EndSessions(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.HelpUsers) is { } caller
            && await AccountDraft.Change(context, caller, draft =>
            {
                draft.User = draft.User with { SessionsRevoked = draft.Now };
                draft.Log("user.session.clear");
                return null;
            }, ofAdmins: true) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }
}
