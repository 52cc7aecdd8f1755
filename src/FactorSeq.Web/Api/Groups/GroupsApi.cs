using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Api.Filters;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Groups;

/// <summary>The Groups API; rules are <see cref="GroupRulesApi"/>.</summary>
internal static class GroupsApi
{
    private const int UsualPage = 200;
    private const int UsualFound = 10;
    private const int LargestPage = 10_000;
    private const int LongestName = 255;
    private const int LongestDescription = 1024;
    private const string MembersMoved = "lastMembershipUpdated";

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/groups",                          List),
        new("POST",   "/api/v1/groups",                          Create),
        new("GET",    "/api/v1/groups/{groupId}",                Get),
        new("PUT",    "/api/v1/groups/{groupId}",                Update),
        new("DELETE", "/api/v1/groups/{groupId}",                Remove),
        new("GET",    "/api/v1/groups/{groupId}/users",          GroupMembers.List),
        new("PUT",    "/api/v1/groups/{groupId}/users/{userId}", GroupMembers.Add),
        new("DELETE", "/api/v1/groups/{groupId}/users/{userId}", GroupMembers.Remove),
    ];

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadGroups) is null)
        {
            return;
        }

        var query = context.Request.Query;
        var q = query["q"].ToString();
        var text = query["search"].ToString() is { Length: > 0 } search ? search : query["filter"].ToString();
        var all = context.Org().Current.Configuration.Groups;
        var moved = text.Contains(MembersMoved, StringComparison.Ordinal) ? await GroupJson.Moved(context.Org(), all) : ImmutableDictionary<string, DateTimeOffset>.Empty;
        var read = text.Length == 0 ? null : FilterReader<Group>.Read(text, name => Attribute(name, moved));
        if (read?.Fault is not null)
        {
            await ErrorCodes.BadSearch.Because().Write(context);
            return;
        }

        var paging = Paging.Of(context, q.Length > 0 ? UsualFound : UsualPage, LargestPage);
        var groups = paging.Cut(
            context,
            [
                .. all
                    .Where(group => group.Name.StartsWith(q, StringComparison.OrdinalIgnoreCase) && read?.Filter?.Matches(group) != false)
                    .OrderBy(group => group.Id, StringComparer.Ordinal)
                    .Where(group => string.CompareOrdinal(group.Id, paging.After) > 0)
                    .Take(paging.Limit + 1),
            ],
            group => group.Id);
        await GroupJson.Write(context, groups);
    }

    private static async Task Create(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is { } caller && await Profile(context) is var (name, description))
        {
            var group = new Group(Ids.New("00g"), name, description) { Created = context.Org().Clock.Now };
            await Answer(context, group, await GroupChanges.Add(context.Org(), group, Log(context, caller, "group.lifecycle.create")));
        }
    }

    private static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadGroups) is not null && await GroupFinder.Required(context) is { } group)
        {
            await GroupJson.Write(context, group);
        }
    }

    private static async Task Update(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is not { } caller
            || await GroupFinder.Required(context) is not { } known
            || await Profile(context) is not var (name, description))
        {
            return;
        }

        if (known.IsBuiltIn)
        {
            await GroupChanges.BuiltIn.Write(context);
            return;
        }

        var now = context.Org().Clock.Now;
        var (group, error) = await GroupChanges.Change(
            context.Org(), known.Id, old => old with { Name = name, Description = description, Updated = now }, Log(context, caller, "group.profile.update"));
        await Answer(context, group, error);
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageGroups) is not { } caller)
        {
            return;
        }

        var (_, error) = await GroupChanges.Remove(context.Org(), GroupFinder.Named(context), Log(context, caller, "group.lifecycle.delete"));
        if (error is not null)
        {
            await error.Write(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Answer(HttpContext context, Group? group, OktaError? error)
    {
        if (error is not null)
        {
            await error.Write(context);
            return;
        }

        await GroupJson.Write(context, group!);
    }

    private static Action<UnitOfWork, Group> Log(HttpContext context, ApiCaller caller, string type) => (work, group) =>
        caller.Log(work, Client.Of(context), context.Org().Clock.Now, type, LogTarget.Of(group));

    /// <returns>null after an error was answered.</returns>
    private static async ValueTask<(string Name, string? Description)?> Profile(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return null;
        }

        var profile = body.Object("profile") ?? default;
        var name = JsonBody.Text(profile, "name")?.Trim() ?? "";
        var description = JsonBody.Text(profile, "description");
        var fault = name.Length == 0 ? $"name: {RequestErrors.Blank}"
            : name.Length > LongestName ? $"name: The field cannot exceed {LongestName} characters."
            : description?.Length > LongestDescription ? $"description: The field cannot exceed {LongestDescription} characters."
            : null;
        if (fault is not null)
        {
            await ErrorCodes.ValidationFailed.With(fault[..fault.IndexOf(':', StringComparison.Ordinal)], fault).Write(context);
            return null;
        }

        return (name, description);
    }

    private static FilterAttribute<Group>? Attribute(string name, IReadOnlyDictionary<string, DateTimeOffset> moved) => name switch
    {
        "id"                    => FilterAttribute<Group>.Of(FilterType.Exact, group => group.Id),
        "type"                  => FilterAttribute<Group>.Of(FilterType.Exact, GroupJson.Type),
        "created"               => FilterAttribute<Group>.Of(FilterType.Instant, group => OktaJson.Instant(GroupJson.Created(group))),
        "lastUpdated"           => FilterAttribute<Group>.Of(FilterType.Instant, group => OktaJson.Instant(GroupJson.Updated(group))),
        MembersMoved            => FilterAttribute<Group>.Of(FilterType.Instant, group => OktaJson.Instant(GroupJson.MembersChanged(group, moved))),
        "profile.name"          => FilterAttribute<Group>.Of(FilterType.Text, group => group.Name),
        "profile.description"   => FilterAttribute<Group>.Of(FilterType.Text, group => group.Description),
        _                       => null,
    };
}
