using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Policies;

/// <summary>The Policy API: rules (Okta, "Policy API").</summary>
internal static class PolicyRulesApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/policies/{policyId}/rules",                                List),
        new("POST",   "/api/v1/policies/{policyId}/rules",                                Add),
        new("GET",    "/api/v1/policies/{policyId}/rules/{ruleId}",                       Find),
        new("PUT",    "/api/v1/policies/{policyId}/rules/{ruleId}",                       Replace),
        new("DELETE", "/api/v1/policies/{policyId}/rules/{ruleId}",                       Remove),
        new("POST",   "/api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/activate",    context => Switch(context, active: true)),
        new("POST",   "/api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/deactivate",  context => Switch(context, active: false)),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadPolicies) is null)
        {
            return;
        }

        var configuration = context.Org().Current.Configuration;
        var policy = PolicyEditing.PolicyId(context);
        if (FixedPolicies.Find(configuration, policy) is { } found)
        {
            await ListPage.Write(context, found.Rules, rule => rule.Id, (json, rule) => FixedPolicies.WriteRule(json, found, rule, context.BaseUrl()));
        }
        else if (await PolicyEditing.Kind(context) is { } kind)
        {
            var view = PolicyEditing.View(context);
            await ListPage.Write(
                context, kind.Rules(configuration, policy), rule => rule.Id, (json, rule) => kind.WriteRule(json, configuration, policy, rule.Id, view));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is not { } caller
            || await PolicyEditing.Kind(context) is not { } kind
            || await EditRequest.Read(context, "0pr") is not { } request)
        {
            return;
        }

        var policy = PolicyEditing.PolicyId(context);
        if (await PolicyEditing.Write(context, caller, "policy.rule.add", PolicyEditing.Rule, configuration => kind.AddRule(configuration, policy, request)) is { } made)
        {
            await PolicyEditing.ShowRule(context, kind, policy, made.Id);
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadPolicies) is null)
        {
            return;
        }

        var policy = PolicyEditing.PolicyId(context);
        if (FixedPolicies.Find(context.Org().Current.Configuration, policy) is { } found)
        {
            await (found.Rules.FirstOrDefault(rule => rule.Id == PolicyEditing.RuleId(context)) is { } rule
                ? OktaJson.Ok(context, json => FixedPolicies.WriteRule(json, found, rule, context.BaseUrl()))
                : RequestErrors.NotFound(PolicyEditing.RuleId(context), "PolicyRule").Write(context));
        }
        else if (await PolicyEditing.Kind(context) is { } kind)
        {
            await PolicyEditing.ShowRule(context, kind, policy, PolicyEditing.RuleId(context));
        }
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is not { } caller
            || await PolicyEditing.Kind(context) is not { } kind
            || await EditRequest.Read(context, "0pr") is not { } request)
        {
            return;
        }

        var (policy, rule) = (PolicyEditing.PolicyId(context), PolicyEditing.RuleId(context));
        if (await PolicyEditing.Write(
            context, caller, "policy.rule.update", PolicyEditing.Rule, configuration => kind.ReplaceRule(configuration, policy, rule, request)) is not null)
        {
            await PolicyEditing.ShowRule(context, kind, policy, rule);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        var (policy, rule) = (PolicyEditing.PolicyId(context), PolicyEditing.RuleId(context));
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is { } caller
            && await PolicyEditing.Kind(context) is { } kind
            && await PolicyEditing.Write(context, caller, "policy.rule.delete", PolicyEditing.Rule, configuration => kind.RemoveRule(configuration, policy, rule)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var (policy, rule) = (PolicyEditing.PolicyId(context), PolicyEditing.RuleId(context));
        var @event = $"policy.rule.{(active ? "activate" : "deactivate")}";
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManagePolicies) is { } caller
            && await PolicyEditing.Kind(context) is { } kind
            && await PolicyEditing.Write(
                context, caller, @event, PolicyEditing.Rule, configuration => kind.SwitchRule(configuration, policy, rule, active, now)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }
}
