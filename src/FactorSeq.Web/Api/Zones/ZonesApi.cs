using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Api.Filters;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Zones;

/// <summary>The Zones API: network zones of the type IP (Okta, "Zones API").</summary>
internal static class ZonesApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/zones",                           List),
        new("POST",   "/api/v1/zones",                           Add),
        new("GET",    "/api/v1/zones/{id}",                      Find),
        new("PUT",    "/api/v1/zones/{id}",                      Replace),
        new("DELETE", "/api/v1/zones/{id}",                      Remove),
        new("POST",   "/api/v1/zones/{id}/lifecycle/activate",   context => Switch(context, active: true)),
        new("POST",   "/api/v1/zones/{id}/lifecycle/deactivate", context => Switch(context, active: false)),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadZones) is not null)
        {
            var text = context.Request.Query["filter"].ToString();
            var read = text.Length == 0 ? null : FilterReader<NetworkZone>.Read(text, Attribute);
            if (read?.Fault is not null)
            {
                await ErrorCodes.BadSearch.Because().Write(context);
                return;
            }

            await ListPage.Write(
                context,
                BuiltInZones.With(context.Org().Current.Configuration).Where(zone => read?.Filter?.Matches(zone) != false),
                zone => zone.Id,
                (json, zone) => ZoneJson.Write(json, zone, context.BaseUrl()));
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadZones) is not null)
        {
            await (Of(context.Org().Current.Configuration, Id(context)) is { } zone ? Show(context, zone) : NotFound(context).Write(context));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageZones) is { } caller
            && await EditRequest.Read(context, "nzo") is { } request
            && await Write(context, caller, "zone.create", configuration =>
            {
                var empty = new NetworkZone(request.NewId, "", [], []) { Created = request.Now };
                return Put(configuration, BuiltInZones.With(configuration), empty, request);
            }) is { } made)
        {
            await Show(context, made);
        }
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageZones) is { } caller
            && await EditRequest.Read(context, "nzo") is { } request
            && await Edit(
                context, caller, "zone.update", (configuration, old) => Put(configuration, BuiltInZones.With(configuration).Remove(old), old, request)) is { } changed)
        {
            await Show(context, changed);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageZones) is { } caller
            && await Edit(context, caller, "zone.delete", (configuration, old) =>
                BuiltInZones.Are(old) ? new(configuration, null, ErrorCodes.NoPermission.Because())
                : IsUsed(configuration, old.Id) ? new(configuration, null, RequestErrors.At("id", "The zone is used by a policy rule"))
                : new(configuration with { Zones = configuration.Zones.Remove(old) }, old, null)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageZones) is { } caller
            && await Edit(context, caller, $"zone.{(active ? "activate" : "deactivate")}", (configuration, old) =>
                old.Inactive != active ? new(configuration, old, null)
                : Stored(configuration, old with { Inactive = !active, LastUpdated = now })) is { } changed)
        {
            await Show(context, changed);
        }
    }

    private static Outcome<NetworkZone> Put(OrgConfiguration configuration, ImmutableArray<NetworkZone> others, NetworkZone old, EditRequest request)
    {
        var (zone, error) = ZoneForm.Read(old, others, request);
        return zone is null ? new(configuration, null, error) : Stored(configuration, zone);
    }

    private static Outcome<NetworkZone> Stored(OrgConfiguration configuration, NetworkZone zone)
    {
        var zones = configuration.Zones;
        var old = zones.FirstOrDefault(known => known.Id == zone.Id);
        return new(configuration with { Zones = old is null ? zones.Add(zone) : zones.Replace(old, zone) }, zone, null);
    }

    private static FilterAttribute<NetworkZone>? Attribute(string name) => name switch
    {
        "id"    => FilterAttribute<NetworkZone>.Of(FilterType.Exact, zone => zone.Id),
        "usage" => FilterAttribute<NetworkZone>.Of(FilterType.Exact, zone => zone.Blocks ? "BLOCKLIST" : "POLICY"),
        _       => null,
    };

    // Who excludes a zone that is gone would let in whom it kept out.
    private static bool IsUsed(OrgConfiguration configuration, string id) =>
        configuration.Conditions.OfType<Condition.Network>().Any(network => network.Include.Contains(id) || network.Exclude.Contains(id));

    private static ValueTask<NetworkZone?> Edit(
        HttpContext context, ApiCaller caller, string @event, Func<OrgConfiguration, NetworkZone, Outcome<NetworkZone>> edit) => Write(
        context,
        caller,
        @event,
        configuration => Of(configuration, Id(context)) is { } old ? edit(configuration, old) : new(configuration, null, NotFound(context)));

    private static ValueTask<NetworkZone?> Write(
        HttpContext context, ApiCaller caller, string @event, Func<OrgConfiguration, Outcome<NetworkZone>> edit) =>
        ManagementEdit.Write(context, caller, @event, zone => new LogTarget(zone.Id, "NetworkZone", "unknown", zone.Name), edit);

    private static NetworkZone? Of(OrgConfiguration configuration, string id) =>
        BuiltInZones.With(configuration).FirstOrDefault(zone => zone.Id == id);

    private static Task Show(HttpContext context, NetworkZone zone) =>
        OktaJson.Ok(context, (Utf8JsonWriter json) => ZoneJson.Write(json, zone, context.BaseUrl()));

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Id(context), "NetworkZone");

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
