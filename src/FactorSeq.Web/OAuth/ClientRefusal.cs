using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>Refusals of a client that the System Log is told of: the answer says less than their reason.</summary>
internal static class ClientRefusal
{
    /// <summary>Tells that a client got no token, or no answer of a user's, because of what it sent.</summary>
    /// <param name="app">Whom it claimed to be; nobody is told of a client that the org does not have.</param>
    internal static async ValueTask Tell(HttpContext context, App? app, OAuthError error, string type = "token.grant")
    {
        if (app is null)
        {
            return;
        }

        var prefix = context.GetRouteValue("server") is null ? "app.oauth2." : "app.oauth2.as.";
        await context.Org().Documents.Commit(new UnitOfWork(context.Org().Name).Log(context, prefix + type, app, error));
        context.Org().Changes.Tell("events");
    }

    /// <summary>Whom a token request claims to come from, proved or not.</summary>
    internal static App? Claimed(HttpContext context, Parameters form) =>
        (form["client_id"] ?? SignedJwt.Read(form["client_assertion"])?["sub"]) is { } id ? context.Org().Current.App(id) : null;
}
