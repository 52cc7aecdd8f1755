using System.Security.Cryptography;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary><c>POST /api/v1/users/{id}/lifecycle/*</c>: from where to where, and what is refused (Users API, "Lifecycle operations").</summary>
internal static class UserLifecycle
{
    // Letters and digits that nobody takes for one another.
    private const string Lower   = "abcdefghijkmnopqrstuvwxyz";
    private const string Upper   = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Digits  = "23456789";
    private const string Symbols = "!#%+:=?@";

    internal static Task Activate(HttpContext context)
    {
        string? token = null;
        var mails = Mails(context);
        return Change(
            context,
            ApiRight.ManageUsers,
            draft =>
            {
                token = null;
                if (draft.User.Status is not (AccountStatus.Staged or AccountStatus.Deprovisioned))
                {
                    return draft.User.Status == AccountStatus.Active ? ErrorCodes.AlreadyActive.Because() : ErrorCodes.NotAllowedInStatus.Because();
                }

                if (draft.Account.Enrollment(Enrollment.PasswordId) is not null || draft.User.VouchedBy is not null)
                {
                    draft.Put(AccountStatus.Active);
                    return null;
                }

                draft.Put(AccountStatus.Provisioned);
                token = draft.IssueActivation(mails);
                return null;
            },
            (draft, json) => WriteActivation(draft, json, mails ? null : token));
    }

    internal static Task Reactivate(HttpContext context)
    {
        string? token = null;
        var mails = Mails(context);
        return Change(
            context,
            ApiRight.ManageUsers,
            draft =>
            {
                if (draft.User.Status != AccountStatus.Provisioned)
                {
                    return ErrorCodes.NotAllowedInStatus.Because();
                }

                token = draft.IssueActivation(mails);
                draft.Log("user.lifecycle.reactivate");
                return null;
            },
            (draft, json) => WriteActivation(draft, json, mails ? null : token));
    }

    internal static Task Deactivate(HttpContext context) => Change(
        context,
        ApiRight.ManageUsers,
        async draft =>
        {
            if (draft.User.Status == AccountStatus.Deprovisioned)
            {
                return ErrorCodes.NotAllowedInStatus.Because();
            }

            await draft.Deactivate();
            return null;
        });

    internal static Task Suspend(HttpContext context) => Change(
        context,
        ApiRight.HelpUsers,
        draft => draft.User.Status != AccountStatus.Active ? Wrong("Cannot suspend a user that is not active") : Put(draft, AccountStatus.Suspended),
        ofAdmins: true);

    internal static Task Unsuspend(HttpContext context) => Change(
        context,
        ApiRight.HelpUsers,
        draft => draft.User.Status != AccountStatus.Suspended ? Wrong("Cannot unsuspend a user that is not suspended") : Put(draft, AccountStatus.Active),
        ofAdmins: true);

    internal static Task Unlock(HttpContext context) => Change(
        context,
        ApiRight.HelpUsers,
        draft => draft.User.Status != AccountStatus.LockedOut ? ErrorCodes.UnlockNotAllowed.Because() : Put(draft, AccountStatus.Active),
        then: account => DirectoryUnlock.Do(context.Org(), Client.Of(context), account.User));

    /// <summary>Expires a password; <c>tempPassword=true</c> puts another in its place and tells it.</summary>
    internal static Task ExpirePassword(HttpContext context)
    {
        var replaces = bool.TryParse(context.Request.Query["tempPassword"], out var asked) && asked;
        string? temporary = null;
        return Change(
            context,
            ApiRight.HelpUsers,
            draft =>
            {
                if (draft.User.Status is not (AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.Recovery)
                    || draft.Account.Enrollment(Enrollment.PasswordId) is null)
                {
                    return ErrorCodes.NotAllowedInStatus.Because();
                }

                if (draft.User.IsDelegated)
                {
                    return ErrorCodes.MasteredElsewhere.Because();
                }

                if (replaces)
                {
                    temporary = NewPassword(draft.Facts.Password.Complexity);
                    if (draft.SetPassword(new Secret(temporary), minAge: false, history: false) is { } error)
                    {
                        return error;
                    }
                }

                return Put(draft, AccountStatus.PasswordExpired);
            },
            (_, json) =>
            {
                json.WriteStartObject();
                json.WriteString("tempPassword", temporary);
                json.WriteEndObject();
            },
            showsUser: !replaces);
    }

    internal static Task ResetPassword(HttpContext context)
    {
        string? url = null;
        var mails = Mails(context);
        return Change(
            context,
            ApiRight.HelpUsers,
            draft =>
            {
                if (draft.User.Status is not (AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.Recovery or AccountStatus.LockedOut or AccountStatus.Provisioned))
                {
                    return ErrorCodes.NotAllowedInStatus.Because();
                }

                if (draft.User.IsDelegated)
                {
                    return ErrorCodes.ResetFailed.Because();
                }

                Put(draft, AccountStatus.Recovery);
                url = draft.IssueReset(mails);
                return null;
            },
            (_, json) =>
            {
                json.WriteStartObject();
                if (!mails)
                {
                    json.WriteString("resetPasswordUrl", url);
                }

                json.WriteEndObject();
            });
    }

    internal static Task ResetFactors(HttpContext context) => Change(
        context,
        ApiRight.HelpUsers,
        async draft =>
        {
            if (draft.User.Status == AccountStatus.Deprovisioned)
            {
                return ErrorCodes.NotAllowedInStatus.Because();
            }

            var waited = await Leavings.RemoveFactorTasks(draft.Org, draft.Work, draft.User.Id);
            if (waited || draft.Account.Enrollments.Any(AccountStates.IsReset))
            {
                draft.Account = draft.Account.WithoutFactors();
                draft.Log("user.mfa.factor.reset_all");
            }

            return null;
        });

    private static bool Mails(HttpContext context) => !bool.TryParse(context.Request.Query["sendEmail"], out var mails) || mails;

    private static OktaError? Put(AccountDraft draft, AccountStatus status)
    {
        draft.Put(status);
        return null;
    }

    private static OktaError Wrong(string cause) => ErrorCodes.ValidationFailed.With("user", cause);

    // Long enough for any policy, with as many of each kind as it wants, and one where it wants none.
    private static string NewPassword(PasswordComplexity policy) =>
        RandomNumberGenerator.GetString(Lower + Upper + Digits, Math.Max(12, policy.MinLength))
        + RandomNumberGenerator.GetString(Lower, Math.Max(1, policy.MinLowerCase))
        + RandomNumberGenerator.GetString(Upper, Math.Max(1, policy.MinUpperCase))
        + RandomNumberGenerator.GetString(Digits, Math.Max(1, policy.MinNumber))
        + RandomNumberGenerator.GetString(Symbols, Math.Max(1, policy.MinSymbol));

    private static void WriteActivation(AccountDraft draft, Utf8JsonWriter json, string? token)
    {
        json.WriteStartObject();
        if (token is not null)
        {
            json.WriteString("activationUrl", draft.ActivationUrl(token));
            json.WriteString("activationToken", token);
        }

        json.WriteEndObject();
    }

    private static void WriteNothing(AccountDraft draft, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private static Task Change(
        HttpContext context,
        ApiRight right,
        Func<AccountDraft, OktaError?> change,
        Action<AccountDraft, Utf8JsonWriter>? write = null,
        Func<Account, ValueTask>? then = null,
        bool showsUser = false,
        bool ofAdmins = false) =>
        Change(context, right, draft => ValueTask.FromResult(change(draft)), write, then, showsUser, ofAdmins);

    /// <param name="showsUser">Whether the answer is the user.</param>
    /// <param name="ofAdmins">Whether administrators of every kind may do it to a super admin.</param>
    private static async Task Change(
        HttpContext context,
        ApiRight right,
        Func<AccountDraft, ValueTask<OktaError?>> change,
        Action<AccountDraft, Utf8JsonWriter>? write = null,
        Func<Account, ValueTask>? then = null,
        bool showsUser = false,
        bool ofAdmins = false)
    {
        if (await ApiCaller.Require(context, right) is not { } caller)
        {
            return;
        }

        AccountDraft? written = null;
        if (await AccountDraft.Change(context, caller, draft => change(written = draft), ofAdmins) is not { } account)
        {
            return;
        }

        if (then is not null)
        {
            await then(account);
        }

        await (showsUser ? UserJson.Write(context, account) : OktaJson.Ok(context, json => (write ?? WriteNothing)(written!, json)));
    }
}
