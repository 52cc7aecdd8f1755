using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>The groups whose members may use an app (Apps API, "Application group operations").</summary>
internal static class AppGroupsApi
{
    private const int UsualPage = 20;
    private const int LargestPage = 200;
    private const int MostPriority = 1000;

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is null || await AppsApi.Required(context) is not { } app)
        {
            return;
        }

        var q = context.Request.Query["q"].ToString();
        var expands = context.Request.Query["expand"] == "group";
        var paging = Paging.Of(context, UsualPage, LargestPage);
        var groups = paging.Cut(
            context,
            [
                .. context.Org().Current.Configuration.Groups
                    .Where(group => app.Groups.Contains(group.Id) && group.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(group => group.Id, StringComparer.Ordinal)
                    .Where(group => string.CompareOrdinal(group.Id, paging.After) > 0)
                    .Take(paging.Limit + 1),
            ],
            group => group.Id);
        var moved = expands ? await GroupJson.Moved(context.Org(), groups) : null;
        await ManagementJson.List(context, groups, (json, group) => Write(json, context, app, group, moved));
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is not null && await AppsApi.Required(context) is { } app)
        {
            await (app.Groups.Contains(GroupFinder.Named(context)) && Found(context) is { } group
                ? Show(context, app, group)
                : NotAssigned(context).Write(context));
        }
    }

    internal static async Task Put(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is not { } caller
            || await AppsApi.Required(context) is null
            || await GroupFinder.Required(context) is not { } group
            || await EditRequest.ReadOptional(context, "0ga") is not { } request)
        {
            return;
        }

        var errors = new SeedErrors("body");
        var priority = RequestTree.At(request.Body, "priority") is { } node ? Scalars.Number(node, 0, MostPriority, errors) : null;
        if (RequestErrors.Of(errors) is { } fault)
        {
            await fault.Write(context);
            return;
        }

        var profile = RequestTree.At(request.Body, "profile") is SeedNode.Mapping { Members.Count: > 0 } given ? Scalars.Json(given) : null;
        var isNew = false;
        if (await Write(context, caller, group, () => isNew ? "group.application_assignment.add" : "group.application_assignment.update", app =>
        {
            isNew = !app.Groups.Contains(group.Id);
            return (AppAssignments.WithGroup(app, group.Id, known => known with { Priority = priority ?? known.Priority, Profile = profile }, request.Now), null);
        }) is { } changed)
        {
            await Show(context, changed, group);
        }
    }

    internal static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageApps) is not { } caller || await AppsApi.Required(context) is null)
        {
            return;
        }

        var id = GroupFinder.Named(context);
        var group = Found(context) ?? new Group(id, id, null);
        if (await Write(context, caller, group, () => "group.application_assignment.remove", app =>
            app.Groups.Contains(id) ? (AppAssignments.WithoutGroup(app, id), null) : (null, NotAssigned(context))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static Group? Found(HttpContext context) =>
        context.Org().Current.Configuration.Groups.FirstOrDefault(group => group.Id == GroupFinder.Named(context));

    // Whether a group is new to the app is known once the edit was decided.
    private static ValueTask<App?> Write(HttpContext context, ApiCaller caller, Group group, Func<string> type, Func<App, (App? App, OktaError? Error)> edit) =>
        ManagementEdit.Write(
            context,
            (work, app) => caller.Log(
                work,
                Client.Of(context),
                context.Org().Clock.Now,
                new SystemEvent(type(), EventOutcome.Success),
                group.Id,
                [LogTarget.Of(group), AppsApi.Target(app)]),
            configuration => AppsApi.Edit(context, configuration, edit));

    private static Task Show(HttpContext context, App app, Group group) => OktaJson.Ok(context, json => Write(json, context, app, group, moved: null));

    // With the group itself where it is known when groups last got or lost members.
    private static void Write(Utf8JsonWriter json, HttpContext context, App app, Group group, IReadOnlyDictionary<string, DateTimeOffset>? moved)
    {
        var known = app.Assignments.GetValueOrDefault(group.Id);
        var address = $"{context.BaseUrl()}/api/v1/apps/{app.Id}";
        json.WriteStartObject();
        json.WriteString("id", group.Id);
        json.WriteInstant("lastUpdated", known?.LastUpdated ?? app.LastUpdated ?? app.Created ?? ManagementJson.SeedTime);
        json.WriteNumber("priority", known?.Priority ?? 0);
        json.WritePropertyName("profile");
        json.WriteRawValue(known?.Profile ?? "{}");
        json.WriteStartObject("_links");
        AppJson.WriteHref(json, "app", address);
        AppJson.WriteHref(json, "self", $"{address}/groups/{group.Id}");
        AppJson.WriteHref(json, "group", $"{context.BaseUrl()}/api/v1/groups/{group.Id}");
        json.WriteEndObject();
        if (moved is not null)
        {
            json.WriteStartObject("_embedded");
            json.WritePropertyName("group");
            GroupJson.Write(json, context, group, moved);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static OktaError NotAssigned(HttpContext context) => RequestErrors.NotFound(GroupFinder.Named(context), "ApplicationGroupAssignment");
}
