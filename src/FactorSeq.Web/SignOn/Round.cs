using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
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
    private readonly HashSet<string> changed = [];
    private string? sessionToken;
    private string? sessionId;
    private string? deviceToken;

    /// <summary>The document that says this browser is remembered for this user.</summary>
    internal static string DeviceId(string device, string userId) => Tokens.Digest($"{device}:{userId}");

    /// <returns>null where another writer was faster.</returns>
    internal async ValueTask<Outcome?> Write(Decision decision)
    {
        if (decision.Refusal is null)
        {
            WriteTransaction(decision.Next);
            changed.Add("sign-ins");
        }

        if (decision.Account is { } account && !ReferenceEquals(account, loaded.Account))
        {
            WriteAccount(account);
        }

        foreach (var effect in decision.Effects)
        {
            Carry(effect);
        }

        if (work.Writes.Count > 0 && !await org.Documents.Commit(work))
        {
            return null;
        }

        foreach (var kind in changed)
        {
            org.Changes.Tell(kind);
        }

        return new Outcome(decision.Next, decision.Refusal, facts, stateToken, sessionToken, sessionId, deviceToken);
    }

    private void WriteTransaction(Transaction next)
    {
        var over = next is Transaction.Ended or Transaction.LockedOut or Transaction.Success { Context.Target: null };
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
            work.Update(DocumentKinds.Accounts, loaded.Stored!, account);
            if (account.User.Status != loaded.Account!.User.Status)
            {
                changed.Add("users");
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

    private void Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.IssueSessionToken issue:
                sessionToken = Tokens.NewSessionToken();
                var expires = now.AddMinutes(facts.Settings.SessionTokenMinutes);
                work.Insert(DocumentKinds.SessionTokens, Tokens.Digest(sessionToken), new SessionToken(issue.Grant, expires), expires: expires + Grace);
                break;
            case Effect.OpenSession open:
                sessionId = SessionStore.Open(work, open.Grant, facts.Account!.User.Login, now);
                break;
            case Effect.RememberDevice remember:
                Remember(remember);
                break;
            case Effect.Send send:
                Send(send.Sending);
                break;
            case Effect.Log log:
                Log(log.Event);
                break;
        }
    }

    // A browser keeps its name: it may be remembered for several users.
    private void Remember(Effect.RememberDevice remember)
    {
        deviceToken = client.DeviceToken ?? Tokens.Random(32);
        DateTimeOffset? until = remember.Minutes > 0 ? now.AddMinutes(remember.Minutes) : null;
        work.Replace(DocumentKinds.Devices, DeviceId(deviceToken, remember.UserId), new RememberedDevice(remember.UserId, until), expires: until);
    }

    private void Send(Sending sending)
    {
        var user = facts.Account!.User;
        switch (sending)
        {
            case Sending.Push push:
                var waiting = new Push(
                    user.Login, user.Id, push.EnrollmentId, push.Device, null, now, push.Expires, push.Numbers, PhoneDecision.Pending, null);
                work.Insert(DocumentKinds.Pushes, push.PushId, waiting, expires: push.Expires + Grace);
                changed.Add("pushes");
                break;
            case Sending.Code code:
                var text = code.Channel switch
                {
                    Channel.Sms => $"Your verification code is {code.PassCode}.",
                    Channel.Call => $"Hello. Your verification code is {string.Join(", ", code.PassCode.AsEnumerable())}. Goodbye.",
                    _ => $"Here is your one-time verification code: {code.PassCode}. Never share it with anybody.",
                };
                work.Append(
                    DocumentKinds.Messages, user.Id, now, new Message(Tokens.Random(20), user.Id, code.Channel, code.To, code.PassCode, null, text));
                changed.Add("messages");
                break;
        }
    }

    private void Log(SystemEvent @event)
    {
        var entry = new LogEntry(
            Guid.NewGuid().ToString(),
            @event,
            loaded.IsDecoy ? null : facts.Account?.User.Id,
            facts.Account?.User.Login ?? login,
            client.Address?.ToString(),
            client.UserAgent,
            client.RequestId,
            client.RequestUri);
        work.Append(DocumentKinds.Log, entry.UserId ?? "unknown", now, entry);
        changed.Add("events");
    }
}
