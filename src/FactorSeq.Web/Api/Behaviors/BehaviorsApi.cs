using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Behaviors;

/// <summary>The Behavior Rules API; <c>?q=</c> is how Terraform finds the one that a rule names. Nobody's behavior is watched here.</summary>
internal static class BehaviorsApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/behaviors",                           List),
        new("POST",   "/api/v1/behaviors",                           Add),
        new("GET",    "/api/v1/behaviors/{id}",                      Find),
        new("PUT",    "/api/v1/behaviors/{id}",                      Replace),
        new("DELETE", "/api/v1/behaviors/{id}",                      Remove),
        new("POST",   "/api/v1/behaviors/{id}/lifecycle/activate",   context => Switch(context, active: true)),
        new("POST",   "/api/v1/behaviors/{id}/lifecycle/deactivate", context => Switch(context, active: false)),
    ];

    private static readonly ManagedList<BehaviorRule> Behaviors = new(
        "BehaviorRule", "BehaviorRule", StockBehaviors.Of, With, behavior => behavior.Id, behavior => behavior.Name);

    // Of those that every org has, only what was changed about them is kept.
    private static OrgConfiguration With(OrgConfiguration configuration, ImmutableArray<BehaviorRule> behaviors)
    {
        var known = StockBehaviors.Of(configuration);
        return configuration with
        {
            Administration = configuration.Administration with
            {
                Behaviors = [.. behaviors.Where(behavior => behavior.LastUpdated is not null)],
                DeletedBehaviors =
                [
                    .. configuration.Administration.DeletedBehaviors,
                    .. known.Select(behavior => behavior.Id).Where(id => StockBehaviors.Are(configuration, id) && behaviors.All(left => left.Id != id)),
                ],
            },
        };
    }

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadBehaviors) is not null)
        {
            var q = context.Request.Query["q"].ToString();
            var found = Behaviors.Of(context.Org().Current.Configuration).Where(behavior => behavior.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase));
            await ManagementJson.List(context, found, (json, behavior) => Write(json, behavior, context.BaseUrl()));
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadBehaviors) is not null)
        {
            await (Behaviors.Find(context.Org().Current.Configuration, Id(context)) is { } found
                ? Show(context, found)
                : Behaviors.NotFound(Id(context)).Write(context));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageBehaviors) is { } caller
            && await EditRequest.Read(context, "bhv") is { } request
            && await Behaviors.Add(context, caller, "security.behavior.settings.create", configuration =>
                Put(configuration, new BehaviorRule(request.NewId, "", "", "") { Created = request.Now }, request)) is { } made)
        {
            await Show(context, made);
        }
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageBehaviors) is { } caller
            && await EditRequest.Read(context, "bhv") is { } request
            && await Behaviors.Edit(
                context, caller, "security.behavior.settings.update", Id(context), (configuration, old) => Put(configuration, old, request)) is { } changed)
        {
            await Show(context, changed);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageBehaviors) is { } caller
            && await Behaviors.Edit(context, caller, "security.behavior.settings.delete", Id(context), (configuration, old) =>
                configuration.SignOn.SelectMany(policy => policy.Rules).SelectMany(rule => rule.Conditions).OfType<Condition.Behaviors>()
                    .Any(condition => condition.Ids.Contains(old.Id))
                    ? new(configuration, null, RequestErrors.At("id", "The behavior is used by a policy rule"))
                    : Behaviors.Drop(configuration, old)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageBehaviors) is { } caller
            && await Behaviors.Edit(
                context, caller, "security.behavior.settings.update", Id(context), (configuration, old) =>
                    old.Inactive != active
                        ? new(configuration, old, null)
                        : Behaviors.Put(configuration, old with { Inactive = !active, LastUpdated = now })) is { } changed)
        {
            await Show(context, changed);
        }
    }

    private static Outcome<BehaviorRule> Put(OrgConfiguration configuration, BehaviorRule old, EditRequest request)
    {
        var (behavior, error) = BehaviorForm.Read(old, Behaviors.Of(configuration).Where(other => other.Id != old.Id), request);
        return behavior is null ? new(configuration, null, error) : Behaviors.Put(configuration, behavior);
    }

    private static Task Show(HttpContext context, BehaviorRule behavior) =>
        OktaJson.Ok(context, (Utf8JsonWriter json) => Write(json, behavior, context.BaseUrl()));

    // This API has a way of its own to write instants.
    private static void Write(Utf8JsonWriter json, BehaviorRule behavior, string baseUrl)
    {
        var address = $"{baseUrl}/api/v1/behaviors/{behavior.Id}";
        var created = behavior.Created ?? ManagementJson.SeedTime;
        json.WriteStartObject();
        json.WriteString("id", behavior.Id);
        json.WriteString("name", behavior.Name);
        json.WriteStatus(!behavior.Inactive);
        json.WritePropertyName("settings");
        json.WriteRawValue(behavior.Settings);
        json.WriteString("type", behavior.Type);
        json.WriteString("created", Instant(created));
        json.WriteString("lastUpdated", Instant(behavior.LastUpdated ?? created));
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, "GET", "PUT", "DELETE");
        json.WriteLifecycleLink(address, !behavior.Inactive);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.'0'");

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
