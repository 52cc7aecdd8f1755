using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.OrgFactors;

/// <summary><c>/api/v1/org/factors</c>: which factors the org has at all (Okta, "Factors administration").</summary>
internal static class OrgFactorsApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/api/v1/org/factors",                           List),
        new("GET",  "/api/v1/org/factors/{key}",                     Find),
        new("POST", "/api/v1/org/factors/{key}/lifecycle/activate",   context => Switch(context, active: true)),
        new("POST", "/api/v1/org/factors/{key}/lifecycle/deactivate", context => Switch(context, active: false)),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadFactors) is null)
        {
            return;
        }

        var org = context.Org();
        var filter = context.Request.Query["filter"].ToString();
        var wanted = filter switch
        {
            "" => (bool?)null,
            "status eq \"ACTIVE\"" => true,
            "status eq \"INACTIVE\"" => false,
            _ => default,
        };
        if (filter.Length > 0 && wanted is null)
        {
            await RequestErrors.At("filter", "only status eq \"ACTIVE\" and status eq \"INACTIVE\" are understood").Write(context);
            return;
        }

        var configuration = org.Current.Configuration;
        await ManagementJson.List(
            context,
            org.Catalog.All.Where(factor => wanted is null || configuration.IsActive(factor.Type.PolicyKey) == wanted),
            (json, factor) => Write(json, factor.Type, configuration, context.BaseUrl()));
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadFactors) is not null)
        {
            await (Factor(context) is { } factor ? Answer(context, factor) : NotFound(context));
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageFactors) is not { } caller)
        {
            return;
        }

        if (Factor(context) is not { } factor)
        {
            await NotFound(context);
            return;
        }

        var key = factor.PolicyKey;
        if (await ManagementEdit.Write<FactorType>(
            context,
            caller,
            active ? "system.mfa.factor.activate" : "system.mfa.factor.deactivate",
            _ => new LogTarget(key, "Factor", key, key),
            configuration =>
                !active && IsRequired(configuration, key) ? new(configuration, null, ErrorCodes.BadRequest.Because())
                : new(configuration.IsActive(key) == active ? configuration : Switched(configuration, key, active), factor, null)) is not null)
        {
            await Answer(context, factor);
        }
    }

    private static bool IsRequired(OrgConfiguration configuration, string key) => configuration.Enrollment.Any(policy =>
        policy.Rules.Select(rule => (EnrollmentAction?)rule.Action).Append(policy.Settings).Any(action => action?.Factors.GetValueOrDefault(key) == EnrollmentDemand.Required));

    // What enrollment policies say of it stays, and counts again once it is switched on.
    private static OrgConfiguration Switched(OrgConfiguration configuration, string key, bool active)
    {
        var inactive = configuration.InactiveFactors;
        return configuration with { InactiveFactors = active ? inactive.Remove(key) : inactive.Add(key) };
    }

    private static FactorType? Factor(HttpContext context)
    {
        var key = (string)context.Request.RouteValues["key"]!;
        return context.Org().Catalog.All.FirstOrDefault(factor => factor.Type.PolicyKey == key)?.Type;
    }

    private static Task NotFound(HttpContext context) => RequestErrors.NotFound((string)context.Request.RouteValues["key"]!, "Factor").Write(context);

    private static Task Answer(HttpContext context, FactorType factor) =>
        OktaJson.Ok(context, json => Write(json, factor, context.Org().Current.Configuration, context.BaseUrl()));

    private static void Write(Utf8JsonWriter json, FactorType factor, OrgConfiguration configuration, string baseUrl)
    {
        var address = $"{baseUrl}/api/v1/org/factors/{factor.PolicyKey}";
        var active = configuration.IsActive(factor.PolicyKey);
        json.WriteStartObject();
        json.WriteString("id", factor.PolicyKey);
        json.WriteString("provider", factor.Kind.Provider);
        json.WriteString("factorType", factor.Kind.Type);
        json.WriteStatus(active);
        json.WriteStartObject("_links");
        json.WriteLifecycleLink(address, active);
        json.WriteLinkOf("self", address, "GET");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
