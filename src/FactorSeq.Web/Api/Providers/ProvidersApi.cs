using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Providers;

/// <summary>The Identity Providers API: providers of the types SAML2 and OIDC, those of the seed among them.</summary>
internal static class ProvidersApi
{
    private const int UsualPage = 20;
    private const int LargestPage = 200;
    private const int Batch = 500;

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/idps",                           List),
        new("POST",   "/api/v1/idps",                           Add),
        new("GET",    "/api/v1/idps/{id}",                      Find),
        new("PUT",    "/api/v1/idps/{id}",                      Replace),
        new("DELETE", "/api/v1/idps/{id}",                      Remove),
        new("POST",   "/api/v1/idps/{id}/lifecycle/activate",   context => Switch(context, active: true)),
        new("POST",   "/api/v1/idps/{id}/lifecycle/deactivate", context => Switch(context, active: false)),
        new("GET",    "/api/v1/idps/{id}/users",                Users),
        .. ProviderKeysApi.Table,
    ];

    internal static readonly ManagedList<IdentityProvider> Providers = new(
        "IdpAppInstance",
        "AppInstance",
        configuration => configuration.IdentityProviders,
        (configuration, providers) => configuration with { IdentityProviders = providers },
        provider => provider.Id,
        provider => provider.Name);

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadProviders) is null)
        {
            return;
        }

        var query = context.Request.Query;
        var paging = Paging.Of(context, UsualPage, LargestPage);
        var providers = paging.Cut(
            context,
            [
                .. Providers.Of(context.Org().Current.Configuration)
                    .Where(provider => provider.Name.StartsWith(query["q"].ToString(), StringComparison.OrdinalIgnoreCase)
                        && (query["type"].ToString() is not { Length: > 0 } type || type == (provider.Type == IdentityProviderType.Saml2 ? "SAML2" : "OIDC"))
                        && string.CompareOrdinal(provider.Id, paging.After) > 0)
                    .OrderBy(provider => provider.Id, StringComparer.Ordinal),
            ],
            provider => provider.Id);
        var signing = await Signing(context);
        await ManagementJson.List(context, providers, (json, provider) => ProviderJson.Write(json, context, provider, signing));
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadProviders) is not null)
        {
            await (Providers.Find(context.Org().Current.Configuration, Id(context)) is { } found
                ? Show(context, found)
                : Providers.NotFound(Id(context)).Write(context));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageProviders) is { } caller
            && await EditRequest.Read(context, "0oa") is { } request
            && await Providers.Add(context, caller, "system.idp.lifecycle.create", configuration => new ProviderForm(configuration, request).Read(
                new IdentityProvider(request.NewId, "", default, [], []) { Created = request.Now }, request.Text)) is { } made)
        {
            await Show(context, made);
        }
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageProviders) is { } caller
            && await EditRequest.Read(context, "0oa") is { } request
            && await Providers.Edit(
                context, caller, "system.idp.lifecycle.update", Id(context),
                (configuration, old) => new ProviderForm(configuration, request).Read(old, request.Text)) is { } changed)
        {
            await Show(context, changed);
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageProviders) is { } caller
            && await Providers.Edit(context, caller, "system.idp.lifecycle.delete", Id(context), Drop) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    // Whom rules send there, nobody sends anywhere.
    private static Outcome<IdentityProvider> Drop(OrgConfiguration configuration, IdentityProvider provider)
    {
        var administration = configuration.Administration;
        var left = configuration with
        {
            Administration = administration with
            {
                Routing = administration.Routing?.RemoveAll(rule => rule.ProviderId == provider.Id),
                DefaultProvider = administration.DefaultProvider == provider.Id ? null : administration.DefaultProvider,
            },
        };
        return Providers.Drop(left, provider);
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageProviders) is { } caller
            && await Providers.Edit(
                context, caller, active ? "system.idp.lifecycle.activate" : "system.idp.lifecycle.deactivate", Id(context),
                (configuration, old) => old.Inactive != active
                    ? new(configuration, old, null)
                    : Providers.Put(configuration, old with { Inactive = !active, LastUpdated = now })) is { } changed)
        {
            await Show(context, changed);
        }
    }

    private static async Task Users(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadProviders) is null)
        {
            return;
        }

        var org = context.Org();
        if (Providers.Find(org.Current.Configuration, Id(context)) is not { } provider)
        {
            await Providers.NotFound(Id(context)).Write(context);
            return;
        }

        var links = await Links(org, provider);
        await ManagementJson.List(context, links, (json, link) =>
        {
            json.WriteStartObject();
            json.WriteString("id", link.UserId);
            json.WriteString("externalId", link.ExternalId);
            json.WriteStartObject("_links");
            json.WriteHref("idp", $"{context.BaseUrl()}/api/v1/idps/{provider.Id}");
            json.WriteHref("user", $"{context.BaseUrl()}/api/v1/users/{link.UserId}");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async ValueTask<List<IdentityProviderLink>> Links(Org org, IdentityProvider provider)
    {
        var links = new List<IdentityProviderLink>();
        var after = "";
        while (true)
        {
            var batch = await org.Documents.List(org.Name, DocumentKinds.IdentityProviderLinks, Batch, after);
            links.AddRange(batch.Select(stored => stored.Value).Where(link => link.ProviderId == provider.Id));
            if (batch.Count < Batch)
            {
                return links;
            }

            after = batch[^1].Id;
        }
    }

    private static async Task Show(HttpContext context, IdentityProvider provider)
    {
        var signing = await Signing(context);
        await OktaJson.Ok(context, (Utf8JsonWriter json) => ProviderJson.Write(json, context, provider, signing));
    }

    private static async ValueTask<string> Signing(HttpContext context) =>
        (await context.RequestServices.GetRequiredService<SigningKeys>().Of(context.Org())).Kid;

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
