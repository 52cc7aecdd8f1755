using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Behaviors;

/// <summary>The Behavior Rules API, to be looked up in: <c>?q=</c> is how Terraform finds the one that a rule names.</summary>
internal static class BehaviorsApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET", "/api/v1/behaviors",      List),
        new("GET", "/api/v1/behaviors/{id}", Find),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadBehaviors) is not null)
        {
            var q = context.Request.Query["q"].ToString();
            var found = StockBehaviors.Of(context.Org().Name).Where(behavior => behavior.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase));
            await ManagementJson.List(context, found, (json, behavior) => Write(json, behavior, context.BaseUrl()));
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadBehaviors) is null)
        {
            return;
        }

        var id = (string)context.Request.RouteValues["id"]!;
        await (StockBehaviors.Of(context.Org().Name).FirstOrDefault(behavior => behavior.Id == id) is { } found
            ? OktaJson.Ok(context, json => Write(json, found, context.BaseUrl()))
            : RequestErrors.NotFound(id, "BehaviorRule").Write(context));
    }

    // This API has a way of its own to write instants.
    private static void Write(Utf8JsonWriter json, Behavior behavior, string baseUrl)
    {
        var created = ManagementJson.SeedTime.ToString("yyyy-MM-dd HH:mm:ss.'0'");
        json.WriteStartObject();
        json.WriteString("id", behavior.Id);
        json.WriteString("name", behavior.Name);
        json.WriteString("type", behavior.Type);
        json.WriteStatus(active: true);
        json.WriteString("created", created);
        json.WriteString("lastUpdated", created);
        json.WritePropertyName("settings");
        json.WriteRawValue(behavior.Settings);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", $"{baseUrl}/api/v1/behaviors/{behavior.Id}", "GET");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
