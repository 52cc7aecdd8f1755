using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary><c>POST /api/v1/users/{id}/credentials/*</c> (Users API, "Credential operations"): each with what the user knows.</summary>
internal static class UserCredentialsApi
{
    internal static Task ChangePassword(HttpContext context) => Change(context, ApiRight.ManageUsers, (draft, body) =>
    {
        if (Value(body, "oldPassword") is not { } old || Value(body, "newPassword") is not { } @new)
        {
            return RequestErrors.At(Value(body, "oldPassword") is null ? "oldPassword" : "newPassword", RequestErrors.Blank);
        }

        if (draft.User.Status is not (AccountStatus.Staged or AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.Recovery))
        {
            return ErrorCodes.CredentialsNotUpdated.Because(ErrorCodes.NotAllowedInStatus.Summary);
        }

        if (draft.User.IsDelegated)
        {
            return ErrorCodes.ChangeNotAllowed.Because();
        }

        var strict = bool.TryParse(context.Request.Query["strict"], out var asked) && asked;
        if (!draft.IsPassword(old))
        {
            return ErrorCodes.CredentialsNotUpdated.Because("oldPassword: The credentials provided were incorrect.");
        }

        if (draft.SetPassword(@new, minAge: strict, history: strict) is { } unfit)
        {
            return ErrorCodes.CredentialsNotUpdated.Because([.. unfit.Causes]);
        }

        Revoke(draft, body);
        return null;
    });

    internal static Task ChangeRecoveryQuestion(HttpContext context) => Change(context, ApiRight.ManageUsers, (draft, body) =>
    {
        if (draft.User.Status is not (AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.Staged or AccountStatus.Recovery))
        {
            return ErrorCodes.QuestionNotAllowed.Because();
        }

        var (given, error) = GivenCredentials.Read(body);
        if (error is not null)
        {
            return error;
        }

        if (given.Password is not { } password || given.Question is null)
        {
            return RequestErrors.At(given.Password is null ? "password" : "recovery_question", RequestErrors.Blank);
        }

        if (draft.User.IsDelegated || !draft.IsPassword(password))
        {
            return ErrorCodes.CredentialsNotUpdated.Because("password: The credentials provided were incorrect.");
        }

        return (given with { Password = null }).Apply(draft, strict: false);
    });

    /// <summary>With an answer and a new password it sets that; without them it sends a link, or tells it.</summary>
    internal static Task ForgotPassword(HttpContext context)
    {
        var mails = !bool.TryParse(context.Request.Query["sendEmail"], out var asked) || asked;
        string? url = null;
        return Change(
            context,
            ApiRight.HelpUsers,
            (draft, body) =>
            {
                if (draft.User.Status is not (AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.Recovery) || draft.User.IsDelegated)
                {
                    return ErrorCodes.ResetNotAllowed.Because();
                }

                url = null;
                if (!body.EnumerateObject().Any())
                {
                    url = draft.IssueReset(mails);
                    draft.Log("user.account.reset_password");
                    return null;
                }

                return Answered(draft, body);
            },
            (account, json) =>
            {
                if (url is null)
                {
                    UserJson.WriteCredentials(json, context.Org(), account);
                    return;
                }

                json.WriteStartObject();
                if (!mails)
                {
                    json.WriteString("resetPasswordUrl", url);
                }

                json.WriteEndObject();
            },
            needsBody: false);
    }

    /// <summary>Sets a new password for the answer to the recovery question.</summary>
    internal static Task ForgotPasswordByQuestion(HttpContext context) => Change(context, ApiRight.HelpUsers, (draft, body) =>
        draft.User.Status is not (AccountStatus.Active or AccountStatus.PasswordExpired or AccountStatus.Recovery) || draft.User.IsDelegated
            ? ErrorCodes.ResetNotAllowed.Because()
            : Answered(draft, body));

    private static OktaError? Answered(AccountDraft draft, JsonElement body)
    {
        var (given, error) = GivenCredentials.Read(body);
        if (error is not null)
        {
            return error;
        }

        if (given.Password is not { } password || given.Answer is not { } answer)
        {
            return RequestErrors.At(given.Password is null ? "password" : "recovery_question", RequestErrors.Blank);
        }

        if (draft.Account.RecoveryQuestion is not { } question
            || draft.Org.Catalog[question.Kind].Judge(question, null, new Answer.Words(answer), draft.Org.Current.Configuration.Settings.ForFactors(), draft.Now)
                is not Verdict.Accepted)
        {
            return ErrorCodes.WrongRecoveryAnswer.Because();
        }

        return draft.SetPassword(password, minAge: false, history: false);
    }

    private static void Revoke(AccountDraft draft, JsonElement body)
    {
        if (bool.TryParse(JsonBody.Text(body, "revokeSessions"), out var revokes) && revokes)
        {
            draft.User = draft.User with { SessionsRevoked = draft.Now };
        }
    }

    private static Secret? Value(JsonElement body, string name) =>
        body.TryGetProperty(name, out var part) && JsonBody.Text(part, "value") is { Length: > 0 and <= Core.Policies.PasswordComplexity.MaxLength } value
            ? new Secret(value)
            : null;

    private static async Task Change(
        HttpContext context,
        ApiRight right,
        Func<AccountDraft, JsonElement, OktaError?> change,
        Action<Account, Utf8JsonWriter>? write = null,
        bool needsBody = true)
    {
        if (await ApiCaller.Require(context, right) is not { } caller)
        {
            return;
        }

        using var body = needsBody ? await JsonBody.Read(context) : await JsonBody.ReadOptional(context);
        if (body is not null && await AccountDraft.Change(context, caller, draft => change(draft, body.Root)) is { } account)
        {
            await OktaJson.Ok(context, json => (write ?? ((of, to) => UserJson.WriteCredentials(to, context.Org(), of)))(account, json));
        }
    }
}
