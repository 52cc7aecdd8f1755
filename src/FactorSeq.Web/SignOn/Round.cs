using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignOn;

/// <summary>One round of the runner: what was loaded, and the one write that either wins with all of it or starts another round.</summary>
internal sealed class Round(
    Org org, Client client, string stateToken, string login, Stored<Transaction>? stored, Loaded loaded, Facts facts)
{
    // Expired transactions stay a while, so that their owner hears E0000011 whatever the clock does meanwhile.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly DateTimeOffset now = org.Clock.Now;
    private readonly UnitOfWork work = new(org.Name);
    private readonly List<string> changed = [];
    private string? sessionToken;
    private string? sessionId;
    private string? deviceToken;
    private string? recoveryToken;
    private bool unlocksInDirectory;
    private bool raised;

    /// <summary>The document that says this browser is remembered for this user.</summary>
    internal static string DeviceId(string device, string userId) => Tokens.Digest($"{device}:{userId}");

    /// <summary>A token that is used up by the same write, whatever comes of it.</summary>
    internal Round Spending(Stored<RecoveryToken> token)
    {
        work.Delete(DocumentKinds.RecoveryTokens, token);
        return this;
    }

    /// <returns>null where another writer was faster.</returns>
    internal async ValueTask<Outcome?> Write(Decision decision)
    {
        if (decision.Refusal is null)
        {
            WriteTransaction(decision.Next);
            Tell("sign-ins");
        }

        if (decision.Account is { } account && !ReferenceEquals(account, loaded.Account))
        {
            WriteAccount(account);
        }

        await Withdraw(decision);
        foreach (var effect in decision.Effects)
        {
            if (effect is Effect.RaiseSession raise)
            {
                raised = await SessionStore.Raise(org, work, raise.Wanted, raise.Proved);
            }

            Carry(effect, decision.Next);
        }

        if (work.Writes.Count > 0 && !await org.Documents.Commit(work))
        {
            return null;
        }

        if (unlocksInDirectory)
        {
            await DirectoryUnlock.Do(org, client, facts.Account!.User);
        }

        foreach (var kind in changed)
        {
            org.Changes.Tell(kind);
        }

        foreach (var effect in decision.Effects)
        {
            if (effect is Effect.Send send)
            {
                await org.Lab.Phones.Sent(org, send.Sending, facts.Account!.User);
            }
        }

        var after = decision.Account is { } left ? facts with { Account = left } : facts;
        return new Outcome(decision.Next, decision.Refusal, after, stateToken)
        {
            Cause = decision.Cause,
            SessionToken = sessionToken,
            SessionId = sessionId,
            RaisedSession = raised,
            RecoveryToken = recoveryToken,
            DeviceToken = deviceToken,
        };
    }

    private void Tell(string kind)
    {
        if (!changed.Contains(kind))
        {
            changed.Add(kind);
        }
    }

    // What waits on a phone and is waited for no longer goes from its screen. What was answered stays as it was answered.
    private async ValueTask Withdraw(Decision decision)
    {
        if (decision.Refusal is not null || stored is null || stored.Value.Context.Challenges.IsEmpty)
        {
            return;
        }

        var kept = decision.Next is Transaction.Ended ? [] : decision.Next.Context.Challenges.Values.Select(c => c.OnPhone);
        foreach (var push in stored.Value.Context.Challenges.Values.Select(c => c.OnPhone).OfType<string>().Except(kept))
        {
            if (await org.Documents.Find(org.Name, DocumentKinds.Pushes, push!) is { Value.Decision: PhoneDecision.Pending } waiting)
            {
                work.Update(DocumentKinds.Pushes, waiting, waiting.Value with { Decision = PhoneDecision.Withdrawn }, waiting.Value.Expires + Grace);
                Tell("pushes");
            }
        }
    }

    private void WriteTransaction(Transaction next)
    {
        var over = next is Transaction.Ended or Transaction.LockedOut or Transaction.Unlocked or Transaction.RecoveryMailed
            or Transaction.RecoveryGranted or Transaction.Success { Context.Target: null };
        if (stored is null && !over)
        {
            work.Insert(DocumentKinds.Transactions, next.Context.Id, next, expires: next.Context.Expires + Grace);
        }
        else if (stored is not null && over)
        {
            work.Delete(DocumentKinds.Transactions, stored);
        }
        else if (stored is not null)
        {
            work.Update(DocumentKinds.Transactions, stored, next, next.Context.Expires + Grace);
        }
    }

    private void WriteAccount(Account account)
    {
        if (!loaded.IsDecoy)
        {
            work.Update(
                DocumentKinds.Accounts, loaded.Stored!, ReferenceEquals(account.User, loaded.Account!.User) ? account : RuledGroups.Settle(org, work, account));
            if (account.User.Status != loaded.Account!.User.Status || account.Enrollments.Length != loaded.Account.Enrollments.Length)
            {
                Tell("users");
                Tell("activations");
            }
        }
        else if (loaded.Stored is { } decoy)
        {
            work.Update(DocumentKinds.Decoys, decoy, account, now + Grace);
        }
        else
        {
            work.Insert(DocumentKinds.Decoys, loaded.DecoyId!, account, expires: now + Grace);
        }
    }

    private void Carry(Effect effect, Transaction next)
    {
        switch (effect)
        {
            case Effect.IssueSessionToken issue:
                sessionToken = Tokens.NewSessionToken();
                var expires = now.AddMinutes(facts.Settings.SessionTokenMinutes);
                work.Issue(DocumentKinds.SessionTokens, Tokens.Digest(sessionToken), new SessionToken(issue.Grant, expires), expires: expires + Grace);
                SignIn();
                break;
            case Effect.OpenSession open:
                (sessionId, _) = SessionStore.Open(work, open.Grant, facts.Account!.User.Login, now);
                SignIn();
                break;
            case Effect.RememberDevice remember:
                Remember(remember, next.Context.DeviceToken);
                break;
            case Effect.IssueRecoveryToken issue:
                IssueRecoveryToken(issue);
                break;
            case Effect.Send send:
                Tell(Outbox.Put(work, send.Sending, facts.Account!.User, client, now, id => FactorName(next, id), org.Current.Configuration));
                break;
            case Effect.UnlockInDirectory:
                unlocksInDirectory = true;
                break;
            case Effect.Log log:
                Log(log.Event);
                break;
        }
    }

    // Apart from the account, which sign-ins at once would else have to take turns to write.
    private void SignIn() => work.Replace(DocumentKinds.LastLogins, facts.Account!.User.Id, new LastLogin(now));

    // A browser keeps its name: it may be remembered for several users.
    private void Remember(Effect.RememberDevice remember, string? named)
    {
        deviceToken = named ?? client.DeviceToken ?? Tokens.Random(32);
        DateTimeOffset? until = remember.Minutes > 0 ? now.AddMinutes(remember.Minutes) : null;
        work.Replace(DocumentKinds.Devices, DeviceId(deviceToken, remember.UserId), new RememberedDevice(remember.UserId, until), expires: until);
    }

    // To a decoy the token is written too, and mailed to nobody.
    private void IssueRecoveryToken(Effect.IssueRecoveryToken issue)
    {
        var token = Tokens.NewRecoveryToken();
        var user = facts.Account!.User;
        var expires = now.AddMinutes(issue.Minutes);
        work.Issue(DocumentKinds.RecoveryTokens, Tokens.Digest(token), new RecoveryToken(user.Id, issue.Kind, expires, facts.Account.LinkRound), expires: expires + Grace);
        if (!issue.Mailed)
        {
            recoveryToken = token;
        }
        else if (!loaded.IsDecoy)
        {
            var (page, text) = issue.Kind == RecoveryKind.Unlock
                ? ("user-unlock", "You asked to unlock your account. Follow this link to go on")
                : ("reset-password", "You asked to reset your password. Follow this link to choose a new one");
            Tell(Outbox.Mail(work, user.Id, now, Channel.Email, user.Email, null, $"{client.BaseUrl}/signin/{page}/{token}", $"{text}. It is good for {issue.Minutes} minutes."));
        }
    }

    // What is being set up is in no account yet.
    private string FactorName(Transaction next, string enrollmentId)
    {
        var kind = next is Transaction.MfaEnrollActivate activate && activate.Pending.Id == enrollmentId
            ? activate.Pending.Kind
            : facts.Account!.Enrollment(enrollmentId)!.Kind;
        return facts.Catalog[kind].Type.Key;
    }

    private void Log(SystemEvent @event)
    {
        LogEntry.Append(work, now, @event, loaded.IsDecoy ? null : facts.Account?.User, client, facts.Account?.User.Login ?? login);
        Tell("events");
    }
}
