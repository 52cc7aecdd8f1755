using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api;

/// <summary>
/// Who calls the Management API: an API token's owner, an access token's user or client, the admin at the console, or, to read only, a browser's
/// user (Okta, "Okta API authentication"; "Implement OAuth for Okta").
/// </summary>
/// <param name="User">Null for a client that acts for itself.</param>
/// <param name="Client">Whose access token it is; null where it is none.</param>
/// <param name="Scopes">Of the access token; default where it is none.</param>
internal sealed record ApiCaller(User? User, App? Client, ImmutableArray<string> Scopes)
{
    /// <summary>What an API token is called that belongs to nobody, in an org without administrators: it may do everything.</summary>
    internal string? TokenName { get; init; }

    /// <summary>The name by which callers speak of themselves.</summary>
    internal const string Me = "me";

    /// <summary>Whether a user's name in a path means the caller.</summary>
    internal bool IsNamed(string user) =>
        User is not null && (user == Me || user == User.Id || Login.Key(user) == Login.Key(User.Login));

    /// <summary>Who calls, where they may do what they ask for.</summary>
    /// <param name="own">The user whom it is done to, as the path names them: everybody may look at themselves.</param>
    /// <returns>null after an error was answered.</returns>
    internal static async ValueTask<ApiCaller?> Require(HttpContext context, ApiRight right, string? own = null)
    {
        if (await Find(context) is not { } caller)
        {
            return null;
        }

        if (caller.May(right, own is not null && caller.IsNamed(own), context.Org().Current.Configuration))
        {
            return caller;
        }

        if (!caller.Scopes.IsDefault)
        {
            context.Response.Headers.WWWAuthenticate =
                "Bearer error=\"insufficient_scope\", error_description=\"The access token provided does not contain the required scopes.\"";
        }

        await ErrorCodes.NoPermission.Because().Write(context);
        return null;
    }

    /// <summary>Whether the caller may do something more than the call as such needs.</summary>
    internal bool Has(ApiRight right, OrgConfiguration configuration) => May(right, isOwn: false, configuration);

    /// <summary>Adds what the caller did to a unit of work.</summary>
    /// <param name="subject">The id of whom or what it was done to.</param>
    internal void Log(UnitOfWork work, Client client, DateTimeOffset at, SystemEvent @event, string subject, ImmutableArray<LogTarget> targets) => work.Append(
        DocumentKinds.Log,
        subject,
        at,
        new LogEntry(
            Guid.NewGuid().ToString(),
            @event,
            User?.Id,
            User?.Login ?? Client?.ClientId ?? TokenName ?? "",
            client.Address?.ToString(),
            client.UserAgent,
            client.RequestId,
            client.RequestUri)
        {
            Targets = targets,
        });

    /// <summary>Adds what the caller did to a part of the org's settings.</summary>
    internal void Log(UnitOfWork work, Client client, DateTimeOffset at, string type, LogTarget target) =>
        Log(work, client, at, new SystemEvent(type, EventOutcome.Success), target.Id, [target]);

    // A token does what its scopes say and what its user may do; a client that acts for itself has its scopes alone.
    private bool May(ApiRight right, bool isOwn, OrgConfiguration configuration) =>
        (Scopes.IsDefault || (isOwn ? right.OwnScopes : right.Scopes).Any(Scopes.Contains))
        && (User is null || (isOwn && right.Verb == ApiVerb.Read) || right.IsOf(configuration, User));

    private static async ValueTask<ApiCaller?> Find(HttpContext context)
    {
        if (context.Features.Get<ConsoleAdmin>() is { User: var admin })
        {
            return new ApiCaller(admin, null, default);
        }

        var org = context.Org();
        var header = context.Request.Headers.Authorization.ToString();
        switch (SswsCaller.Of(context))
        {
            case SswsCaller.Trusted { Token: { UserLogin: null, Name: var name } }:
                return new ApiCaller(null, null, default) { TokenName = name };
            case SswsCaller.Trusted { Token.UserLogin: { } login } when await org.FindAccount(login) is { Value.User: var owner } && Caller.MayHaveTokens(owner):
                return new ApiCaller(owner, null, default);
            case SswsCaller.Nobody when header.Length > 0:
                return await OfAccessToken(context);

            // A page of another site can have a browser send its cookies, and read nothing of what comes back.
            case SswsCaller.Nobody when HttpMethods.IsGet(context.Request.Method) && await Caller.Find(context) is { User: var user }:
                return new ApiCaller(user, null, default);
            case SswsCaller.Nobody:
                await ErrorCodes.InvalidSession.Because().Write(context);
                return null;
            default:
                await ErrorCodes.InvalidToken.Because().Write(context);
                return null;
        }
    }

    private static async ValueTask<ApiCaller?> OfAccessToken(HttpContext context)
    {
        if (await PresentedToken.Read(context, AuthorizationServer.OfOrg(context)) is { } token)
        {
            return new ApiCaller(token.User, context.Org().Current.App(token.ClientId), [.. token.Scopes]);
        }

        // The challenge is in the headers already.
        await ErrorCodes.InvalidToken.Because().Write(context);
        return null;
    }
}
