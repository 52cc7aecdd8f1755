using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.SignOn;

/// <summary>What a sign-in does in the directory that masters its user.</summary>
internal static partial class SignOnRunner
{
    private const string Unfit = "The directory's password policy does not allow this password";

    /// <summary>
    /// Makes a user of somebody whom nobody knows here and a directory does: just in time for the sign-in that brings their password. That
    /// password has then been put to the directory, and is not put to it again.
    /// </summary>
    private static async ValueTask CreateJustInTime(Org org, Client client, PrimaryRequest request, Outside outside)
    {
        if (request.Password is not { } password || !Login.IsPlausible(request.Username) || await org.FindAccount(request.Username) is not null)
        {
            return;
        }

        // All are asked at once: one that does not answer keeps nobody from being found in another.
        var user = new DirectoryUser(request.Username.Trim(), null);
        var asked = org.Current.Configuration.Directories
            .Where(d => d is { JustInTime: true, DelegatedAuthentication: true, Agents: > 0 })
            .Select(async directory => (Directory: directory, Entry: await org.Agents.Find(directory, user)))
            .ToArray();
        foreach (var finding in asked)
        {
            var (directory, found) = await finding;
            if (found is not { IsComplete: true })
            {
                continue;
            }

            var reply = await org.Agents.Authenticate(directory, user, password);
            if (reply is { Answer: DirectoryAnswer.Bound or DirectoryAnswer.MustChangePassword or DirectoryAnswer.PasswordExpired, Entry: { } entry })
            {
                outside.Remember(reply);
                await Create(org, client, directory, entry);
            }

            return;
        }
    }

    private static async ValueTask Create(Org org, Client client, DirectoryIntegration directory, DirectoryEntry entry)
    {
        var now = org.Clock.Now;
        var account = Sourced.Created(await Seed.NewUsers.IdOf(org, entry.Login), directory, entry, PasswordIn(directory, now), [org.Current.Everyone], now);
        var work = new UnitOfWork(org.Name);
        account = RuledGroups.Settle(org, work, account);
        work.Insert(DocumentKinds.Accounts, account.User.Id, account, alias: Login.Key(account.User.Login));
        foreach (var type in (string[])["user.lifecycle.create", "user.lifecycle.activate"])
        {
            LogEntry.Append(work, now, new SystemEvent(type, EventOutcome.Success, Detail: $"just in time, from {directory.Name}"), account.User, client);
        }

        // A rival who was faster has made the same account.
        if (await org.Documents.Commit(work))
        {
            org.Changes.Tell("users");
        }
    }

    /// <summary>The password of a directory's user, as an enrollment that asks the directory.</summary>
    internal static Enrollment? PasswordIn(DirectoryIntegration directory, DateTimeOffset now) => directory.DelegatedAuthentication
        ? new Enrollment(Enrollment.PasswordId, FactorKind.Password, new DelegatedPassword(directory.Id, directory.Type), now)
        : null;

    // The directory is asked once everything else stands: what it has taken cannot be taken back.
    private static async ValueTask<Decision> Delegated(
        Org org, Outside outside, Facts facts, Secret? old, Secret @new, Func<bool, NewPassword, Decision> decide)
    {
        var kept = facts.Account!.Enrollment(Enrollment.PasswordId)?.Data;
        var fit = new NewPassword.Fit(Passwords(org).Replace(kept, @new, history: 0));
        if (decide(true, fit) is { Refusal: not null } refused)
        {
            return refused;
        }

        var reply = await outside.SetPassword(facts, old, @new);
        return reply.Answer switch
        {
            PasswordAnswer.Changed => decide(true, fit),
            PasswordAnswer.OldPasswordWrong => decide(false, fit),
            PasswordAnswer.Unfit => decide(true, new NewPassword.Unfit(Unfit)),
            _ => decide(true, new NewPassword.Untaken()),
        };
    }
}
