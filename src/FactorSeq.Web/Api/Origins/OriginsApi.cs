using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Origins;

/// <summary>The Trusted Origins API (Okta, "Trusted Origins API").</summary>
internal static class OriginsApi
{
    private static readonly Shape Form = new("trustedOrigin", ["name", "origin", "scopes"]);
    private static readonly Shape Scope = new("scope", ["type"]);
    private static readonly ImmutableArray<string> Scopes = ["CORS", "REDIRECT"];

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/trustedOrigins",                           List),
        new("POST",   "/api/v1/trustedOrigins",                           Add),
        new("GET",    "/api/v1/trustedOrigins/{id}",                      Find),
        new("PUT",    "/api/v1/trustedOrigins/{id}",                      Replace),
        new("DELETE", "/api/v1/trustedOrigins/{id}",                      Remove),
        new("POST",   "/api/v1/trustedOrigins/{id}/lifecycle/activate",   context => Switch(context, active: true)),
        new("POST",   "/api/v1/trustedOrigins/{id}/lifecycle/deactivate", context => Switch(context, active: false)),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadOrigins) is not null)
        {
            var q = context.Request.Query["q"].ToString();
            await ListPage.Write(
                context,
                context.Org().Current.Configuration.TrustedOrigins.Where(origin => NameOf(origin).StartsWith(q, StringComparison.OrdinalIgnoreCase)),
                origin => IdOf(context, origin),
                (json, origin) => Write(json, context, origin));
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadOrigins) is not null)
        {
            await (Of(context, context.Org().Current.Configuration) is { } origin ? Show(context, origin) : NotFound(context).Write(context));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageOrigins) is { } caller
            && await EditRequest.Read(context, "tos") is { } request
            && await Edited(context, caller, "create", configuration =>
            {
                var (made, error) = Read(new TrustedOrigin("", false, false) { Id = request.NewId, Created = request.Now, CreatedBy = caller.User?.Id }, configuration.TrustedOrigins, request);
                return new(made is null ? configuration : configuration with { TrustedOrigins = configuration.TrustedOrigins.Add(By(caller, made)) }, made is null ? null : By(caller, made), error);
            }) is { } origin)
        {
            await Show(context, origin);
        }
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageOrigins) is { } caller
            && await EditRequest.Read(context, "tos") is { } request
            && await Edited(context, caller, "update", configuration =>
            {
                if (Of(context, configuration) is not { } old)
                {
                    return new(configuration, null, NotFound(context));
                }

                var (changed, error) = Read(old, configuration.TrustedOrigins.Remove(old), request);
                return changed is null ? new(configuration, null, error) : Put(configuration, old, By(caller, changed) with { Id = Id(context) });
            }) is { } origin)
        {
            await Show(context, origin);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageOrigins) is { } caller
            && await Edited(context, caller, "delete", configuration => Of(context, configuration) is { } old
                ? new(configuration with { TrustedOrigins = configuration.TrustedOrigins.Remove(old) }, old, null)
                : new(configuration, null, NotFound(context))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageOrigins) is { } caller
            && await Edited(context, caller, active ? "activate" : "deactivate", configuration =>
                Of(context, configuration) is not { } old ? new(configuration, null, NotFound(context))
                : old.Inactive != active ? new(configuration, old, null)
                : Put(configuration, old, By(caller, old) with { Inactive = !active, LastUpdated = now })) is { } origin)
        {
            await Show(context, origin);
        }
    }

    private static TrustedOrigin By(ApiCaller caller, TrustedOrigin changed) => changed with { LastUpdatedBy = caller.User?.Id };

    private static Outcome<TrustedOrigin> Put(OrgConfiguration configuration, TrustedOrigin old, TrustedOrigin changed) =>
        new(configuration with { TrustedOrigins = configuration.TrustedOrigins.Replace(old, changed) }, changed, null);

    private static (TrustedOrigin? Origin, OktaError? Error) Read(TrustedOrigin old, ImmutableArray<TrustedOrigin> others, EditRequest request)
    {
        var errors = new SeedErrors("body");
        var fields = request.Fields(Form, errors);
        var name = RequestTree.Text(fields["name"]) ?? "";
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add(1, "name", RequestErrors.Blank, "");
        }
        else if (others.Any(other => NameOf(other) == name))
        {
            errors.Add(1, "name", RequestErrors.Taken, "");
        }

        var origin = Formats.Origin(RequestTree.Text(fields["origin"]) ?? "");
        if (origin is null)
        {
            errors.Add(1, "origin", "this is not an origin: scheme, host and port alone", "");
        }
        else if (others.Any(other => other.Origin.Equals(origin, StringComparison.OrdinalIgnoreCase)))
        {
            errors.Add(1, "origin", RequestErrors.Taken, "");
        }

        var scopes = fields.List("scopes")
            .Select(node => Fields.Of(RequestTree.Pick(node, Scope.Members), Scope, errors))
            .Select(scope => scope?.Choice("type", -1, Scopes) ?? -1)
            .ToList();
        if (scopes.Count == 0)
        {
            errors.Add(1, "scopes", RequestErrors.Blank, "");
        }

        return RequestErrors.Of(errors) is { } error
            ? (null, error)
            : (old with { Origin = origin!, Cors = scopes.Contains(0), Redirect = scopes.Contains(1), Name = name, LastUpdated = request.Now }, null);
    }

    private static ValueTask<TrustedOrigin?> Edited(
        HttpContext context, ApiCaller caller, string what, Func<OrgConfiguration, Outcome<TrustedOrigin>> edit) =>
        ManagementEdit.Write(
            context,
            caller,
            $"security.trusted_origin.{what}",
            origin => new LogTarget(IdOf(context, origin), "TrustedOrigin", origin.Origin, NameOf(origin)),
            edit);

    private static TrustedOrigin? Of(HttpContext context, OrgConfiguration configuration) =>
        configuration.TrustedOrigins.FirstOrDefault(origin => IdOf(context, origin) == Id(context));

    private static string IdOf(HttpContext context, TrustedOrigin origin) => origin.Id ?? Ids.TrustedOrigin(context.Org().Name, origin.Origin);

    private static string NameOf(TrustedOrigin origin) => origin.Name ?? origin.Origin;

    private static Task Show(HttpContext context, TrustedOrigin origin) => OktaJson.Ok(context, json => Write(json, context, origin));

    private static void Write(Utf8JsonWriter json, HttpContext context, TrustedOrigin origin)
    {
        var address = $"{context.BaseUrl()}/api/v1/trustedOrigins/{IdOf(context, origin)}";
        json.WriteStartObject();
        json.WriteString("id", IdOf(context, origin));
        json.WriteString("name", NameOf(origin));
        json.WriteString("origin", origin.Origin);
        json.WriteStartArray("scopes");
        foreach (var (scope, has) in Scopes.Zip([origin.Cors, origin.Redirect]))
        {
            if (has)
            {
                json.WriteStartObject();
                json.WriteString("type", scope);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteStatus(!origin.Inactive);
        json.WriteInstant("created", origin.Created ?? ManagementJson.SeedTime);
        json.WriteString("createdBy", origin.CreatedBy);
        json.WriteInstant("lastUpdated", origin.LastUpdated ?? origin.Created ?? ManagementJson.SeedTime);
        json.WriteString("lastUpdatedBy", origin.LastUpdatedBy);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, "GET", "PUT", "DELETE");
        json.WriteLifecycleLink(address, !origin.Inactive);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Id(context), "TrustedOrigin");

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
