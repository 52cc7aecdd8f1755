using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Groups;

/// <summary>The rules that put people into groups (Groups API, "Group rule operations").</summary>
internal static class GroupRulesApi
{
    private const int UsualPage = 50;
    private const int LargestPage = 200;

    // A list of rules is no group of this id.
    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/groups/rules",                               List),
        new("POST",   "/api/v1/groups/rules",                               Add),
        new("PUT",    "/api/v1/groups/rules",                               ErrorCodes.BadMethod.Because().Write),
        new("DELETE", "/api/v1/groups/rules",                               ErrorCodes.BadMethod.Because().Write),
        new("GET",    "/api/v1/groups/rules/{ruleId}",                      Get),
        new("PUT",    "/api/v1/groups/rules/{ruleId}",                      Replace),
        new("DELETE", "/api/v1/groups/rules/{ruleId}",                      Remove),
        new("POST",   "/api/v1/groups/rules/{ruleId}/lifecycle/activate",   Activate),
        new("POST",   "/api/v1/groups/rules/{ruleId}/lifecycle/deactivate", Deactivate),
    ];

    /// <summary>The org's rules.</summary>
    internal static readonly ManagedList<GroupRule> Rules = new(
        "GroupRule",
        "PolicyRule",
        configuration => configuration.Administration.GroupRules,
        (configuration, rules) => configuration with { Administration = configuration.Administration with { GroupRules = rules } },
        rule => rule.Id,
        rule => rule.Name);

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadGroups) is null)
        {
            return;
        }

        var configuration = context.Org().Current.Configuration;
        var search = context.Request.Query["search"].ToString();
        var paging = Paging.Of(context, UsualPage, LargestPage);
        var rules = paging.Cut(
            context,
            [
                .. Rules.Of(configuration)
                    .Where(rule => rule.Name.Contains(search, StringComparison.OrdinalIgnoreCase) && string.CompareOrdinal(rule.Id, paging.After) > 0)
                    .OrderBy(rule => rule.Id, StringComparer.Ordinal),
            ],
            rule => rule.Id);
        await ManagementJson.List(context, rules, (json, rule) => Write(json, rule, configuration));
    }

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadGroups) is not null)
        {
            await (Rules.Find(context.Org().Current.Configuration, Id(context)) is { } rule ? Show(context, rule) : Rules.NotFound(Id(context)).Write(context));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is { } caller
            && await EditRequest.Read(context, "0pr") is { } request
            && await Rules.Add(context, caller, "policy.rule.add", configuration => GroupRuleForm.Read(
                new GroupRule(request.NewId, "", "", [], request.Now) { LastUpdated = request.Now }, configuration, request)) is { } rule)
        {
            await Show(context, rule);
        }
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is { } caller
            && await EditRequest.Read(context, "0pr") is { } request
            && await Rules.Edit(context, caller, "policy.rule.update", Id(context), (configuration, old) => GroupRuleForm.Read(old, configuration, request)) is { } rule)
        {
            await Show(context, rule);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        var removes = bool.TryParse(context.Request.Query["removeUsers"], out var asked) && asked;
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is not { } caller)
        {
            return;
        }

        // Whom the rule has put somewhere is found by its id: who would have to go, goes before it.
        var known = Rules.Find(context.Org().Current.Configuration, Id(context));
        if (removes && known is { } rule && !IsInForce(rule, context.Org().Current.Configuration))
        {
            await RuledGroups.Empty(context.Org(), rule);
        }

        if (await Rules.Edit(context, caller, "policy.rule.delete", Id(context), (configuration, old) => IsInForce(old, configuration)
            ? new(configuration, null, RequestErrors.At("status", "The rule must be deactivated before it is deleted"))
            : Rules.Drop(configuration, old)) is not null)
        {
            await OktaJson.Ok(
                context,
                json =>
                {
                    json.WriteStartObject();
                    json.WriteEndObject();
                },
                StatusCodes.Status202Accepted);
        }
    }

    private static async Task Activate(HttpContext context)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is { } caller
            && await Rules.Edit(context, caller, "policy.rule.activate", Id(context), (configuration, old) =>
                !old.HasAllGroups(configuration) ? new(configuration, null, RequestErrors.At("groupIds", "A group of the rule is not there any more"))
                : GroupRuleForm.Privileged(configuration, old.Groups) is { } error ? new(configuration, null, error)
                : Rules.Put(configuration, old with { Active = true, LastUpdated = old.Active ? old.LastUpdated : now })) is not null)
        {
            await RuledGroups.SettleAll(context.Org());
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Deactivate(HttpContext context)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is { } caller
            && await Rules.Edit(context, caller, "policy.rule.deactivate", Id(context), (configuration, old) =>
                old.Active && !old.HasAllGroups(configuration)
                    ? new(configuration, null, RequestErrors.At("status", "A rule that is INVALID cannot be deactivated"))
                    : Rules.Put(configuration, old with { Active = false, LastUpdated = old.Active ? now : old.LastUpdated })) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static bool IsInForce(GroupRule rule, OrgConfiguration configuration) => rule.Active && rule.HasAllGroups(configuration);

    private static Task Show(HttpContext context, GroupRule rule) =>
        OktaJson.Ok(context, (Utf8JsonWriter json) => Write(json, rule, context.Org().Current.Configuration));

    private static void Write(Utf8JsonWriter json, GroupRule rule, OrgConfiguration configuration)
    {
        var valid = rule.HasAllGroups(configuration);
        json.WriteStartObject();
        json.WriteString("type", GroupRuleForm.Type);
        json.WriteString("id", rule.Id);
        json.WriteString("status", !rule.Active ? "INACTIVE" : valid ? "ACTIVE" : "INVALID");
        json.WriteString("name", rule.Name);
        json.WriteTimes(rule.Created, rule.LastUpdated);
        json.WriteStartObject("conditions");
        json.WriteStartObject("people");
        json.WriteStartObject("users");
        json.WriteList("exclude", rule.ExcludedUsers);
        json.WriteEndObject();
        json.WriteStartObject("groups");
        json.WriteList("exclude", rule.ExcludedGroups);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("expression");
        json.WriteString("value", rule.Expression);
        json.WriteString("type", GroupRuleForm.ExpressionType);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("actions");
        json.WriteStartObject("assignUserToGroups");
        json.WriteList("groupIds", rule.Groups);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("allGroupsValid", valid);
        json.WriteEndObject();
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["ruleId"]!;
}
