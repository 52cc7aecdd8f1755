using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>
/// The groups claim of a client: <c>/api/v1/internal/apps/{id}/settings/oauth/idToken</c>, which Okta's own console and Terraform use, and which
/// stands in no reference.
/// </summary>
internal static class IdTokenSettingsApi
{
    private static readonly ImmutableArray<string> Types = ["GROUPS", "EXPRESSION"];
    private static readonly ImmutableArray<string> Filters = ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"];
    private static readonly Shape Form = new("idToken", ["issuerMode", "valueType", "name", "value", "groupFilterType"]);

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is not null && await ScopeGrantsApi.Client(context) is { } app)
        {
            await Show(context, app, context.BaseUrl(), app.ClientId);
        }
    }

    internal static async Task Set(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is not { } caller
            || await ScopeGrantsApi.Client(context) is null
            || await EditRequest.Read(context, "0oa") is not { } request)
        {
            return;
        }

        var (claim, error) = Read(request);
        if (error is not null)
        {
            await error.Write(context);
        }
        else if (await ManagementEdit.Write(context, caller, "application.lifecycle.update", AppsApi.Target, configuration =>
            AppsApi.Edit(context, configuration, app => (app with { GroupsClaim = claim, LastUpdated = request.Now }, null))) is { } changed)
        {
            await Show(context, changed, null, null);
        }
    }

    // A claim without a name, or without a value, is none.
    private static (AppGroupsClaim? Claim, OktaError? Error) Read(EditRequest request)
    {
        var errors = new SeedErrors("body");
        var fields = request.Fields(Form, errors);
        var (name, value) = (AppForm.Text(request.Body, "name"), AppForm.Text(request.Body, "value"));
        var isExpression = fields.Choice("valueType", 0, Types) == 1;
        var filter = (GroupFilterType)fields.Choice("groupFilterType", 0, Filters);
        if (errors.Any || name is null || value is null)
        {
            return (null, RequestErrors.Of(errors));
        }

        ClaimName.IsFree(fields["name"]!, name, errors);
        if (isExpression)
        {
            AuthorizationServerSection.IsExpression(fields["value"]!, value, errors);
        }
        else if (filter == GroupFilterType.Regex && !GroupFilter.IsPattern(value))
        {
            errors.Add(fields["value"]!, "this is not a regular expression that this version reads", "");
        }

        return RequestErrors.Of(errors) is { } error ? (null, error)
            : (isExpression ? new AppGroupsClaim(name, null) { Expression = value } : new AppGroupsClaim(name, new GroupFilter(filter, value)), null);
    }

    private static Task Show(HttpContext context, App app, string? issuer, string? audience) => OktaJson.Ok(context, json =>
    {
        var claim = app.GroupsClaim;
        json.WriteStartObject();
        json.WriteString("issuer", issuer);
        json.WriteNull("orgUrl");
        json.WriteNull("customUrl");
        json.WriteString("audience", audience);
        json.WriteString("issuerMode", app.Display?.IssuerMode ?? "ORG_URL");
        if (claim is not null)
        {
            json.WriteString("valueType", Types[claim.Filter is null ? 1 : 0]);
            json.WriteString("name", claim.Name);
            if (claim.Filter is { } filter)
            {
                json.WriteString("groupFilterType", Filters[(int)filter.Type]);
            }

            json.WriteString("value", claim.Expression ?? claim.Filter!.Text);
        }

        json.WriteEndObject();
    });
}
