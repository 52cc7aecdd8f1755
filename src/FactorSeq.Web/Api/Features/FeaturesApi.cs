using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Features;

/// <summary>
/// The Features API, for administrators: what they may switch themselves. Factor sequencing is not among it: Okta Support alone switches it.
/// </summary>
internal static class FeaturesApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/api/v1/features",                   List),
        new("GET",  "/api/v1/features/{id}",              context => Show(context, (feature, json) => Write(json, context, feature))),
        new("GET",  "/api/v1/features/{id}/dependencies", context => Show(context, (feature, json) => WriteAll(json, context, feature.Dependencies))),
        new("GET",  "/api/v1/features/{id}/dependents",   context => Show(context, (feature, json) => WriteAll(json, context, feature.Dependents))),
        new("POST", "/api/v1/features/{id}/dependencies", ErrorCodes.BadMethod.Because().Write),
        new("POST", "/api/v1/features/{id}/dependents",   ErrorCodes.BadMethod.Because().Write),
        new("POST", "/api/v1/features/{id}/{lifecycle}",  Switch),
    ];

    /// <summary>A feature's id: prefix <c>ftr</c>.</summary>
    internal static string IdOf(Org org, string feature) => Ids.Feature(org.Name, feature);

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadFeatures) is not null)
        {
            await OktaJson.Ok(context, json => WriteAll(json, context, SelfServiceFeature.All));
        }
    }

    private static async Task Show(HttpContext context, Action<SelfServiceFeature, Utf8JsonWriter> write)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadFeatures) is not null)
        {
            await (Of(context) is { } feature ? OktaJson.Ok(context, json => write(feature, json)) : NotFound(context).Write(context));
        }
    }

    private static async Task Switch(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageFeatures) is not { } caller)
        {
            return;
        }

        // Terraform writes it in capitals.
        var lifecycle = (string)context.Request.RouteValues["lifecycle"]!;
        var on = string.Equals(lifecycle, "enable", StringComparison.OrdinalIgnoreCase);
        if (!on && !string.Equals(lifecycle, "disable", StringComparison.OrdinalIgnoreCase))
        {
            await NotFound(context).Write(context);
            return;
        }

        if (Of(context) is not { } feature)
        {
            await (Named(context) == IdOf(context.Org(), Feature.FactorSequencing) || Named(context) == Feature.FactorSequencing
                ? ErrorCodes.NoPermission.Because()
                : NotFound(context)).Write(context);
            return;
        }

        var forced = string.Equals(context.Request.Query["mode"], "force", StringComparison.OrdinalIgnoreCase);
        if (await ManagementEdit.Write(
            context,
            caller,
            on ? "system.feature.enable" : "system.feature.disable",
            switched => new LogTarget(IdOf(context.Org(), switched.Name), "Feature", "unknown", switched.Name),
            configuration => Put(configuration, feature, on, forced)) is not null)
        {
            await OktaJson.Ok(context, json => Write(json, context, feature));
        }
    }

    // By force, what it needs is switched on with it, and off goes with it what needs it.
    private static Outcome<SelfServiceFeature> Put(OrgConfiguration configuration, SelfServiceFeature feature, bool on, bool forced)
    {
        var others = (on ? feature.Dependencies : feature.Dependents).Where(other => other.IsOn(configuration) != on).ToList();
        if (others.Count > 0 && !forced)
        {
            return new(configuration, null, ErrorCodes.FeatureConflict.With(feature.Name) with
            {
                Located =
                [
                    .. others.Select(other => new LocatedCause(
                        on ? $"{feature.Name} needs {other.Name}, which is not enabled." : $"{other.Name} needs {feature.Name}, and is enabled.",
                        "feature",
                        other.Name,
                        on ? "DEPENDENCY_NOT_ENABLED" : "DEPENDENT_NOT_DISABLED")),
                ],
            });
        }

        return new(feature.With(others.Aggregate(configuration, (changed, other) => other.With(changed, on)), on), feature, null);
    }

    private static void WriteAll(Utf8JsonWriter json, HttpContext context, IEnumerable<SelfServiceFeature> features)
    {
        json.WriteStartArray();
        foreach (var feature in features)
        {
            Write(json, context, feature);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, HttpContext context, SelfServiceFeature feature)
    {
        var on = feature.IsOn(context.Org().Current.Configuration);
        var address = $"{context.BaseUrl()}/api/v1/features/{IdOf(context.Org(), feature.Name)}";
        json.WriteStartObject();
        json.WriteString("id", IdOf(context.Org(), feature.Name));
        json.WriteString("type", "self-service");
        json.WriteString("status", on ? "ENABLED" : "DISABLED");
        json.WriteString("name", feature.Name);
        json.WriteString("description", feature.Description);
        json.WriteStartObject("stage");
        json.WriteString("value", feature.Stage);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        var step = on ? "disable" : "enable";
        json.WriteLinkOf(step, $"{address}/{step}", "POST");
        json.WriteHref("self", address);
        json.WriteHref("dependents", $"{address}/dependents");
        json.WriteHref("dependencies", $"{address}/dependencies");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static SelfServiceFeature? Of(HttpContext context) =>
        SelfServiceFeature.All.FirstOrDefault(feature => IdOf(context.Org(), feature.Name) == Named(context));

    private static string Named(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Named(context), "Feature");
}
