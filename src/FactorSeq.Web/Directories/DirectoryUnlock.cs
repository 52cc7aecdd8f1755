using FactorSeq.Core.Directories;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Directories;

/// <summary>"Unlock users in Okta and Active Directory": the second half, once the first is written.</summary>
internal static class DirectoryUnlock
{
    /// <summary>Unlocks where the directory's settings say so, and writes down what came of it.</summary>
    internal static async ValueTask Do(Org org, Client client, User user)
    {
        if (org.Agents.Of(user) is not { UnlockInDirectory: true } directory)
        {
            return;
        }

        var done = await org.Agents.Unlock(directory, user.InDirectory());
        var work = new UnitOfWork(org.Name);
        var @event = new SystemEvent(
            directory.Type.AgentEvent("unlock_user_account"), done ? EventOutcome.Success : EventOutcome.Failure, Detail: directory.Name);
        LogEntry.Append(work, org.Clock.Now, @event, user, client);
        await org.Documents.Commit(work);
    }
}
