using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Roles;
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

        var isOwn = own is not null && await caller.IsShortlyNamed(context, own);
        if (caller.Has(right, isOwn) && caller.May(right, isOwn, context.Org().Current.Configuration))
        {
            return caller;
        }

        if (!caller.Has(right, isOwn))
        {
            var scheme = context.Request.Headers.Authorization.ToString().Split(' ')[0];
            context.Response.Headers.WWWAuthenticate =
                $"{(scheme.Equals("DPoP", StringComparison.OrdinalIgnoreCase) ? "DPoP" : "Bearer")} error=\"insufficient_scope\", error_description=\"The access token provided does not contain the required scopes.\"";
        }

        await ErrorCodes.NoPermission.Because().Write(context);
        return null;
    }

    /// <summary>Whether the caller may do something more than the call as such needs.</summary>
    internal bool Has(ApiRight right, OrgConfiguration configuration) => Has(right, isOwn: false) && May(right, isOwn: false, configuration);

    /// <summary>Whether this user is the caller's to change: an administrator is super admins', and their own.</summary>
    internal bool IsOver(User user, OrgConfiguration configuration) =>
        User is null || user.Id == User.Id || !configuration.Administration.RolesOf(user).Any() || configuration.Administration.RolesOf(User).Contains(AdminRole.Super);

    /// <summary>Whether the caller may change this user.</summary>
    /// <returns>false after an error was answered.</returns>
    internal async ValueTask<bool> MayChange(HttpContext context, User user)
    {
        if (IsOver(user, context.Org().Current.Configuration))
        {
            return true;
        }

        await ErrorCodes.NoPermission.Because().Write(context);
        return false;
    }

    /// <summary>Adds what the caller did to a unit of work.</summary>
    /// <param name="subject">The id of whom or what it was done to.</param>
    internal void Log(UnitOfWork work, Client client, DateTimeOffset at, SystemEvent @event, string subject, ImmutableArray<LogTarget> targets) => work.Append(
        DocumentKinds.Log,
        subject,
        at,
        new LogEntry(
            Guid.NewGuid(),
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
    private bool Has(ApiRight right, bool isOwn) => Scopes.IsDefault || (isOwn ? right.OwnScopes : right.Scopes).Any(Scopes.Contains);

    private bool May(ApiRight right, bool isOwn, OrgConfiguration configuration) =>
        User is null || (isOwn && right.Verb == ApiVerb.Read) || right.IsOf(configuration, User);

    // By the part of the login before the @ as well, where that is nobody else's.
    private async ValueTask<bool> IsShortlyNamed(HttpContext context, string user) =>
        IsNamed(user)
        || (User is not null && Login.Key(User.Login).StartsWith(Login.Key(user) + "@", StringComparison.Ordinal)
            && await context.Org().FindAccount(user) is { } found && found.Id == User.Id);

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
            case SswsCaller.Trusted { Token: var token } when await Owner(org, token) is { } owner && Caller.MayHaveTokens(owner):
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

    // By the id, which a rename leaves alone; by the login where the account was there before the seed named it, under an id of its own.
    private static async ValueTask<User?> Owner(Org org, ApiToken token) =>
        token.UserId is { } id && await org.FindAccountById(id) is { Value.User: var user } ? user
        : token.UserLogin is { } login && await org.FindAccount(login) is { Value.User: var named } ? named
        : null;

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
