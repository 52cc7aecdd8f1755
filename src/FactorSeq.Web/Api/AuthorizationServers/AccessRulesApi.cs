using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>The rules of an access policy (Authorization Servers API, "Policy Rule operations").</summary>
internal static class AccessRulesApi
{
    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await Required(context) is var (server, policy))
        {
            await ManagementJson.List(context, policy.Rules, (json, rule) => Write(json, context, server, policy, rule));
        }
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await Required(context) is var (server, policy))
        {
            await (Find(context, server, policy) is { } rule ? OktaJson.Ok(context, json => Write(json, context, server, policy, rule)) : NotFound(context).Write(context));
        }
    }

    internal static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "0pr") is { } request
            && await Edited(context, caller, "policy.rule.add", (configuration, server, policy) => AccessRuleForm.Read(
                new AccessRule("") { Id = request.NewId, Created = request.Now, Inactive = !request.Activate }, server, policy, policy.Rules, configuration, request)) is { } made)
        {
            await Show(context, made, StatusCodes.Status201Created);
        }
    }

    internal static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "0pr") is { } request
            && await Edited(context, caller, "policy.rule.update", (configuration, server, policy) => Find(context, server, policy) is not { } old
                ? (policy, null, NotFound(context))
                : AccessRuleForm.Read(
                    old, server, policy, policy.Rules.Remove(old), configuration, request, policy.Rules.IndexOf(old) + 1)) is { } changed)
        {
            await Show(context, changed);
        }
    }

    internal static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await Edited(context, caller, "policy.rule.delete", (_, server, policy) => Find(context, server, policy) is { } rule
                ? (policy with { Rules = policy.Rules.Remove(rule) }, rule, null)
                : (policy, null, NotFound(context))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    internal static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await Edited(context, caller, active ? "policy.rule.activate" : "policy.rule.deactivate", (_, server, policy) =>
            {
                if (Find(context, server, policy) is not { } old)
                {
                    return (policy, null, NotFound(context));
                }

                var changed = old.Inactive != active ? old : old with { Inactive = !active, LastUpdated = now };
                return (ReferenceEquals(changed, old) ? policy : policy with { Rules = policy.Rules.Replace(old, changed) }, changed, null);
            }) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static string Id(HttpContext context) => ServerEditing.Route(context, "ruleId");

    private static AccessRule? Find(HttpContext context, CustomAuthorizationServer server, AccessPolicy policy) =>
        policy.Rules.FirstOrDefault(rule => ServerEditing.IdOf(context.Org().Name, server, policy, rule) == Id(context));

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Id(context), "PolicyRule");

    private static async ValueTask<(CustomAuthorizationServer Server, AccessPolicy Policy)?> Required(HttpContext context)
    {
        if (await ServerEditing.Required(context) is not { } server)
        {
            return null;
        }

        if (AccessPoliciesApi.Find(context, server) is { } policy)
        {
            return (server, policy);
        }

        await AccessPoliciesApi.NotFound(context).Write(context);
        return null;
    }

    // A policy whose rule is changed keeps its id, whatever it is called later.
    private static ValueTask<AccessRule?> Edited(
        HttpContext context,
        ApiCaller caller,
        string type,
        Func<OrgConfiguration, CustomAuthorizationServer, AccessPolicy, (AccessPolicy Policy, AccessRule? Rule, OktaError? Error)> edit) => ManagementEdit.Write<AccessRule>(
        context,
        caller,
        type,
        rule => new LogTarget(rule.Id!, "PolicyRule", "unknown", rule.Name),
        configuration => ServerEditing.In(context, configuration, server =>
        {
            if (AccessPoliciesApi.Find(context, server) is not { } old)
            {
                return (server, null, AccessPoliciesApi.NotFound(context));
            }

            var (policy, rule, error) = edit(configuration, server, old);
            return (ReferenceEquals(policy, old) ? server : server with { Policies = server.Policies.Replace(old, policy) }, rule, error);
        }));

    private static Task Show(HttpContext context, AccessRule rule, int status = StatusCodes.Status200OK) =>
        ServerEditing.Find(context.Org().Current.Configuration, ServerEditing.Id(context)) is { } server && AccessPoliciesApi.Find(context, server) is { } policy
            ? OktaJson.Ok(context, json => Write(json, context, server, policy, rule), status)
            : AccessPoliciesApi.NotFound(context).Write(context);

    private static void Write(Utf8JsonWriter json, HttpContext context, CustomAuthorizationServer server, AccessPolicy policy, AccessRule rule)
    {
        var org = context.Org().Name;
        var id = ServerEditing.IdOf(org, server, policy, rule);
        var place = 1 + policy.Rules.TakeWhile(other => ServerEditing.IdOf(org, server, policy, other) != id).Count();
        AccessJson.Write(
            json, rule, id, place, $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}/policies/{ServerEditing.IdOf(org, server, policy)}/rules");
    }
}
