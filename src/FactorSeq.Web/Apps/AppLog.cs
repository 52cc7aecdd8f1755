using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Apps;

/// <summary>What apps tell the System Log (Okta, "Event types").</summary>
internal static class AppLog
{
    internal static SystemEvent IsOpened(App app, string? refusal = null) => new(
        "user.authentication.sso", refusal is null ? EventOutcome.Success : EventOutcome.Failure, refusal, Detail: $"app {app.Label}");

    internal static SystemEvent IsNotAssigned(App app) =>
        new("app.generic.unauth_app_access_attempt", EventOutcome.Failure, "user_not_assigned", Detail: $"app {app.Label}");

    /// <summary>An app was opened, or would not open.</summary>
    internal static ValueTask Opened(Org org, Client client, User user, App app, string? refusal = null) => Write(org, client, user, app, IsOpened(app, refusal));

    /// <summary>An app was asked for that is not the user's.</summary>
    internal static ValueTask NotAssigned(Org org, Client client, User user, App app) => Write(org, client, user, app, IsNotAssigned(app));

    internal static async ValueTask Write(Org org, Client client, User user, App app, params SystemEvent[] events)
    {
        var work = new UnitOfWork(org.Name);
        foreach (var @event in events)
        {
            LogEntry.Append(work, org.Clock.Now, @event, user, client, targets: LogTarget.Of(app));
        }

        await org.Documents.Commit(work);
        org.Changes.Tell("events");
    }
}
