using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>What these endpoints tell the System Log (Okta, "Event types": <c>app.oauth2.*</c>, <c>app.oauth2.as.*</c>).</summary>
internal static class OAuthLog
{
    /// <summary>The name of an event of this server.</summary>
    internal static string Event(this AuthorizationServer server, string name) => (server.Id is null ? "app.oauth2." : "app.oauth2.as.") + name;

    /// <summary>What a client did for itself.</summary>
    internal static UnitOfWork Log(this UnitOfWork work, HttpContext context, string type, App app, OAuthError? error = null)
    {
        ClientRefusal.Note(context, error);
        var client = Client.Of(context);
        var @event = new SystemEvent(type, error is null ? EventOutcome.Success : EventOutcome.Failure, error?.Reason);
        var entry = new LogEntry(
            Guid.NewGuid(), @event, null, app.ClientId, client.Address?.ToString(), client.UserAgent, client.RequestId, client.RequestUri);
        return work.Append(DocumentKinds.Log, app.Id, context.Org().Clock.Now, entry);
    }

    /// <summary>That a user's client is given tokens of a grant.</summary>
    internal static UnitOfWork LogTokens(this UnitOfWork work, HttpContext context, AuthorizationServer server, Grant grant, User user)
    {
        work.Log(context, server.Event("token.grant.access_token"), user);
        return grant.IsOpenId ? work.Log(context, server.Event("token.grant.id_token"), user) : work;
    }

    internal static UnitOfWork Log(this UnitOfWork work, HttpContext context, string type, User user, OAuthError? error = null)
    {
        ClientRefusal.Note(context, error);
        var client = Client.Of(context);
        var @event = new SystemEvent(type, error is null ? EventOutcome.Success : EventOutcome.Failure, error?.Reason);
        var entry = new LogEntry(
            Guid.NewGuid(), @event, user.Id, user.Login, client.Address?.ToString(), client.UserAgent, client.RequestId, client.RequestUri);
        return work.Append(DocumentKinds.Log, user.Id, context.Org().Clock.Now, entry);
    }
}
