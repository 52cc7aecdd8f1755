using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api;

/// <summary>What administrators do, in the System Log (Okta, "Event types").</summary>
internal static class ManagementLog
{
    /// <param name="admin">As <see cref="Administrator"/> names them.</param>
    /// <param name="what">What it was done to, for the tester.</param>
    internal static async ValueTask Write(HttpContext context, string admin, string type, string what)
    {
        var org = context.Org();
        var user = (await org.FindAccount(admin))?.Value.User;
        var work = new UnitOfWork(org.Name);
        LogEntry.Append(work, org.Clock.Now, new SystemEvent(type, EventOutcome.Success, Detail: what), user, Client.Of(context), admin);
        await org.Documents.Commit(work);
        org.Changes.Tell("events");
    }
}
