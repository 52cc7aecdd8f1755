using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Features;

/// <summary>
/// The Features API, for administrators: it lists what they may switch themselves. Factor sequencing is not among it: Okta Support alone switches it.
/// </summary>
internal static class FeaturesApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/api/v1/features",                  List),
        new("GET",  "/api/v1/features/{id}",             Find),
        new("POST", "/api/v1/features/{id}/{lifecycle}", Switch),
    ];

    /// <summary>A feature's id: prefix <c>ftr</c>.</summary>
    internal static string IdOf(Org org, string feature) => Ids.Feature(org.Name, feature);

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadFeatures) is not null)
        {
            await OktaJson.Ok(context, json =>
            {
                json.WriteStartArray();
                json.WriteEndArray();
            });
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadFeatures) is not null)
        {
            await NotFound(context).Write(context);
        }
    }

    private static async Task Switch(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageFeatures) is null)
        {
            return;
        }

        var id = (string)context.Request.RouteValues["id"]!;
        var lifecycle = (string)context.Request.RouteValues["lifecycle"]!;
        var isSwitch = string.Equals(lifecycle, "enable", StringComparison.OrdinalIgnoreCase)
            || string.Equals(lifecycle, "disable", StringComparison.OrdinalIgnoreCase);
        await (isSwitch && (id == IdOf(context.Org(), Feature.FactorSequencing) || id == Feature.FactorSequencing)
            ? ErrorCodes.NoPermission.Because()
            : NotFound(context)).Write(context);
    }

    private static OktaError NotFound(HttpContext context) =>
        ErrorCodes.NotFound.With($"Resource not found: {context.Request.RouteValues["id"]} (Feature)");
}
