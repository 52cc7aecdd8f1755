using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>A user as the API shows them (Users API, "User object").</summary>
internal static class UserJson
{
    private const string Response = "okta-response=";

    /// <summary>Answers with one user.</summary>
    internal static async Task Write(HttpContext context, Account account)
    {
        var lastLogin = await LastLogin(context.Org(), account);
        await OktaJson.Ok(context, json => Write(json, context, account, lastLogin, isListed: false));
    }

    /// <summary>Answers with a list of users.</summary>
    internal static async Task Write(HttpContext context, IReadOnlyList<Account> accounts)
    {
        var lastLogins = new List<DateTimeOffset?>(accounts.Count);
        foreach (var account in accounts)
        {
            lastLogins.Add(await LastLogin(context.Org(), account));
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var (account, lastLogin) in accounts.Zip(lastLogins))
            {
                Write(json, context, account, lastLogin, isListed: true);
            }

            json.WriteEndArray();
        });
    }

    private static async ValueTask<DateTimeOffset?> LastLogin(Org org, Account account) =>
        (await org.Documents.Find(org.Name, DocumentKinds.LastLogins, account.User.Id))?.Value.At;

    // In a list there is but one link.
    internal static void Write(Utf8JsonWriter json, HttpContext context, Account account, DateTimeOffset? lastLogin, bool isListed)
    {
        var user = account.User;
        json.WriteStartObject();
        json.WriteString("id", user.Id);
        json.WriteString("status", Emulator.Names.Status(user.Status));
        json.WriteInstant("created", user.Created);
        json.WriteInstantOrNull("activated", Activated(user));
        json.WriteInstantOrNull("statusChanged", user.Status == AccountStatus.Staged ? null : user.StatusChanged);
        json.WriteInstantOrNull("lastLogin", lastLogin);
        json.WriteInstant("lastUpdated", LastUpdated(user));
        json.WriteInstantOrNull("passwordChanged", user.PasswordChanged);
        json.WriteStartObject("type");
        json.WriteString("id", Ids.UserType(context.Org().Name));
        json.WriteEndObject();
        json.WriteStartObject("profile");
        var schema = context.Org().Current.Configuration.Administration;
        foreach (var (name, value) in UserProfile.Of(user))
        {
            if (value is not null && schema.Attribute(name) is { Type: not Core.Orgs.AttributeType.String } attribute && attribute.Holds(value))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }
            else
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
        if (!Omits(context, "omitCredentials"))
        {
            json.WritePropertyName("credentials");
            WriteCredentials(json, context.Org(), account);
        }

        json.WriteStartObject("_links");
        WriteLinks(json, context, account, isListed);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>When somebody who began active was activated is when they were made.</summary>
    internal static DateTimeOffset? Activated(User user) => user.Activated ?? (user.Status == AccountStatus.Staged ? null : user.Created);

    /// <summary>The latest of all that changes an account.</summary>
    internal static DateTimeOffset LastUpdated(User user) =>
        new[] { user.Created, user.StatusChanged, user.Updated ?? user.Created, user.PasswordChanged ?? user.Created }.Max();

    internal static void WriteCredentials(Utf8JsonWriter json, Org org, Account account)
    {
        json.WriteStartObject();
        if (account.Enrollment(Enrollment.PasswordId) is not null)
        {
            json.WriteStartObject("password");
            json.WriteEndObject();
        }

        if (account.RecoveryQuestion?.Data is SecurityQuestionEnrollment { Question: var question })
        {
            json.WriteStartObject("recovery_question");
            json.WriteString("question", SecurityQuestions.All.GetValueOrDefault(question, question));
            json.WriteEndObject();
        }

        var (type, name) = Provider(org, account.User);
        json.WriteStartObject("provider");
        json.WriteString("type", type);
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static (string Type, string Name) Provider(Org org, User user) => user.Provider switch
    {
        CredentialProvider.ActiveDirectory => ("ACTIVE_DIRECTORY", org.Agents.Of(user)?.Name ?? "ACTIVE_DIRECTORY"),
        CredentialProvider.Ldap            => ("LDAP", org.Agents.Of(user)?.Name ?? "LDAP"),
        _                                  => (user.VouchedBy ?? "OKTA", user.VouchedBy ?? "OKTA"),
    };

    private static bool Omits(HttpContext context, string part)
    {
        var type = context.Request.ContentType ?? "";
        var at = type.IndexOf(Response, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && type[(at + Response.Length)..].Trim('"').Split(',', ';', '"').Contains(part, StringComparer.OrdinalIgnoreCase);
    }

    private static void WriteLinks(Utf8JsonWriter json, HttpContext context, Account account, bool isListed)
    {
        var self = $"{context.BaseUrl()}/api/v1/users/{account.User.Id}";
        WriteHref(json, "self", self);
        if (isListed || Omits(context, "omitCredentialsLinks"))
        {
            return;
        }

        WriteHref(json, "schema", $"{context.BaseUrl()}/api/v1/meta/schemas/user/{Ids.UserSchema(context.Org().Name)}");
        WriteHref(json, "type", $"{context.BaseUrl()}/api/v1/meta/types/user/{Ids.UserType(context.Org().Name)}");
        foreach (var (rel, path) in Operations(account.User.Status))
        {
            WriteOperation(json, rel, self + path);
        }

        if (account.User.Status == AccountStatus.Deprovisioned)
        {
            WriteOperation(json, "delete", self, "DELETE");
        }

        if (account.Enrollments.Any(AccountStates.IsReset) && account.User.Status is AccountStatus.Active or AccountStatus.Staged or AccountStatus.Deprovisioned)
        {
            WriteOperation(json, "resetFactors", self + "/lifecycle/reset_factors");
        }
    }

    private static void WriteHref(Utf8JsonWriter json, string rel, string href)
    {
        json.WriteStartObject(rel);
        json.WriteString("href", href);
        json.WriteEndObject();
    }

    // Of all resources users alone name the verb itself, not hints of it.
    private static void WriteOperation(Utf8JsonWriter json, string rel, string href, string method = "POST")
    {
        json.WriteStartObject(rel);
        json.WriteString("href", href);
        json.WriteString("method", method);
        json.WriteEndObject();
    }

    // As they were recorded of Okta.
    private static (string Rel, string Path)[] Operations(AccountStatus status) => status switch
    {
        AccountStatus.Staged or AccountStatus.Deprovisioned => [("activate", "/lifecycle/activate")],
        AccountStatus.Provisioned =>
        [
            ("reactivate", "/lifecycle/reactivate"), ("resetPassword", "/lifecycle/reset_password"), ("suspend", "/lifecycle/suspend"), ("deactivate", "/lifecycle/deactivate"),
        ],
        AccountStatus.Suspended => [("unsuspend", "/lifecycle/unsuspend"), ("deactivate", "/lifecycle/deactivate")],
        AccountStatus.LockedOut =>
            [("unlock", "/lifecycle/unlock"), ("resetPassword", "/lifecycle/reset_password"), ("deactivate", "/lifecycle/deactivate")],
        _ =>
        [
            ("resetPassword", "/lifecycle/reset_password"), ("expirePassword", "/lifecycle/expire_password"), ("forgotPassword", "/credentials/forgot_password"),
            ("changePassword", "/credentials/change_password"), ("changeRecoveryQuestion", "/credentials/change_recovery_question"),
            .. status == AccountStatus.Active ? ((string, string)[])[("suspend", "/lifecycle/suspend")] : [], ("deactivate", "/lifecycle/deactivate"),
        ],
    };
}
