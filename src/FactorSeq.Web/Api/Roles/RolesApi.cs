using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Roles;

/// <summary>Who is an administrator of what kind (Roles API): users by their own assignments and by those of their groups.</summary>
internal static class RolesApi
{
    private const string OfUser = "ra1";
    private const string OfGroup = "gra";

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/users/{userId}/roles",                                 ListOfUser),
        new("POST",   "/api/v1/users/{userId}/roles",                                 AssignToUser),
        new("GET",    "/api/v1/users/{userId}/roles/{roleId}",                        GetOfUser),
        new("DELETE", "/api/v1/users/{userId}/roles/{roleId}",                        UnassignFromUser),
        new("GET",    "/api/v1/users/{userId}/roles/{roleId}/targets/groups",         TargetsOfUser),
        new("GET",    "/api/v1/users/{userId}/roles/{roleId}/targets/catalog/apps",   TargetsOfUser),
        new("GET",    "/api/v1/groups/{groupId}/roles",                               ListOfGroup),
        new("POST",   "/api/v1/groups/{groupId}/roles",                               AssignToGroup),
        new("GET",    "/api/v1/groups/{groupId}/roles/{roleId}",                      GetOfGroup),
        new("DELETE", "/api/v1/groups/{groupId}/roles/{roleId}",                      UnassignFromGroup),
        new("GET",    "/api/v1/groups/{groupId}/roles/{roleId}/targets/groups",       TargetsOfGroup),
        new("GET",    "/api/v1/groups/{groupId}/roles/{roleId}/targets/catalog/apps", TargetsOfGroup),
        new("GET",    "/api/v1/iam/roles",                                            context => Empty(context, "roles")),
        new("GET",    "/api/v1/iam/roles/{roleId}",                                   NoCustomRole),
        new("GET",    "/api/v1/iam/resource-sets",                                    context => Empty(context, "resource-sets")),
        new("GET",    "/api/v1/iam/assignees/users",                                  Assignees),
    ];

    private static async Task ListOfUser(HttpContext context)
    {
        if (await ReadUser(context) is { } user)
        {
            await ManagementJson.List(context, Of(context, user), (json, role) => Write(json, context, role));
        }
    }

    private static async Task GetOfUser(HttpContext context)
    {
        if (await ReadUser(context) is { } user)
        {
            await (Of(context, user).FirstOrDefault(role => role.Id == RoleId(context)) is { } found
                ? OktaJson.Ok(context, json => Write(json, context, found))
                : NotFound(context).Write(context));
        }
    }

    private static async Task AssignToUser(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageRoles) is not { } caller || await Wanted(context) is not { } role)
        {
            return;
        }

        if (await AccountDraft.Change(context, caller, draft =>
        {
            if (draft.User.AdminRoles.Contains(role.Type))
            {
                return ErrorCodes.RoleAssigned.Because();
            }

            draft.User = draft.User with
            {
                AdminRoles = draft.User.AdminRoles.Add(role.Type),
                RolesAssigned = draft.User.RolesAssigned.SetItem(role.Type, draft.Now),
                Groups = [.. draft.User.Groups.Append(Administrators(draft.Org)).Distinct()],
            };
            draft.Log("user.account.privilege.grant", null, new LogTarget(role.IdFor(OfUser, draft.User.Id), "ROLE", "unknown", role.Label));
            return null;
        }) is { } account)
        {
            var made = Of(context, account.User).First(found => found.Role == role && found.Type == "USER");
            await OktaJson.Ok(context, json => Write(json, context, made), StatusCodes.Status201Created);
        }
    }

    private static async Task UnassignFromUser(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageRoles) is { } caller
            && await AccountDraft.Change(context, caller, draft =>
            {
                var id = RoleId(context);
                if (AdminRole.All.FirstOrDefault(role => role.IdFor(OfUser, draft.User.Id) == id && draft.User.AdminRoles.Contains(role.Type)) is not { } role)
                {
                    return NotFound(context);
                }

                var left = draft.User.AdminRoles.Remove(role.Type);
                draft.User = draft.User with
                {
                    AdminRoles = left,
                    RolesAssigned = draft.User.RolesAssigned.Remove(role.Type),
                    Groups = left.IsEmpty ? draft.User.Groups.Remove(Administrators(draft.Org)) : draft.User.Groups,
                };
                draft.Log("user.account.privilege.revoke", null, new LogTarget(id, "ROLE", "unknown", role.Label));
                return null;
            }) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static async Task ListOfGroup(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadRoles) is not null && await GroupFinder.Required(context) is { } group)
        {
            await ManagementJson.List(context, Of(context, group), (json, role) => Write(json, context, role));
        }
    }

    private static async Task GetOfGroup(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadRoles) is not null && await GroupFinder.Required(context) is { } group)
        {
            await (Of(context, group).FirstOrDefault(role => role.Id == RoleId(context)) is { } found
                ? OktaJson.Ok(context, json => Write(json, context, found))
                : NotFound(context).Write(context));
        }
    }

    private static async Task AssignToGroup(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageRoles) is not { } caller || await Wanted(context) is not { } role)
        {
            return;
        }

        var now = context.Org().Clock.Now;
        if (await EditGroup(context, caller, "group.privilege.grant", (group, roles) =>
            group.IsBuiltIn ? (roles, null, GroupChanges.BuiltIn)
            : roles.Any(other => other.GroupId == group.Id && other.Role == role.Type) ? (roles, null, ErrorCodes.RoleAssigned.Because())
            : (roles.Add(new GroupRole(group.Id, role.Type, now)), group, null)) is { } changed)
        {
            var made = Of(context, changed).First(found => found.Role == role);
            await OktaJson.Ok(context, json => Write(json, context, made), StatusCodes.Status201Created);
        }
    }

    private static async Task UnassignFromGroup(HttpContext context)
    {
        var id = RoleId(context);
        if (await ApiCaller.Require(context, ApiRight.ManageRoles) is { } caller
            && await EditGroup(context, caller, "group.privilege.revoke", (group, roles) =>
                roles.FirstOrDefault(role => role.GroupId == group.Id && AdminRole.Find(role.Role)!.IdFor(OfGroup, group.Id) == id) is { } found
                    ? (roles.Remove(found), group, null)
                    : (roles, null, NotFound(context))) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static ValueTask<Group?> EditGroup(
        HttpContext context,
        ApiCaller caller,
        string type,
        Func<Group, ImmutableArray<GroupRole>, (ImmutableArray<GroupRole>, Group?, OktaError?)> edit) =>
        ManagementEdit.Write(context, caller, type, (Group group) => LogTarget.Of(group), configuration =>
        {
            var id = GroupFinder.Named(context);
            if (configuration.Groups.FirstOrDefault(group => group.Id == id) is not { } group)
            {
                return new(configuration, null, GroupChanges.NotFound(id));
            }

            var (roles, item, error) = edit(group, configuration.Administration.GroupRoles);
            return new(
                item is null ? configuration : configuration with { Administration = configuration.Administration with { GroupRoles = roles } }, item, error);
        });

    // Nobody's role is cut down here: it is about all of the org.
    private static async Task TargetsOfUser(HttpContext context)
    {
        if (await ReadUser(context) is { } user)
        {
            await NoTargets(context, Of(context, user));
        }
    }

    private static async Task TargetsOfGroup(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadRoles) is not null && await GroupFinder.Required(context) is { } group)
        {
            await NoTargets(context, Of(context, group));
        }
    }

    private static Task NoTargets(HttpContext context, IEnumerable<Assignment> roles) => roles.Any(role => role.Id == RoleId(context))
        ? ManagementJson.List<Assignment>(context, [], (_, _) => { })
        : NotFound(context).Write(context);

    private static async Task Empty(HttpContext context, string name)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadRoles) is not null)
        {
            await OktaJson.Ok(context, json =>
            {
                json.WriteStartObject();
                json.WriteList(name, []);
                json.WriteEndObject();
            });
        }
    }

    private static async Task NoCustomRole(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadRoles) is not null)
        {
            await RequestErrors.NotFound(RoleId(context), "CustomRole").Write(context);
        }
    }

    private static async Task Assignees(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadRoles) is null)
        {
            return;
        }

        var org = context.Org();
        var admins = new List<User>();
        await foreach (var account in UserFinder.All(org))
        {
            if (org.Current.Configuration.Administration.RolesOf(account.User).Any())
            {
                admins.Add(account.User);
            }
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("value");
            foreach (var admin in admins)
            {
                var self = $"{context.BaseUrl()}/api/v1/users/{admin.Id}";
                json.WriteStartObject();
                json.WriteString("id", admin.Id);
                json.WriteString("orn", $"orn:okta:directory:{org.Current.Configuration.Id}:users:{admin.Id}");
                json.WriteStartObject("_links");
                json.WriteHref("roles", $"{self}/roles");
                json.WriteHref("self", self);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async ValueTask<User?> ReadUser(HttpContext context) =>
        await ApiCaller.Require(context, ApiRight.ReadRoles) is { } caller && await UserFinder.Required(context, caller) is { Value.User: var user } ? user : null;

    /// <summary>The role that the body names.</summary>
    /// <returns>null after an error was answered.</returns>
    private static async ValueTask<AdminRole?> Wanted(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return null;
        }

        if (AdminRole.Find(body.Text("type")) is { } role)
        {
            return role;
        }

        await RequestErrors.At("type", body.Text("type") is { Length: > 0 } type ? $"Invalid role type specified: {Seed.Wording.Clause(type)}." : RequestErrors.Blank).Write(context);
        return null;
    }

    private static IEnumerable<Assignment> Of(HttpContext context, User user) => user.AdminRoles
        .Select(AdminRole.Find).OfType<AdminRole>()
        .Select(role => new Assignment(
            role, role.IdFor(OfUser, user.Id), "USER", user.RolesAssigned.TryGetValue(role.Type, out var at) ? at : user.Created, $"users/{user.Id}"))
        .Concat(context.Org().Current.Configuration.Groups.Where(group => user.Groups.Contains(group.Id)).SelectMany(group => Of(context, group)));

    private static IEnumerable<Assignment> Of(HttpContext context, Group group) => context.Org().Current.Configuration.Administration.GroupRoles
        .Where(role => role.GroupId == group.Id)
        .Select(given => (Given: given, Role: AdminRole.Find(given.Role)!))
        .Select(pair => new Assignment(pair.Role, pair.Role.IdFor(OfGroup, group.Id), "GROUP", pair.Given.Assigned, $"groups/{group.Id}"));

    private static void Write(Utf8JsonWriter json, HttpContext context, Assignment assignment)
    {
        json.WriteStartObject();
        json.WriteString("id", assignment.Id);
        json.WriteString("label", assignment.Role.Label);
        json.WriteString("type", assignment.Role.Type);
        json.WriteString("status", "ACTIVE");
        json.WriteTimes(assignment.At, null);
        json.WriteString("assignmentType", assignment.Type);
        json.WriteStartObject("_links");
        json.WriteHref("assignee", $"{context.BaseUrl()}/api/v1/{assignment.Assignee}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Administrators(Org org) => org.Current.Configuration.Groups.First(group => group.Name == Group.Administrators).Id;

    private static OktaError NotFound(HttpContext context) => RequestErrors.NotFound(RoleId(context), "Role");

    private static string RoleId(HttpContext context) => (string)context.Request.RouteValues["roleId"]!;

    private sealed record Assignment(AdminRole Role, string Id, string Type, DateTimeOffset At, string Assignee);
}
