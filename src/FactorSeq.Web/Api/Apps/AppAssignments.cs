using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Api.Apps;

/// <summary>Who may use an app, switched off or not: users by name, and members of groups.</summary>
internal static class AppAssignments
{
    /// <summary><c>USER</c> for who is assigned by name, <c>GROUP</c> for who is by a group; null for who is not.</summary>
    internal static string? ScopeOf(App app, User user) =>
        app.Users.Contains(user.Id) ? "USER" : app.Groups.Any(user.Groups.Contains) ? "GROUP" : null;

    internal static App WithUser(App app, string id, Func<AppAssignment, AppAssignment> describe, DateTimeOffset now) =>
        Described(app.Users.Contains(id) ? app : app with { Users = app.Users.Add(id) }, id, describe, now);

    internal static App WithoutUser(App app, string id) => app with { Users = app.Users.Remove(id), Assignments = app.Assignments.Remove(id) };

    internal static App WithGroup(App app, string id, Func<AppAssignment, AppAssignment> describe, DateTimeOffset now) =>
        Described(app.Groups.Contains(id) ? app : app with { Groups = app.Groups.Add(id) }, id, describe, now);

    internal static App WithoutGroup(App app, string id) => app with { Groups = app.Groups.Remove(id), Assignments = app.Assignments.Remove(id) };

    /// <summary>What is known of an assignment, changed; who has it stays.</summary>
    internal static App Described(App app, string id, Func<AppAssignment, AppAssignment> describe, DateTimeOffset now) => app with
    {
        Assignments = app.Assignments.SetItem(id, describe(app.Assignments.GetValueOrDefault(id) ?? new AppAssignment(now, now)) with { LastUpdated = now }),
    };
}
