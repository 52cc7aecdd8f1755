using System.Collections.Immutable;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>An issuer of tokens: the org itself, or a custom authorization server of it.</summary>
/// <param name="Id">Null for the org's own.</param>
/// <param name="BaseUrl">The org's address, as this client uses it.</param>
internal sealed record AuthorizationServer(string? Id, string BaseUrl)
{
    private const string Default = "default";

    private static readonly ImmutableArray<string> StandardScopes = ["openid", "profile", "email", "address", "phone", "offline_access"];

    internal string Issuer => Id is null ? BaseUrl : $"{BaseUrl}/oauth2/{Id}";

    /// <summary>What the endpoints' addresses begin with.</summary>
    internal string Endpoints => $"{(Id is null ? $"{BaseUrl}/oauth2" : Issuer)}/v1";

    /// <summary><c>aud</c> of access tokens.</summary>
    internal string Audience => Id is null ? BaseUrl : "api://default";

    internal ImmutableArray<string> Scopes => Id is null ? [.. StandardScopes, "groups"] : StandardScopes;

    /// <summary>How long a refresh token lives; a custom server's anew with each use (its policy rule's window of 10080 minutes).</summary>
    internal TimeSpan RefreshTokenLife => TimeSpan.FromDays(Id is null ? 90 : 7);

    internal static AuthorizationServer OfOrg(HttpContext context) => new(null, context.BaseUrl());

    internal static AuthorizationServer Of(HttpContext context, string? id) => new(id, context.BaseUrl());

    /// <summary>Finds the server that the path names; an unknown one is E0000007.</summary>
    internal static Task Custom(HttpContext context, Func<HttpContext, AuthorizationServer, Task> handle)
    {
        var id = context.GetRouteValue("server") as string;
        return id == Default
            ? handle(context, Of(context, id))
            : ErrorCodes.NotFound.With($"Resource not found: {id} (AuthorizationServer)").Write(context);
    }
}
