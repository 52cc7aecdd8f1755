using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>The access policies of an authorization server (Authorization Servers API, "Policy operations").</summary>
internal static class AccessPoliciesApi
{
    private const int MostPriority = 1_000_000;

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await ManagementJson.List(context, server.Policies, (json, policy) => Write(json, context, server, policy));
        }
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await (Find(context, server) is { } policy ? OktaJson.Ok(context, json => Write(json, context, server, policy)) : NotFound(context).Write(context));
        }
    }

    internal static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "00p") is { } request
            && await Edited(context, caller, "policy.lifecycle.create", (configuration, server) =>
                Read(new AccessPolicy("", [], []) { Id = request.NewId, Created = request.Now, Inactive = !request.Activate }, server, server.Policies, configuration, request)) is { } made)
        {
            await Show(context, made, StatusCodes.Status201Created);
        }
    }

    internal static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "00p") is { } request
            && await Edited(context, caller, "policy.lifecycle.update", (configuration, server) => Find(context, server) is not { } old
                ? (server, null, NotFound(context))
                : Read(old, server, server.Policies.Remove(old), configuration, request, server.Policies.IndexOf(old) + 1)) is { } changed)
        {
            await Show(context, changed);
        }
    }

    internal static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await Edited(context, caller, "policy.lifecycle.delete", (_, server) => Find(context, server) is { } policy
                ? (server with { Policies = server.Policies.Remove(policy) }, policy, null)
                : (server, null, NotFound(context))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    internal static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await Edited(context, caller, active ? "policy.lifecycle.activate" : "policy.lifecycle.deactivate", (_, server) =>
                Find(context, server) is not { } old ? (server, null, NotFound(context))
                : old.Inactive != active ? (server, old, null)
                : Put(server, old, old with { Inactive = !active, LastUpdated = now })) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <summary>The policy that the path names; null where the server has none of that id.</summary>
    internal static AccessPolicy? Find(HttpContext context, CustomAuthorizationServer server) =>
        server.Policies.FirstOrDefault(policy => ServerEditing.IdOf(context.Org().Name, server, policy) == ServerEditing.Route(context, "policyId"));

    internal static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(ServerEditing.Route(context, "policyId"), "Policy");

    /// <summary>A place in the order, as a body gives it.</summary>
    internal static int? Priority(EditRequest request, SeedErrors errors) =>
        RequestTree.At(request.Body, "priority") is { } node ? Scalars.Number(node, 1, MostPriority, errors) : null;

    private static (CustomAuthorizationServer Server, AccessPolicy? Policy, OktaError? Error) Put(
        CustomAuthorizationServer server, AccessPolicy old, AccessPolicy changed) => (server with { Policies = server.Policies.Replace(old, changed) }, changed, null);

    private static (CustomAuthorizationServer Server, AccessPolicy? Policy, OktaError? Error) Read(
        AccessPolicy old, CustomAuthorizationServer server, ImmutableArray<AccessPolicy> others, OrgConfiguration configuration, EditRequest request, int? place = null)
    {
        var errors = new SeedErrors("body");
        var name = ServerEditing.Name(request.Body, others.Select(other => other.Name), errors);
        if (ServerEditing.Text(request.Body, "type") is { } type and not "OAUTH_AUTHORIZATION_POLICY")
        {
            errors.Add(1, "type", $"{Wording.Quoted(type)} is not the type of a policy of authorization servers", "");
        }

        var priority = Priority(request, errors) ?? place;
        var clients = Clients(request, configuration, errors);
        if (RequestErrors.Of(errors) is { } error)
        {
            return (server, null, error);
        }

        var policy = old with
        {
            Name = name,
            Description = ServerEditing.Text(request.Body, "description"),
            Clients = clients,
            LastUpdated = request.Now,
        };
        return (server with { Policies = ServerEditing.Put(others, policy, priority) }, policy, null);
    }

    private static ImmutableArray<string> Clients(EditRequest request, OrgConfiguration configuration, SeedErrors errors)
    {
        const string All = "ALL_CLIENTS";
        var given = (RequestTree.At(request.Body, "conditions", "clients", "include") as SeedNode.List)?.Items ?? [];
        if (given.Count == 0)
        {
            errors.Add(1, "conditions.clients.include", RequestErrors.Blank, "");
        }

        var clients = new Names("client", name => name, errors);
        clients.Add(All, All);
        foreach (var app in configuration.Apps.Where(app => app is { Type: AppType.Oidc, Saml: null }))
        {
            clients.Add(app.ClientId, app.ClientId);
        }

        var named = SeedScope.Resolve(given, clients);
        return named.Contains(All) ? [] : named;
    }

    private static ValueTask<AccessPolicy?> Edited(
        HttpContext context,
        ApiCaller caller,
        string type,
        Func<OrgConfiguration, CustomAuthorizationServer, (CustomAuthorizationServer, AccessPolicy?, OktaError?)> edit) => ManagementEdit.Write<AccessPolicy>(
        context,
        caller,
        type,
        policy => new LogTarget(policy.Id!, "PolicyEntity", "unknown", policy.Name),
        configuration => ServerEditing.In(context, configuration, server => edit(configuration, server)));

    private static Task Show(HttpContext context, AccessPolicy policy, int status = StatusCodes.Status200OK) =>
        ServerEditing.Find(context.Org().Current.Configuration, ServerEditing.Id(context)) is { } server
            ? OktaJson.Ok(context, json => Write(json, context, server, policy), status)
            : ServerEditing.NotFound(context).Write(context);

    private static void Write(Utf8JsonWriter json, HttpContext context, CustomAuthorizationServer server, AccessPolicy policy)
    {
        var id = ServerEditing.IdOf(context.Org().Name, server, policy);
        var place = 1 + server.Policies.TakeWhile(other => ServerEditing.IdOf(context.Org().Name, server, other) != id).Count();
        AccessJson.Write(json, policy, id, place, $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}/policies");
    }
}
