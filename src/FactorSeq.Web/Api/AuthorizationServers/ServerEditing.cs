using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>What the routes of authorization servers and of all that is below them have alike.</summary>
internal static class ServerEditing
{
    private const string PolicyType = "OAUTH_AUTHORIZATION_POLICY";

    internal static string Id(HttpContext context) => Route(context, "serverId");

    internal static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    internal static CustomAuthorizationServer? Find(OrgConfiguration configuration, string id) =>
        configuration.AuthorizationServers.FirstOrDefault(server => server.Id == id);

    /// <returns>null after E0000007 was answered.</returns>
    internal static async ValueTask<CustomAuthorizationServer?> Required(HttpContext context)
    {
        var server = Find(context.Org().Current.Configuration, Id(context));
        if (server is null)
        {
            await NotFound(context).Write(context);
        }

        return server;
    }

    internal static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Id(context), "AuthorizationServer");

    internal static LogTarget Target(CustomAuthorizationServer server) => new(server.Id, "AuthorizationServer", "unknown", server.Name);

    /// <summary>An edit of something in the server of the path.</summary>
    /// <param name="edit">The server with it, and the thing itself; or why not.</param>
    internal static Outcome<T> In<T>(
        HttpContext context, OrgConfiguration configuration, Func<CustomAuthorizationServer, (CustomAuthorizationServer Server, T? Item, OktaError? Error)> edit)
        where T : class
    {
        if (Find(configuration, Id(context)) is not { } found)
        {
            return new(configuration, null, NotFound(context));
        }

        var old = Named(configuration.Name, found);
        var (changed, item, error) = edit(old);
        return new(
            ReferenceEquals(changed, old) ? configuration : configuration with { AuthorizationServers = configuration.AuthorizationServers.Replace(found, changed) },
            item,
            error);
    }

    /// <summary>Puts something at its place: priorities begin at 1 and have no gaps.</summary>
    /// <param name="priority">null for the last place.</param>
    internal static ImmutableArray<T> Put<T>(ImmutableArray<T> others, T item, int? priority) =>
        others.Insert(priority is { } place ? Math.Clamp(place - 1, 0, others.Length) : others.Length, item);

    // What is edited may get another name, and keeps its id.
    private static CustomAuthorizationServer Named(string org, CustomAuthorizationServer server) => server with
    {
        Scopes = [.. server.Scopes.Select(scope => scope with { Id = IdOf(org, server, scope) })],
        Claims = [.. server.Claims.Select(claim => claim with { Id = IdOf(org, server, claim) })],
        Policies =
        [
            .. server.Policies.Select(policy => policy with
            {
                Id = IdOf(org, server, policy),
                Rules = [.. policy.Rules.Select(rule => rule with { Id = IdOf(org, server, policy, rule) })],
            }),
        ],
    };

    /// <summary>The id of a policy: that of one of the seed is worked out of its name.</summary>
    internal static string IdOf(string org, CustomAuthorizationServer server, AccessPolicy policy) =>
        policy.Id ?? Ids.Policy(org, PolicyType, $"{server.Id}\n{policy.Name}");

    internal static string IdOf(string org, CustomAuthorizationServer server, AccessPolicy policy, AccessRule rule) =>
        rule.Id ?? Ids.Rule(org, PolicyType, $"{server.Id}\n{policy.Name}", rule.Name);

    internal static string IdOf(string org, CustomAuthorizationServer server, Scope scope) => scope.Id ?? Ids.Scope(org, server.Id, scope.Name);

    internal static string IdOf(string org, CustomAuthorizationServer server, ServerClaim claim) =>
        claim.Id ?? Ids.Claim(org, server.Id, $"{claim.Type}\n{string.Join(' ', claim.Scopes)}", claim.Name);

    /// <summary>A text of the body; null where it is missing or empty.</summary>
    internal static string? Text(SeedNode body, params ReadOnlySpan<string> way) =>
        RequestTree.Text(RequestTree.At(body, way)) is { Length: > 0 } text ? text : null;

    /// <summary>The name in a body, which has to be there and nobody else's.</summary>
    internal static string Name(SeedNode body, IEnumerable<string> taken, SeedErrors errors)
    {
        var name = Text(body, "name") ?? "";
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add(1, "name", RequestErrors.Blank, "");
        }
        else if (taken.Contains(name))
        {
            errors.Add(1, "name", RequestErrors.Taken, "");
        }

        return name;
    }
}
