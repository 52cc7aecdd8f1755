using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Orgs;

/// <summary>The Org API: what an org says of itself, and whom Okta writes to about it.</summary>
internal static class OrgApi
{
    private const int LongestValue = 255;
    private const string CompanyName = "companyName";

    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/api/v1/org",                 Get),
        new("PUT",  "/api/v1/org",                 context => Change(context, replaces: true)),
        new("POST", "/api/v1/org",                 context => Change(context, replaces: false)),
        new("GET",  "/api/v1/org/contacts",        Contacts),
        new("GET",  "/api/v1/org/contacts/{type}", Contact),
        new("PUT",  "/api/v1/org/contacts/{type}", SetContact),
    ];

    // In Okta's order.
    private static readonly ImmutableArray<string> Members =
    [
        CompanyName, "website", "phoneNumber", "endUserSupportHelpURL", "supportPhoneNumber", "city", "country", "address1", "address2", "state", "postalCode",
    ];

    private static readonly ImmutableArray<string> ContactTypes = ["BILLING", "TECHNICAL"];

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadOrg) is not null)
        {
            await OktaJson.Ok(context, json => Write(json, context));
        }
    }

    /// <param name="replaces">Whether what the body leaves out goes; otherwise it stays.</param>
    private static async Task Change(HttpContext context, bool replaces)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageOrg) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var wrong = body.Mistyped([.. Members]) ?? Members.FirstOrDefault(name => body.Text(name)?.Length > LongestValue);
        if (wrong is not null)
        {
            await RequestErrors.At(wrong, body.Text(wrong) is null ? "The field must be a text." : $"The field cannot exceed {LongestValue} characters.").Write(context);
            return;
        }

        if (body.Root.TryGetProperty(CompanyName, out var company) ? string.IsNullOrWhiteSpace(body.Text(CompanyName)) || company.ValueKind == JsonValueKind.Null : replaces)
        {
            await RequestErrors.At(CompanyName, RequestErrors.Blank).Write(context);
            return;
        }

        var now = context.Org().Clock.Now;
        if (await Write(context, caller, "system.org.update", administration =>
        {
            var profile = replaces ? ImmutableSortedDictionary<string, string>.Empty : administration.Profile;
            foreach (var name in Members.Where(name => body.Root.TryGetProperty(name, out _)))
            {
                profile = body.Text(name) is { Length: > 0 } text ? profile.SetItem(name, text) : profile.Remove(name);
            }

            return administration with { Profile = profile, ProfileUpdated = now };
        }))
        {
            await OktaJson.Ok(context, json => Write(json, context));
        }
    }

    private static async Task Contacts(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadOrg) is not null)
        {
            await ManagementJson.List(context, ContactTypes, (json, type) =>
            {
                json.WriteStartObject();
                json.WriteString("contactType", type);
                json.WriteStartObject("_links");
                json.WriteHref(type.ToLowerInvariant(), $"{context.BaseUrl()}/api/v1/org/contacts/{type.ToLowerInvariant()}");
                json.WriteEndObject();
                json.WriteEndObject();
            });
        }
    }

    private static async Task Contact(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadOrg) is not null && await TypeOf(context) is { } type)
        {
            await OktaJson.Ok(context, json => Write(json, context, type));
        }
    }

    private static async Task SetContact(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageOrg) is not { } caller || await TypeOf(context) is not { } type)
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var user = body.Text("userId") ?? "";
        if (await context.Org().FindAccountById(user) is null)
        {
            await (user.Length == 0 ? RequestErrors.At("userId", RequestErrors.Blank) : UserFinder.NotFound(user)).Write(context);
            return;
        }

        if (await Write(context, caller, "system.org.update", administration => administration with { Contacts = administration.Contacts.SetItem(type, user) }))
        {
            await OktaJson.Ok(context, json => Write(json, context, type));
        }
    }

    private static async ValueTask<string?> TypeOf(HttpContext context)
    {
        var named = (string)context.Request.RouteValues["type"]!;
        var type = ContactTypes.FirstOrDefault(known => known.Equals(named, StringComparison.OrdinalIgnoreCase));
        if (type is null)
        {
            await RequestErrors.NotFound(named, "OrgContactType").Write(context);
        }

        return type;
    }

    private static async ValueTask<bool> Write(HttpContext context, ApiCaller caller, string @event, Func<OrgAdministration, OrgAdministration> edit) =>
        await ManagementEdit.Write(
            context,
            caller,
            @event,
            org => new LogTarget(org.Id, "Org", "unknown", org.Name),
            configuration =>
            {
                var changed = configuration with { Administration = edit(configuration.Administration) };
                return new Outcome<OrgConfiguration>(changed, changed, null);
            }) is not null;

    private static void Write(Utf8JsonWriter json, HttpContext context)
    {
        var org = context.Org().Current.Configuration;
        var own = org.Administration;
        var address = $"{context.BaseUrl()}/api/v1/org";
        json.WriteStartObject();
        json.WriteString("id", org.Id);
        json.WriteString("subdomain", org.Name);
        foreach (var name in Members)
        {
            json.WriteString(name, own.Profile.GetValueOrDefault(name) ?? (name == CompanyName ? org.Name : null));
        }

        json.WriteString("status", "ACTIVE");
        json.WriteNull("expiresAt");
        json.WriteTimes(null, own.ProfileUpdated);
        json.WriteStartObject("_links");
        json.WriteHref("self", address);
        json.WriteHref("contacts", $"{address}/contacts");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HttpContext context, string type)
    {
        var user = context.Org().Current.Configuration.Administration.Contacts.GetValueOrDefault(type);
        json.WriteStartObject();
        json.WriteString("userId", user);
        json.WriteStartObject("_links");
        if (user is not null)
        {
            json.WriteHref("user", $"{context.BaseUrl()}/api/v1/users/{user}");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
