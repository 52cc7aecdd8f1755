using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>Refusals of a client that the System Log is told of: the answer says less than their reason.</summary>
internal static class ClientRefusal
{
    /// <summary>Tells that a client got no token, or no answer of a user's, because of what it sent.</summary>
    /// <param name="app">Whom it claimed to be; nobody is told of a client that the org does not have.</param>
    /// <remarks>What a grant has told of the user it was about is not told again.</remarks>
    internal static async ValueTask Tell(HttpContext context, App? app, OAuthError error, string type = "token.grant")
    {
        if (app is null || context.Features.Get<Told>()?.Error == error)
        {
            return;
        }

        var prefix = context.GetRouteValue("server") is null ? "app.oauth2." : "app.oauth2.as.";
        await context.Org().Documents.Commit(new UnitOfWork(context.Org().Name).Log(context, prefix + type, app, error));
        context.Org().Changes.Tell("events");
    }

    /// <summary>Notes that the System Log has the refusal of this request.</summary>
    internal static void Note(HttpContext context, OAuthError? error)
    {
        if (error is not null)
        {
            context.Features.Set(new Told(error));
        }
    }

    private sealed record Told(OAuthError Error);
}
