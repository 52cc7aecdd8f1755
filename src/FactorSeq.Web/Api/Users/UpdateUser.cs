using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>A user changed in part (<c>POST</c>) or as a whole (<c>PUT</c>), or removed (Users API, "Update user", "Delete user").</summary>
internal static class UpdateUser
{
    internal static Task Post(HttpContext context) => Update(context, replaces: false);

    internal static Task Put(HttpContext context) => Update(context, replaces: true);

    /// <summary>Deactivates first; removes whom somebody has deactivated before.</summary>
    internal static async Task Delete(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageUsers) is not { } caller)
        {
            return;
        }

        var org = context.Org();
        while (await UserFinder.Required(context, caller) is { } stored)
        {
            if (!await caller.MayChange(context, stored.Value.User))
            {
                return;
            }

            var draft = new AccountDraft(context, caller, stored.Value);
            var removes = draft.User.Status == AccountStatus.Deprovisioned;
            if (removes)
            {
                draft.Log("user.lifecycle.delete.initiated");
                draft.Log("user.lifecycle.delete.completed");
                draft.Work.Delete(DocumentKinds.Accounts, stored);
                RuledGroups.Moved(draft.Work, org.Current.Configuration.Groups.Where(group => !group.IsBuiltIn && draft.User.Groups.Contains(group.Id)).Select(group => group.Id), draft.Now);
                await Leavings.Remove(org, draft.Work, stored.Id);
                await org.Change(configuration => Leavings.Without(configuration, stored.Id));
            }
            else
            {
                await draft.Deactivate();
                draft.Work.Update(DocumentKinds.Accounts, stored, draft.Account);
            }

            if (await org.Documents.Commit(draft.Work))
            {
                AccountDraft.Tell(org);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }
    }

    private static async Task Update(HttpContext context, bool replaces)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageUsers) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var (credentials, error) = GivenCredentials.Read(body.Object("credentials"));
        if (error is not null)
        {
            await error.Write(context);
            return;
        }

        var profile = body.Object("profile");
        var known = await KnownAttributes.Of(context.Org(), profile ?? Nothing);
        var strict = bool.TryParse(context.Request.Query["strict"], out var asked) && asked;
        if (await AccountDraft.Change(context, caller, async draft => await Apply(draft, profile, replaces, known) ?? credentials.Apply(draft, strict)) is { } account)
        {
            await UserJson.Write(context, account);
        }
    }

    private static JsonElement Nothing { get; } = JsonDocument.Parse("{}").RootElement;

    private static async ValueTask<OktaError?> Apply(AccountDraft draft, JsonElement? profile, bool replaces, KnownAttributes known)
    {
        if (profile is not { } given)
        {
            return null;
        }

        if (draft.User.Directory is not null)
        {
            return ErrorCodes.MasteredElsewhere.Because();
        }

        var (user, error) = UserProfile.Apply(draft.User, given, replaces, known);
        error ??= await known.Taken(draft.Org, user);
        if (error is null && user != draft.User)
        {
            var before = draft.User;
            draft.User = user with { Updated = draft.Now };
            draft.Log("user.account.update_profile");
            if (user.Email != before.Email)
            {
                draft.Log("user.account.update_primary_email");
            }

            if (user.Profile.GetValueOrDefault("secondEmail") != before.Profile.GetValueOrDefault("secondEmail"))
            {
                draft.Log("user.account.update_secondary_email");
            }
        }

        return error;
    }
}
