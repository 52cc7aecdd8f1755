using System.Collections.Immutable;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Groups;

/// <summary>A rule of groups as an administrator sends it.</summary>
internal static class GroupRuleForm
{
    internal const string Type = "group_rule";
    internal const string ExpressionType = "urn:okta:expression:1.0";

    private const int LongestName = 50;
    private const int MostExcluded = 100;

    /// <param name="old">A new one has no groups yet; the others keep theirs.</param>
    internal static Outcome<GroupRule> Read(GroupRule old, OrgConfiguration configuration, EditRequest request)
    {
        var errors = new SeedErrors("body");
        if (old.Active)
        {
            return new(configuration, null, RequestErrors.At("status", "The rule must be deactivated before it is changed"));
        }

        if (Text(request, "type") is not Type)
        {
            errors.Add(1, "type", $"A rule of groups has the type {Type}", "");
        }

        var name = Text(request, "name")?.Trim();
        if (string.IsNullOrEmpty(name))
        {
            errors.Add(1, "name", RequestErrors.Blank, "");
        }
        else if (name.Length > LongestName)
        {
            errors.Add(1, "name", $"The field cannot exceed {LongestName} characters", "");
        }
        else if (GroupRulesApi.Rules.Of(configuration).Any(other => other.Id != old.Id && other.Name == name))
        {
            errors.Add(1, "name", RequestErrors.Taken, "");
        }

        var expression = Expression(request, errors);
        var groups = Groups(old, configuration, request, errors);
        var users = Listed(request, "conditions", "people", "users", "exclude");
        foreach (var unknown in users.Except(request.Users))
        {
            errors.Add(1, "conditions.people.users.exclude", $"unknown user {Wording.Quoted(unknown)}", "");
        }

        var excluded = Listed(request, "conditions", "people", "groups", "exclude");
        foreach (var unknown in excluded.Where(id => configuration.Groups.All(group => group.Id != id)))
        {
            errors.Add(1, "conditions.people.groups.exclude", $"unknown group {Wording.Quoted(unknown)}", "");
        }

        if (users.Length > MostExcluded)
        {
            errors.Add(1, "conditions.people.users.exclude", $"A rule excludes {MostExcluded} users at most", "");
        }

        return (RequestErrors.Of(errors) ?? Privileged(configuration, groups)) is { } error
            ? new(configuration, null, error)
            : GroupRulesApi.Rules.Put(configuration, old with
            {
                Name = name!, Expression = expression, Groups = groups, ExcludedUsers = users, ExcludedGroups = excluded, LastUpdated = request.Now,
            });
    }

    /// <summary>Whom a rule makes an administrator, nobody has: groups with admin roles are filled by hand (Okta, "Group rules").</summary>
    internal static OktaError? Privileged(OrgConfiguration configuration, ImmutableArray<string> groups) =>
        groups.Any(id => configuration.Administration.GroupRoles.Any(role => role.GroupId == id))
            ? RequestErrors.At("groupIds", "A rule cannot assign users to a group that has admin roles")
            : null;

    private static string Expression(EditRequest request, SeedErrors errors)
    {
        const string Place = "conditions.expression.value";
        var value = Text(request, "conditions", "expression", "value") ?? "";
        if (value.Length == 0)
        {
            errors.Add(1, Place, RequestErrors.Blank, "");
            return value;
        }

        if ((Text(request, "conditions", "expression", "type") ?? ExpressionType) != ExpressionType)
        {
            errors.Add(1, "conditions.expression.type", $"Expressions have the type {ExpressionType}", "");
        }

        try
        {
            Core.Expressions.Expression.Parse(value);
        }
        catch (ExpressionException e)
        {
            errors.Add(1, Place, $"Invalid expression: {e.Message}", "");
        }

        return value;
    }

    private static ImmutableArray<string> Groups(GroupRule old, OrgConfiguration configuration, EditRequest request, SeedErrors errors)
    {
        const string Place = "actions.assignUserToGroups.groupIds";
        var groups = Listed(request, "actions", "assignUserToGroups", "groupIds");
        if (groups.IsEmpty)
        {
            errors.Add(1, Place, RequestErrors.Blank, "");
        }
        else if (!old.Groups.IsEmpty && !groups.Order().SequenceEqual(old.Groups.Order()))
        {
            errors.Add(1, Place, "The groups of a rule cannot be changed", "");
        }

        foreach (var id in groups)
        {
            var group = configuration.Groups.FirstOrDefault(group => group.Id == id);
            if (group is null && !old.Groups.Contains(id))
            {
                errors.Add(1, Place, $"unknown group {Wording.Quoted(id)}", "");
            }
            else if (group?.IsBuiltIn == true)
            {
                errors.Add(1, Place, "A rule cannot assign users to a built-in group", "");
            }
        }

        return groups;
    }

    private static string? Text(EditRequest request, params ReadOnlySpan<string> way) => RequestTree.Text(RequestTree.At(request.Body, way));

    private static ImmutableArray<string> Listed(EditRequest request, params ReadOnlySpan<string> way) =>
        [.. ((RequestTree.At(request.Body, way) as SeedNode.List)?.Items ?? []).Select(RequestTree.Text).OfType<string>().Distinct()];
}
