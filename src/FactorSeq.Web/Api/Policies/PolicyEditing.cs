using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Policies;

/// <summary>What the routes of policies and those of rules have alike.</summary>
internal static class PolicyEditing
{
    /// <summary>What the System Log calls a policy.</summary>
    internal const string Policy = "PolicyEntity";

    /// <summary>What the System Log calls a policy's rule.</summary>
    internal const string Rule = "PolicyRule";

    internal static string PolicyId(HttpContext context) => (string)context.Request.RouteValues["policyId"]!;

    internal static string RuleId(HttpContext context) => (string)context.Request.RouteValues["ruleId"]!;

    internal static PolicyView View(HttpContext context, bool expandsRules = false) => new(context.BaseUrl(), context.Org().Catalog, expandsRules);

    internal static bool AsksForRules(HttpContext context) => context.Request.Query["expand"] == "rules";

    /// <summary>The type of the policy in the path, where it can be edited; null after an error was answered.</summary>
    internal static async ValueTask<PolicyKind?> Kind(HttpContext context)
    {
        var configuration = context.Org().Current.Configuration;
        if (PolicyKind.OfPolicy(configuration, PolicyId(context)) is { } kind)
        {
            return kind;
        }

        await (FixedPolicies.Find(configuration, PolicyId(context)) is not null
            ? ErrorCodes.NoPermission.Because()
            : RequestErrors.NotFound(PolicyId(context), "Policy")).Write(context);
        return null;
    }

    internal static ValueTask<Head?> Write(
        HttpContext context, ApiCaller caller, string @event, string subject, Func<OrgConfiguration, Outcome<Head>> edit) =>
        ManagementEdit.Write(context, caller, @event, head => new LogTarget(head.Id, subject, "unknown", head.Name), edit);

    internal static Task ShowPolicy(HttpContext context, PolicyKind kind, string policy) => Show(
        context,
        configuration => kind.Find(configuration, policy) is not null,
        policy,
        "Policy",
        (json, configuration) => kind.Write(json, configuration, policy, View(context, AsksForRules(context))));

    internal static Task ShowRule(HttpContext context, PolicyKind kind, string policy, string rule) => Show(
        context,
        configuration => kind.FindRule(configuration, policy, rule) is not null,
        rule,
        "PolicyRule",
        (json, configuration) => kind.WriteRule(json, configuration, policy, rule, View(context)));

    // Somebody else may have deleted it since it was written.
    private static Task Show(
        HttpContext context, Func<OrgConfiguration, bool> isThere, string id, string what, Action<Utf8JsonWriter, OrgConfiguration> write)
    {
        var configuration = context.Org().Current.Configuration;
        return isThere(configuration)
            ? OktaJson.Ok(context, json => write(json, configuration))
            : RequestErrors.NotFound(id, what).Write(context);
    }
}
