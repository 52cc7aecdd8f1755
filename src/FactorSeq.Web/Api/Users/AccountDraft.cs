using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Groups;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;

namespace FactorSeq.Web.Api.Users;

/// <summary>A change of an account while it is being decided, with everything that is written beside it.</summary>
internal sealed class AccountDraft(HttpContext context, ApiCaller caller, Account account)
{
    private static readonly TimeSpan ActivationLife = TimeSpan.FromDays(7);

    /// <summary>As it is to be.</summary>
    internal Account Account { get; set; } = account;

    internal User User
    {
        get => Account.User;
        set => Account = Account with { User = value };
    }

    internal Org Org { get; } = context.Org();

    internal Client Client { get; } = Client.Of(context);

    internal DateTimeOffset Now { get; } = context.Org().Clock.Now;

    /// <summary>The id of the template that a text message is wanted to be made of.</summary>
    internal string SmsTemplate { get; } = context.Request.Query["templateId"].ToString();

    internal UnitOfWork Work { get; } = new(context.Org().Name);

    /// <summary>What the org's policies say of the account as it is now.</summary>
    internal Facts Facts => FactsLoader.For(Org, Client, User.Login, Account);

    /// <summary>Writes down that the caller did something to the user.</summary>
    internal void Log(string type, string? factor = null, params ReadOnlySpan<LogTarget> more) =>
        caller.Log(Work, Client, Now, new SystemEvent(type, EventOutcome.Success, Factor: factor), User.Id, [LogTarget.Of(User), .. more]);

    /// <summary>Puts the account at another point of its life.</summary>
    internal void Put(AccountStatus status)
    {
        Log(AccountStates.EventOf(User.Status, status));
        Account = Account.Put(status, Now);
        User = status is AccountStatus.Active or AccountStatus.Provisioned ? User with { Activated = User.Activated ?? Now } : User;
    }

    /// <summary>Gives the account a new password, where its policy lets it.</summary>
    internal OktaError? SetPassword(Secret password, bool minAge, bool history)
    {
        var status = User.Status;
        switch (SignOnRunner.Fit(Org, Facts, password, minAge, Now, history))
        {
            case NewPassword.Fit fit:
                Account = Account.WithPassword(fit.Data, revokeSessions: false, Now);
                User = User with { VouchedBy = null, Updated = Now };
                if (status == AccountStatus.Staged)
                {
                    User = User with { Status = status };
                }

                Log("user.account.update_password");
                return null;
            case NewPassword.Unfit unfit:
                return ErrorCodes.ValidationFailed.With("password", $"password: {unfit.Cause}");
            default:
                return ErrorCodes.ResetFailed.Because();
        }
    }

    internal bool IsPassword(Secret password) =>
        Account.Enrollment(Enrollment.PasswordId) is { } kept
        && SignOnRunner.Passwords(Org).Judge(kept, null, new Answer.Password(password), Org.Current.Configuration.Settings.ForFactors(), Now) is Verdict.Accepted;

    /// <summary>Makes a token by which the account is activated, and mails it where it is wanted so.</summary>
    internal string IssueActivation(bool mails)
    {
        var token = SignOnRunner.IssueToken(Org, Work, User.Id, RecoveryKind.AccountActivation, ActivationLife);
        if (mails)
        {
            Mail(ActivationUrl(token), "Welcome! Follow this link to activate your account.");
        }

        return token;
    }

    internal string ActivationUrl(string token) => $"{Client.BaseUrl}/welcome/{token}";

    /// <summary>Makes a link by which a password is set anew, and mails it where it is wanted so.</summary>
    internal string IssueReset(bool mails)
    {
        RecoveryFactors ways = Facts.Password.Recovery;
        var token = SignOnRunner.IssueToken(Org, Work, User.Id, RecoveryKind.Password, TimeSpan.FromMinutes(ways.TokenMinutes));
        var url = $"{Client.BaseUrl}/signin/reset-password/{token}";
        if (mails)
        {
            Mail(url, $"Follow this link to choose a new password. It is good for {ways.TokenMinutes} minutes.");
        }

        return url;
    }

    private void Mail(string link, string text) => Outbox.Mail(Work, User.Id, Now, Channel.Email, User.Email, null, link, text);

    /// <summary>What went out to the user.</summary>
    internal Sending? Sent { get; set; }

    /// <summary>What is answered in place of the account, although the change was written: a wrong code is refused, and counted.</summary>
    internal OktaError? Refusal { get; set; }

    /// <summary>Changes the account that the path names: all of it or nothing, on what nobody else has changed meanwhile.</summary>
    /// <param name="change">Decides; asked anew where another was faster. An error of its ends it, and nothing is written.</param>
    /// <returns>The account as it is now; null after an error was answered.</returns>
    internal static ValueTask<Account?> Change(HttpContext context, ApiCaller caller, Func<AccountDraft, OktaError?> change) =>
        Change(context, caller, draft => ValueTask.FromResult(change(draft)));

    /// <summary>The same where deciding takes asking.</summary>
    internal static async ValueTask<Account?> Change(HttpContext context, ApiCaller caller, Func<AccountDraft, ValueTask<OktaError?>> change)
    {
        while (await UserFinder.Required(context, caller) is { } stored)
        {
            var draft = new AccountDraft(context, caller, stored.Value);
            if (await change(draft) is { } error)
            {
                await error.Write(context);
                return null;
            }

            if (ReferenceEquals(draft.Account, stored.Value) && draft.Work.Writes.Count == 0)
            {
                return await draft.Answered(context, stored.Value);
            }

            draft.Account = RuledGroups.Settle(draft.Org, draft.Work, draft.Account);
            var key = Login.Key(draft.User.Login);
            var renamed = key != Login.Key(stored.Value.User.Login);
            if (renamed && await draft.Org.Documents.FindByAlias(draft.Org.Name, DocumentKinds.Accounts, key) is not null)
            {
                await UserProfile.Taken.Write(context);
                return null;
            }

            if (await draft.Org.Documents.Commit(renamed
                ? draft.Work.Rename(DocumentKinds.Accounts, stored, draft.Account, key)
                : draft.Work.Update(DocumentKinds.Accounts, stored, draft.Account)))
            {
                Tell(draft.Org);
                var groups = stored.Value.User.Groups;
                await RuledGroups.Moved(draft.Org, [.. groups.Except(draft.User.Groups), .. draft.User.Groups.Except(groups)]);
                if (draft.Sent is { } sent)
                {
                    await draft.Org.Lab.Phones.Sent(draft.Org, sent, draft.User);
                }

                return await draft.Answered(context, draft.Account);
            }
        }

        return null;
    }

    private async ValueTask<Account?> Answered(HttpContext context, Account account)
    {
        if (Refusal is null)
        {
            return account;
        }

        await Refusal.Write(context);
        return null;
    }

    internal static void Tell(Org org)
    {
        foreach (var kind in (string[])["users", "events", "messages", "pushes", "activations", "sign-ins"])
        {
            org.Changes.Tell(kind);
        }
    }
}
