using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>The Authorization Servers API (Okta, "Authorization Servers API"). Every edit counts for the next request to the server.</summary>
internal static class ServersApi
{
    private const string Root = "/api/v1/authorizationServers";
    private const int UsualPage = 200;
    private const int LongestName = 100;
    private static readonly ImmutableArray<string> RotationModes = ["AUTO", "MANUAL"];

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    Root,                                                        List),
        new("POST",   Root,                                                        Add),
        new("GET",    $"{Root}/{{serverId}}",                                      Get),
        new("PUT",    $"{Root}/{{serverId}}",                                      Replace),
        new("DELETE", $"{Root}/{{serverId}}",                                      Remove),
        new("POST",   $"{Root}/{{serverId}}/lifecycle/activate",                   context => Switch(context, active: true)),
        new("POST",   $"{Root}/{{serverId}}/lifecycle/deactivate",                 context => Switch(context, active: false)),
        new("GET",    $"{Root}/{{serverId}}/credentials/keys",                     ServerKeysApi.List),
        new("GET",    $"{Root}/{{serverId}}/credentials/keys/{{keyId}}",           ServerKeysApi.Get),
        new("POST",   $"{Root}/{{serverId}}/credentials/lifecycle/keyRotate",      ServerKeysApi.Rotate),
        new("GET",    $"{Root}/{{serverId}}/scopes",                               ScopesApi.List),
        new("POST",   $"{Root}/{{serverId}}/scopes",                               ScopesApi.Add),
        new("GET",    $"{Root}/{{serverId}}/scopes/{{scopeId}}",                   ScopesApi.Get),
        new("PUT",    $"{Root}/{{serverId}}/scopes/{{scopeId}}",                   ScopesApi.Replace),
        new("DELETE", $"{Root}/{{serverId}}/scopes/{{scopeId}}",                   ScopesApi.Remove),
        new("GET",    $"{Root}/{{serverId}}/claims",                               ClaimsApi.List),
        new("POST",   $"{Root}/{{serverId}}/claims",                               ClaimsApi.Add),
        new("GET",    $"{Root}/{{serverId}}/claims/{{claimId}}",                   ClaimsApi.Get),
        new("PUT",    $"{Root}/{{serverId}}/claims/{{claimId}}",                   ClaimsApi.Replace),
        new("DELETE", $"{Root}/{{serverId}}/claims/{{claimId}}",                   ClaimsApi.Remove),
        new("GET",    $"{Root}/{{serverId}}/policies",                             AccessPoliciesApi.List),
        new("POST",   $"{Root}/{{serverId}}/policies",                             AccessPoliciesApi.Add),
        new("GET",    $"{Root}/{{serverId}}/policies/{{policyId}}",                AccessPoliciesApi.Get),
        new("PUT",    $"{Root}/{{serverId}}/policies/{{policyId}}",                AccessPoliciesApi.Replace),
        new("DELETE", $"{Root}/{{serverId}}/policies/{{policyId}}",                AccessPoliciesApi.Remove),
        new("POST",   $"{Root}/{{serverId}}/policies/{{policyId}}/lifecycle/activate",   context => AccessPoliciesApi.Switch(context, active: true)),
        new("POST",   $"{Root}/{{serverId}}/policies/{{policyId}}/lifecycle/deactivate", context => AccessPoliciesApi.Switch(context, active: false)),
        new("GET",    $"{Root}/{{serverId}}/policies/{{policyId}}/rules",          AccessRulesApi.List),
        new("POST",   $"{Root}/{{serverId}}/policies/{{policyId}}/rules",          AccessRulesApi.Add),
        new("GET",    $"{Root}/{{serverId}}/policies/{{policyId}}/rules/{{ruleId}}",     AccessRulesApi.Get),
        new("PUT",    $"{Root}/{{serverId}}/policies/{{policyId}}/rules/{{ruleId}}",     AccessRulesApi.Replace),
        new("DELETE", $"{Root}/{{serverId}}/policies/{{policyId}}/rules/{{ruleId}}",     AccessRulesApi.Remove),
        new("POST",   $"{Root}/{{serverId}}/policies/{{policyId}}/rules/{{ruleId}}/lifecycle/activate",   context => AccessRulesApi.Switch(context, active: true)),
        new("POST",   $"{Root}/{{serverId}}/policies/{{policyId}}/rules/{{ruleId}}/lifecycle/deactivate", context => AccessRulesApi.Switch(context, active: false)),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is null)
        {
            return;
        }

        var q = context.Request.Query["q"].ToString();
        var paging = Paging.Of(context, UsualPage, UsualPage);
        var servers = paging.Cut(
            context,
            [
                .. context.Org().Current.Configuration.AuthorizationServers
                    .Where(server => server.Name.Contains(q, StringComparison.OrdinalIgnoreCase) || server.Audience.Contains(q, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(server => server.Id, StringComparer.Ordinal)
                    .Where(server => string.CompareOrdinal(server.Id, paging.After) > 0)
                    .Take(paging.Limit + 1),
            ],
            server => server.Id);
        var views = new List<ServerJson>();
        foreach (var server in servers)
        {
            views.Add(await ServerJson.Of(context, server));
        }

        await ManagementJson.List(context, views, (json, view) => view.Write(json));
    }

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await ServerJson.Show(context, server);
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "aus") is { } request
            && await ManagementEdit.Write<CustomAuthorizationServer>(context, caller, "oauth2.as.created", ServerEditing.Target, configuration =>
            {
                var empty = new CustomAuthorizationServer { Id = request.NewId, Name = "", Audience = "", HasOwnKeys = true, Created = request.Now };
                var (server, error) = Read(empty, configuration.AuthorizationServers, request);
                return server is null
                    ? new(configuration, null, error)
                    : new(configuration with { AuthorizationServers = configuration.AuthorizationServers.Add(server) }, server, null);
            }) is { } made)
        {
            await ServerJson.Show(context, made, StatusCodes.Status201Created);
        }
    }

    private static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is not { } caller
            || await ServerEditing.Required(context) is not { } known
            || await EditRequest.Read(context, "aus") is not { } request)
        {
            return;
        }

        var issuer = new AuthorizationServer(known, context.BaseUrl());
        if (!issuer.HasOwnKeysIn(context.Org()) && Mode(request) == "MANUAL")
        {
            await context.RequestServices.GetRequiredService<SigningKeys>().Separate(context.Org(), issuer);
        }

        if (await Edit(context, caller, "oauth2.as.updated", (configuration, old) =>
        {
            var (server, error) = Read(old, configuration.AuthorizationServers.RemoveAll(other => other.Id == old.Id), request);
            return (server ?? old, server, error);
        }) is { } changed)
        {
            await ServerJson.Show(context, changed);
        }
    }

    // The server that every org has is not one to be rid of: another start would bring it back.
    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await ManagementEdit.Write(context, caller, "oauth2.as.deleted", ServerEditing.Target, configuration =>
                ServerEditing.Find(configuration, ServerEditing.Id(context)) is not { } server ? new(configuration, null, ServerEditing.NotFound(context))
                : server.Id == CustomAuthorizationServer.Default ? new Outcome<CustomAuthorizationServer>(configuration, null, ErrorCodes.NoPermission.Because("The default authorization server cannot be deleted."))
                : !server.Inactive ? new(configuration, null, RequestErrors.At("status", "The authorization server must be deactivated before it is deleted."))
                : new(Without(configuration, server), server, null)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task Switch(HttpContext context, bool active)
    {
        var now = context.Org().Clock.Now;
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await Edit(context, caller, active ? "oauth2.as.activated" : "oauth2.as.deactivated", (_, old) =>
            {
                var changed = old.Inactive != active ? old : old with { Inactive = !active, LastUpdated = now };
                return (changed, changed, null);
            }) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    // Whoever trusted it trusts nobody of its id from now on.
    private static OrgConfiguration Without(OrgConfiguration configuration, CustomAuthorizationServer gone) => configuration with
    {
        AuthorizationServers =
        [
            .. configuration.AuthorizationServers.Remove(gone)
                .Select(server => server.TrustedServers.Contains(gone.Id) ? server with { TrustedServers = server.TrustedServers.Remove(gone.Id) } : server),
        ],
    };

    private static string? Mode(EditRequest request) => ServerEditing.Text(request.Body, "credentials", "signing", "rotationMode");

    private static ValueTask<CustomAuthorizationServer?> Edit(
        HttpContext context,
        ApiCaller caller,
        string type,
        Func<OrgConfiguration, CustomAuthorizationServer, (CustomAuthorizationServer, CustomAuthorizationServer?, OktaError?)> edit) => ManagementEdit.Write(
        context,
        caller,
        type,
        ServerEditing.Target,
        configuration => ServerEditing.In(context, configuration, old => edit(configuration, old)));

    private static (CustomAuthorizationServer? Server, OktaError? Error) Read(
        CustomAuthorizationServer old, ImmutableArray<CustomAuthorizationServer> others, EditRequest request)
    {
        var errors = new SeedErrors("body");
        var name = ServerEditing.Name(request.Body, others.Select(other => other.Name), errors);
        if (name.Length > LongestName)
        {
            errors.Add(1, "name", $"The field cannot exceed {LongestName} characters.", "");
        }

        var audiences = (RequestTree.At(request.Body, "audiences") as SeedNode.List)?.Items ?? [];
        if (audiences.Count != 1 || RequestTree.Text(audiences[0]) is not { } audience || string.IsNullOrWhiteSpace(audience))
        {
            errors.Add(1, "audiences", "The value must be a list of exactly one audience.", "");
            audience = "";
        }

        if ((ServerEditing.Text(request.Body, "issuerMode") ?? "ORG_URL") is not ("ORG_URL" or "DYNAMIC"))
        {
            errors.Add(1, "issuerMode", "The value must be one of: ORG_URL, DYNAMIC. The org has no address of its own choosing.", "");
        }

        var mode = Mode(request);
        if (mode is not null && !RotationModes.Contains(mode))
        {
            errors.Add(1, "credentials.signing.rotationMode", $"The value must be one of: {string.Join(", ", RotationModes)}.", "");
        }

        return RequestErrors.Of(errors) is { } error ? (null, error) : (old with
        {
            Name = name,
            Description = ServerEditing.Text(request.Body, "description") ?? "",
            Audience = audience,
            RotatesByHand = mode is null ? old.RotatesByHand : mode == "MANUAL",
            IssuerMode = ServerEditing.Text(request.Body, "issuerMode") is "DYNAMIC" ? "DYNAMIC" : null,

            // What was signed with keys of its own must go on to count.
            HasOwnKeys = old.HasOwnKeys || old.RotatesByHand,
            LastUpdated = request.Now,
        }, null);
    }
}
