using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Policies;

/// <summary>The Policy API: policies (Okta, "Policy API").</summary>
internal static class PoliciesApi
{
    private const int MostExpandedRules = 20;

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/policies",                                 List),
        new("POST",   "/api/v1/policies",                                 Add),
        new("GET",    "/api/v1/policies/{policyId}",                      Find),
        new("PUT",    "/api/v1/policies/{policyId}",                      Replace),
        new("DELETE", "/api/v1/policies/{policyId}",                      Remove),
        new("POST",   "/api/v1/policies/{policyId}/lifecycle/activate",   context => Switch(context, active: true)),
        new("POST",   "/api/v1/policies/{policyId}/lifecycle/deactivate", context => Switch(context, active: false)),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadPolicies) is null)
        {
            return;
        }

        var query = context.Request.Query;
        var type = query["type"].ToString();
        var configuration = context.Org().Current.Configuration;
        if (FixedPolicies.Types.Contains(type))
        {
            await ListPage.Write(
                context,
                FixedPolicies.Of(configuration).Where(policy => policy.Type == type),
                policy => policy.Id,
                (json, policy) => FixedPolicies.Write(json, policy, context.BaseUrl()));
            return;
        }

        if (PolicyKind.All.FirstOrDefault(kind => kind.Type == type) is not { } known)
        {
            await NoType(type).Write(context);
            return;
        }

        var status = query["status"].ToString();
        var view = PolicyEditing.View(context, PolicyEditing.AsksForRules(context));
        await ListPage.Write(
            context,
            known.List(configuration).Where(head => (status.Length == 0 || status == (head.Active ? "ACTIVE" : "INACTIVE"))
                && head.Name.StartsWith(query["q"].ToString(), StringComparison.OrdinalIgnoreCase)),
            head => head.Id,
            (json, head) => known.Write(json, configuration, head.Id, view));
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is not { } caller || await EditRequest.Read(context, "00p") is not { } request)
        {
            return;
        }

        var type = RequestTree.Text(RequestTree.At(request.Body, "type")) ?? "";
        if (PolicyKind.All.FirstOrDefault(kind => kind.Type == type) is not { } known)
        {
            await (FixedPolicies.Types.Contains(type) ? ErrorCodes.NoPermission.Because() : NoType(type)).Write(context);
            return;
        }

        if (await PolicyEditing.Write(context, caller, "policy.lifecycle.create", PolicyEditing.Policy, configuration => known.Add(configuration, request)) is { } made)
        {
            await PolicyEditing.ShowPolicy(context, known, made.Id);
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadPolicies) is null)
        {
            return;
        }

        var configuration = context.Org().Current.Configuration;
        var id = PolicyEditing.PolicyId(context);
        if (PolicyKind.OfPolicy(configuration, id) is { } kind)
        {
            await (PolicyEditing.AsksForRules(context) && kind.Rules(configuration, id).Count() > MostExpandedRules
                ? RequestErrors.At("expand", $"A policy with more than {MostExpandedRules} rules cannot be expanded")
                    .Write(context)
                : PolicyEditing.ShowPolicy(context, kind, id));
            return;
        }

        await (FixedPolicies.Find(configuration, id) is { } found
            ? OktaJson.Ok(context, json => FixedPolicies.Write(json, found, context.BaseUrl()))
            : RequestErrors.NotFound(id, "Policy").Write(context));
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is not { } caller
            || await PolicyEditing.Kind(context) is not { } kind
            || await EditRequest.Read(context, "00p") is not { } request)
        {
            return;
        }

        var id = PolicyEditing.PolicyId(context);
        if (await PolicyEditing.Write(context, caller, "policy.lifecycle.update", PolicyEditing.Policy, configuration => kind.Replace(configuration, id, request)) is not null)
        {
            await PolicyEditing.ShowPolicy(context, kind, id);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is { } caller
            && await PolicyEditing.Kind(context) is { } kind
            && await PolicyEditing.Write(
                context, caller, "policy.lifecycle.delete", PolicyEditing.Policy, configuration => kind.Remove(configuration, PolicyEditing.PolicyId(context))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var @event = $"policy.lifecycle.{(active ? "activate" : "deactivate")}";
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is { } caller
            && await PolicyEditing.Kind(context) is { } kind
            && await PolicyEditing.Write(
                context, caller, @event, PolicyEditing.Policy, configuration => kind.Switch(configuration, PolicyEditing.PolicyId(context), active, now)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static OktaError NoType(string type) =>
        RequestErrors.At("type", type.Length == 0 ? RequestErrors.Blank : $"Invalid policy type specified: {Seed.Wording.Clause(type)}.");
}
