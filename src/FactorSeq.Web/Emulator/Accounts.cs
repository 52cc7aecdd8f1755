using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Accounts changed as an admin would change them, and new ones handed their activation.</summary>
internal static class Accounts
{
    private const string Wanted = "status: write ACTIVE, LOCKED_OUT, PASSWORD_EXPIRED, SUSPENDED, DEPROVISIONED or STAGED.";

    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    /// <summary>Changes one account, with all that is asked or nothing: <c>{"status"?, "resetFactors"?: true}</c>.</summary>
    internal static async Task Change(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var status = Settable(body.Text("status"));
        var resets = body.Flag("resetFactors");
        if (Fault(body, status) is { } fault)
        {
            await ErrorCodes.ValidationFailed.With("user", fault).Write(context);
            return;
        }

        var org = context.Org();
        var client = Client.Of(context);
        var login = (string)context.Request.RouteValues["login"]!;
        while (await org.FindAccount(login) is { } stored)
        {
            if (status == AccountStatus.PasswordExpired && stored.Value.Enrollment(Enrollment.PasswordId) is null)
            {
                await ErrorCodes.NotAllowedInStatus.Because("The user has no password that could expire.").Write(context);
                return;
            }

            var now = org.Clock.Now;
            var work = new UnitOfWork(org.Name);
            var changed = stored.Value;
            if (status is { } to && to != changed.User.Status)
            {
                Log(work, context, changed, AccountStates.EventOf(changed.User.Status, to));
                changed = changed.Put(to, now);
            }

            if (resets && changed.Enrollments.Any(AccountStates.IsReset))
            {
                Log(work, context, changed, "user.mfa.factor.reset_all");
                changed = changed.WithoutFactors();
            }

            if (ReferenceEquals(changed, stored.Value) || await org.Documents.Commit(work.Update(DocumentKinds.Accounts, stored, changed)))
            {
                if (status == AccountStatus.Active && stored.Value.User.Status == AccountStatus.LockedOut)
                {
                    await DirectoryUnlock.Do(org, client, changed.User);
                }

                foreach (var kind in (string[])["users", "events", "sign-ins"])
                {
                    org.Changes.Tell(kind);
                }

                await OktaJson.Ok(context, json => People.Write(json, context, changed));
                return;
            }
        }

        await NotFound(login).Write(context);
    }

    /// <summary>Hands out the token of a user's activation, and the link that would be mailed with it.</summary>
    internal static async Task Activation(HttpContext context)
    {
        var org = context.Org();
        var login = (string)context.Request.RouteValues["login"]!;
        if (await org.FindAccount(login) is not { Value: var account })
        {
            await NotFound(login).Write(context);
            return;
        }

        if (account.User.Status is not (AccountStatus.Staged or AccountStatus.Provisioned))
        {
            await (account.User.Status == AccountStatus.Active ? ErrorCodes.AlreadyActive : ErrorCodes.NotAllowedInStatus).Because().Write(context);
            return;
        }

        var work = new UnitOfWork(org.Name);
        var token = SignOnRunner.IssueToken(org, work, account.User.Id, RecoveryKind.AccountActivation, TokenLife);
        await org.Documents.Commit(work);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("activationToken", token);
            json.WriteString("link", $"{context.BaseUrl()}/welcome/{token}");
            json.WriteEndObject();
        });
    }

    private static OktaError NotFound(string login) => ErrorCodes.NotFound.With($"Resource not found: {login} (User)");

    private static string? Fault(JsonBody body, AccountStatus? status)
    {
        var asked = false;
        foreach (var member in body.Root.EnumerateObject())
        {
            asked = true;
            switch (member.Name)
            {
                case "status" when status is not null:
                case "resetFactors" when member.Value.ValueKind == JsonValueKind.True:
                    break;
                case "status":
                    return Wanted;
                case "resetFactors":
                    return "resetFactors: write true, or leave it out.";
                default:
                    return $"{member.Name}: write status, resetFactors or both.";
            }
        }

        return asked ? null : "status, resetFactors: write one of them, or both.";
    }

    // Where an admin's own way leads: PROVISIONED and RECOVERY come of mails that are on their way.
    private static AccountStatus? Settable(string? text) =>
        Names.Status(text) is { } status and not (AccountStatus.Provisioned or AccountStatus.Recovery) ? status : null;

    // The tester is nobody of the org's; an admin who comes from the console is.
    private static void Log(UnitOfWork work, HttpContext context, Account account, string type)
    {
        var (now, client) = (context.Org().Clock.Now, Client.Of(context));
        if (context.Features.Get<ConsoleAdmin>() is { User: var admin })
        {
            new ApiCaller(admin, null, default)
                .Log(work, client, now, new SystemEvent(type, EventOutcome.Success), account.User.Id, [LogTarget.Of(account.User)]);
        }
        else
        {
            LogEntry.Append(work, now, new SystemEvent(type, EventOutcome.Success, Detail: "by the tester"), account.User, client);
        }
    }
}
