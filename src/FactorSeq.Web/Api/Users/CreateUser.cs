using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary><c>POST /api/v1/users?activate&amp;provider&amp;nextLogin</c> (Users API, "Create user").</summary>
internal static class CreateUser
{
    internal static async Task Post(HttpContext context)
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

        var profile = body.Object("profile") ?? default;
        if (profile.ValueKind != JsonValueKind.Object)
        {
            await RequestErrors.At("profile", RequestErrors.Blank).Write(context);
            return;
        }

        var org = context.Org();
        var now = org.Clock.Now;
        var blank = new User { Id = Ids.New("00u"), Login = "", Email = "", Status = AccountStatus.Staged, Created = now, StatusChanged = now };
        var known = await KnownAttributes.Of(org, profile);
        var (user, fault) = UserProfile.Apply(blank, profile, replaces: true, known);
        fault ??= await known.Taken(org, user);
        var (credentials, unusable) = GivenCredentials.Read(body.Object("credentials"));
        var (groups, unknown) = Groups(org, body);
        if ((fault ?? unusable ?? unknown) is { } error)
        {
            await error.Write(context);
            return;
        }

        var draft = new AccountDraft(context, caller, new Account(user with { Groups = groups }, [], Attempts.None));
        if (Fill(draft, credentials, Wish.Of(context, credentials)) is { } refused)
        {
            await refused.Write(context);
            return;
        }

        foreach (var group in org.Current.Configuration.Groups.Where(group => !group.IsBuiltIn && groups.Contains(group.Id)))
        {
            draft.Log("group.user_membership.add", null, LogTarget.Of(group));
        }

        RuledGroups.Moved(draft.Work, groups.Remove(org.Current.Everyone), now);
        draft.Account = RuledGroups.Settle(org, draft.Work, draft.Account);

        // The login is all that can be taken: of any number of rivals one gets it.
        if (await org.Documents.FindByAlias(org.Name, DocumentKinds.Accounts, Login.Key(user.Login)) is not null
            || !await org.Documents.Commit(draft.Work.Insert(DocumentKinds.Accounts, user.Id, draft.Account, alias: Login.Key(user.Login))))
        {
            await UserProfile.Taken.Write(context);
            return;
        }

        AccountDraft.Tell(org);
        await GroupChanges.Gone(org, groups);
        await UserJson.Write(context, draft.Account);
    }

    private static OktaError? Fill(AccountDraft draft, GivenCredentials credentials, Wish wish)
    {
        if (wish.Expires && !credentials.HasPassword)
        {
            return ErrorCodes.ExpiryNeedsPassword.Because();
        }

        if (wish is { Expires: true, Activates: false })
        {
            return ErrorCodes.ExpiryNeedsActivation.Because();
        }

        draft.Log("user.lifecycle.create");
        if (credentials.Apply(draft, strict: false) is { } error)
        {
            return error;
        }

        draft.User = draft.User with { VouchedBy = wish.VouchedBy ?? draft.User.VouchedBy };
        if (!wish.Activates)
        {
            return null;
        }

        if (credentials.HasPassword || wish.VouchedBy is not null)
        {
            draft.Put(AccountStatus.Active);
        }
        else
        {
            draft.Put(AccountStatus.Provisioned);
            draft.IssueActivation(mails: true);
        }

        if (wish.Expires)
        {
            draft.Put(AccountStatus.PasswordExpired);
        }

        return null;
    }

    private static (ImmutableArray<string> Groups, OktaError? Error) Groups(Org org, JsonBody body)
    {
        if (!body.Root.TryGetProperty("groupIds", out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return ([org.Current.Everyone], null);
        }

        if (given.ValueKind != JsonValueKind.Array || given.EnumerateArray().Any(id => id.ValueKind != JsonValueKind.String))
        {
            return ([], RequestErrors.At("groupIds", "The field must be a list of ids."));
        }

        var ids = given.EnumerateArray().Select(id => id.GetString()!).ToList();
        var unknown = ids.FirstOrDefault(id => org.Current.Configuration.Groups.All(group => group.Id != id || group.IsBuiltIn));
        return unknown is null
            ? ([.. ids.Prepend(org.Current.Everyone).Distinct()], null)
            : ([], RequestErrors.NotFound(unknown, "UserGroup"));
    }

    /// <summary>What the query asks for.</summary>
    private sealed record Wish(bool Activates, bool Expires, string? VouchedBy)
    {
        internal static Wish Of(HttpContext context, GivenCredentials credentials)
        {
            var query = context.Request.Query;
            var byProvider = bool.TryParse(query["provider"], out var provider) && provider;
            return new Wish(
                !bool.TryParse(query["activate"], out var activate) || activate,
                query["nextLogin"].ToString().Equals("changePassword", StringComparison.OrdinalIgnoreCase),
                credentials.VouchedBy ?? (byProvider ? "FEDERATION" : null));
        }
    }
}
