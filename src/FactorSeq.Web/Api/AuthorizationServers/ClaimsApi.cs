using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Authorization;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>The claims of an authorization server (Authorization Servers API, "Claim operations"): its own; the protocol's are not listed.</summary>
internal static class ClaimsApi
{
    private static readonly Shape Form = new("claim", ["name", "status", "claimType", "valueType", "value", "group_filter_type", "conditions", "alwaysIncludeInToken"]);
    private static readonly ImmutableArray<string> Types = ["RESOURCE", "IDENTITY"];
    private static readonly ImmutableArray<string> ValueTypes = ["EXPRESSION", "GROUPS"];
    private static readonly ImmutableArray<string> Filters = ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"];
    private static readonly ImmutableArray<string> States = ["ACTIVE", "INACTIVE"];

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await ManagementJson.List(context, server.Claims, (json, claim) => Write(json, context, server, claim));
        }
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadServers) is not null && await ServerEditing.Required(context) is { } server)
        {
            await (Find(context, server) is { } claim ? OktaJson.Ok(context, json => Write(json, context, server, claim)) : NotFound(context).Write(context));
        }
    }

    internal static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "ocl") is { } request
            && await Edited(context, caller, "oauth2.claim.created", server =>
            {
                var (claim, error) = Read(request.NewId, request.Now, server, server.Claims, request);
                return (claim is null ? server : server with { Claims = server.Claims.Add(claim) }, claim, error);
            }) is { } made)
        {
            await Show(context, made, StatusCodes.Status201Created);
        }
    }

    internal static async Task Replace(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await EditRequest.Read(context, "ocl") is { } request
            && await Edited(context, caller, "oauth2.claim.updated", server =>
            {
                if (Find(context, server) is not { } old)
                {
                    return (server, null, NotFound(context));
                }

                var (claim, error) = Read(Id(context), old.Created, server, server.Claims.Remove(old), request);
                return (claim is null ? server : server with { Claims = server.Claims.Replace(old, claim) }, claim, error);
            }) is { } changed)
        {
            await Show(context, changed);
        }
    }

    internal static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageServers) is { } caller
            && await Edited(context, caller, "oauth2.claim.deleted", server => Find(context, server) is { } claim
                ? (server with { Claims = server.Claims.Remove(claim) }, claim, null)
                : (server, null, NotFound(context))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static string Id(HttpContext context) => ServerEditing.Route(context, "claimId");

    private static ServerClaim? Find(HttpContext context, CustomAuthorizationServer server) =>
        server.Claims.FirstOrDefault(claim => ServerEditing.IdOf(context.Org().Name, server, claim) == Id(context));

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(Id(context), "OAuth2Claim");

    private static (ServerClaim? Claim, OktaError? Error) Read(
        string id, DateTimeOffset? created, CustomAuthorizationServer server, ImmutableArray<ServerClaim> others, EditRequest request)
    {
        var errors = new SeedErrors("body");
        var fields = request.Fields(Form, errors);
        if (fields["claimType"] is null)
        {
            errors.Add(1, "claimType", RequestErrors.Blank, "");
        }

        var type = (ClaimType)fields.Choice("claimType", 0, Types);
        var name = ServerEditing.Name(request.Body, others.Where(other => other.Type == type).Select(other => other.Name), errors);
        if (name.Length > 0)
        {
            ClaimName.IsFree(fields["name"]!, name, errors);
        }

        var value = Value(fields, errors);
        var inactive = fields.Choice("status", 0, States) == 1;
        var scopes = Scopes(request, server, errors);
        var always = type == ClaimType.Resource || fields.Flag("alwaysIncludeInToken", false);
        return RequestErrors.Of(errors) is { } error ? (null, error) : (new ServerClaim(name, type, value!)
        {
            Id = id, Created = created, Inactive = inactive, Scopes = scopes, AlwaysInToken = always,
        }, null);
    }

    private static ClaimValue? Value(Fields fields, SeedErrors errors)
    {
        var isGroups = fields.Choice("valueType", 0, ValueTypes) == 1;
        if (ServerEditing.Text(fields.Node, "value") is not { } text)
        {
            errors.Add(1, "value", RequestErrors.Blank, "");
            return null;
        }

        if (!isGroups)
        {
            return AuthorizationServerSection.IsExpression(fields["value"]!, text, errors) ? new ClaimValue.FromExpression(text) : null;
        }

        var filter = (GroupFilterType)fields.Choice("group_filter_type", 0, Filters);
        if (filter == GroupFilterType.Regex && !GroupFilter.IsPattern(text))
        {
            errors.Add(fields["value"]!, "this is not a regular expression that this version reads", "");
        }

        return new ClaimValue.FromGroups(new GroupFilter(filter, text));
    }

    private static ImmutableArray<string> Scopes(EditRequest request, CustomAuthorizationServer server, SeedErrors errors)
    {
        var known = new Names("scope", name => name, errors);
        foreach (var name in StandardScopes.All.Concat(server.Scopes.Select(scope => scope.Name)))
        {
            known.Add(name, name);
        }

        return SeedScope.Resolve((RequestTree.At(request.Body, "conditions", "scopes") as SeedNode.List)?.Items ?? [], known);
    }

    private static ValueTask<ServerClaim?> Edited(
        HttpContext context, ApiCaller caller, string type, Func<CustomAuthorizationServer, (CustomAuthorizationServer, ServerClaim?, OktaError?)> edit) =>
        ManagementEdit.Write<ServerClaim>(
            context,
            caller,
            type,
            claim => new LogTarget(claim.Id!, "OAuth2Claim", claim.Name, claim.Name),
            configuration => ServerEditing.In(context, configuration, edit));

    private static Task Show(HttpContext context, ServerClaim claim, int status = StatusCodes.Status200OK) =>
        ServerEditing.Find(context.Org().Current.Configuration, ServerEditing.Id(context)) is { } server
            ? OktaJson.Ok(context, json => Write(json, context, server, claim), status)
            : ServerEditing.NotFound(context).Write(context);

    private static void Write(Utf8JsonWriter json, HttpContext context, CustomAuthorizationServer server, ServerClaim claim)
    {
        var id = ServerEditing.IdOf(context.Org().Name, server, claim);
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("name", claim.Name);
        json.WriteStatus(!claim.Inactive);
        json.WriteString("claimType", Types[(int)claim.Type]);
        switch (claim.Value)
        {
            case ClaimValue.FromGroups { Filter: var filter }:
                json.WriteString("valueType", "GROUPS");
                json.WriteString("value", filter.Text);
                json.WriteString("group_filter_type", Filters[(int)filter.Type]);
                break;
            case ClaimValue.FromExpression { Text: var text }:
                json.WriteString("valueType", "EXPRESSION");
                json.WriteString("value", text);
                break;
        }

        json.WriteStartObject("conditions");
        json.WriteList("scopes", claim.Scopes);
        json.WriteEndObject();
        json.WriteBoolean("system", false);
        json.WriteBoolean("alwaysIncludeInToken", claim.AlwaysInToken);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", $"{context.BaseUrl()}/api/v1/authorizationServers/{server.Id}/claims/{id}", "GET", "PUT", "DELETE");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
