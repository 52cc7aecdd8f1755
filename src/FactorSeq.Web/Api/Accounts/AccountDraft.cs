using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;

namespace FactorSeq.Web.Api.Accounts;

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

    /// <summary>The account without a lock whose time is over (<see cref="AccountGate"/>): like a sign-in, any call finds it open.</summary>
    internal void Thaw()
    {
        if (Facts is { Thawed: true, Account: { } open })
        {
            Account = open;
            LogEntry.Append(Work, Now, new SystemEvent("user.account.unlock", EventOutcome.Success, Detail: "its time was over"), User, Client);
        }
    }

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

    /// <summary>Deactivates the account: its tokens end with it, and come back with nobody.</summary>
    internal async ValueTask Deactivate()
    {
        await Leavings.EndTokens(Org, Work, User.Id);
        Put(AccountStatus.Deprovisioned);
    }

    /// <summary>Gives the account a new password, where its policy lets it. One that somebody has shut stays shut.</summary>
    internal OktaError? SetPassword(Secret password, bool minAge, bool history)
    {
        var (status, since) = (User.Status, User.StatusChanged);
        if (status == AccountStatus.Deprovisioned)
        {
            return ErrorCodes.NotAllowedInStatus.Because();
        }

        switch (SignOnRunner.Fit(Org, Facts, password, minAge, Now, history))
        {
            case NewPassword.Fit fit:
                Account = Account.WithPassword(fit.Data, revokeSessions: false, Now);
                User = User with { VouchedBy = null, Updated = Now };
                Log("user.account.update_password");
                if (status is AccountStatus.Staged or AccountStatus.Suspended or AccountStatus.LockedOut or AccountStatus.Provisioned)
                {
                    User = User with { Status = status, StatusChanged = since };
                }

                if (status is AccountStatus.LockedOut or AccountStatus.Provisioned)
                {
                    Put(AccountStatus.Active);
                }

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
        var token = Issue(RecoveryKind.AccountActivation, ActivationLife);
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
        var token = Issue(RecoveryKind.Password, TimeSpan.FromMinutes(ways.TokenMinutes));
        var url = $"{Client.BaseUrl}/signin/reset-password/{token}";
        if (mails)
        {
            Mail(url, $"Follow this link to choose a new password. It is good for {ways.TokenMinutes} minutes.");
        }

        return url;
    }

    // The link before it counts no more.
    private string Issue(RecoveryKind kind, TimeSpan life)
    {
        Account = Account with { LinkRound = Account.LinkRound + 1 };
        return SignOnRunner.IssueToken(Org, Work, User.Id, kind, life, Account.LinkRound);
    }

    private void Mail(string link, string text) => Outbox.Mail(Work, User.Id, Now, Channel.Email, User.Email, null, link, text);

    /// <summary>What went out to the user.</summary>
    internal Sending? Sent { get; set; }

    /// <summary>What is answered in place of the account, although the change was written: a wrong code is refused, and counted.</summary>
    internal OktaError? Refusal { get; set; }

    /// <summary>Changes the account that the path names: all of it or nothing, on what nobody else has changed meanwhile.</summary>
    /// <param name="change">Decides; asked anew where another was faster. An error of its ends it, and nothing is written.</param>
    /// <param name="ofAdmins">Whether administrators of every kind may do it to a super admin.</param>
    /// <returns>The account as it is now; null after an error was answered.</returns>
    internal static ValueTask<Account?> Change(HttpContext context, ApiCaller caller, Func<AccountDraft, OktaError?> change, bool ofAdmins = false) =>
        Change(context, caller, draft => ValueTask.FromResult(change(draft)), ofAdmins);

    /// <summary>The same where deciding takes asking.</summary>
    internal static async ValueTask<Account?> Change(HttpContext context, ApiCaller caller, Func<AccountDraft, ValueTask<OktaError?>> change, bool ofAdmins = false)
    {
        while (await UserFinder.Required(context, caller) is { } stored)
        {
            if (!ofAdmins && !await caller.MayChange(context, stored.Value.User))
            {
                return null;
            }

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

            var groups = stored.Value.User.Groups;
            RuledGroups.Moved(draft.Work, [.. groups.Except(draft.User.Groups), .. draft.User.Groups.Except(groups)], draft.Now);
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
