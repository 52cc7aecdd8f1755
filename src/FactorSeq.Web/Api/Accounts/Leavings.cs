using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>
/// What names a user elsewhere in the store. It goes with them: whoever takes up the login of somebody who was removed can have the id that was
/// made of it, and is somebody else.
/// </summary>
internal static class Leavings
{
    /// <summary>Adds the removal of all of it to a unit of work.</summary>
    internal static async ValueTask Remove(Org org, UnitOfWork work, string userId)
    {
        await EndTokens(org, work, userId);
        await RemoveFactorTasks(org, work, userId);
        await Remove(org, work, DocumentKinds.Sessions, session => session.UserId == userId);
        await Remove(org, work, DocumentKinds.SessionTokens, token => token.Grant.UserId == userId);
        await Remove(org, work, DocumentKinds.Transactions, at => at.Context.Subject is Subject.Known known && known.UserId == userId);
        await Remove(org, work, DocumentKinds.Codes, code => code.Grant.UserId == userId);
        await Remove(org, work, DocumentKinds.DeviceAuthorizations, device => device.Grant?.UserId == userId);
        await Remove(org, work, DocumentKinds.Consents, consent => consent.UserId == userId);
        await Remove(org, work, DocumentKinds.Devices, device => device.UserId == userId);
        await Remove(org, work, DocumentKinds.IdentityProviderLinks, link => link.UserId == userId);
        await Remove(org, work, DocumentKinds.ImportLinks, link => link.UserId == userId);
        await Remove(org, work, DocumentKinds.RecoveryTokens, token => token.UserId == userId);
        await Remove(org, work, DocumentKinds.Pushes, push => push.UserId == userId);
        await Remove(org, work, DocumentKinds.Activations, activation => activation.UserId == userId);
        await Remove(org, work, DocumentKinds.Visits, visit => visit.UserId == userId);
        if (await org.Documents.Find(org.Name, DocumentKinds.LastLogins, userId) is { } lastLogin)
        {
            work.Delete(DocumentKinds.LastLogins, lastLogin);
        }
    }

    /// <summary>Adds the end of a user's refresh tokens, and of the access tokens that came of them.</summary>
    internal static async ValueTask EndTokens(Org org, UnitOfWork work, string userId)
    {
        await foreach (var family in org.Each(DocumentKinds.RefreshTokens, family => family.Grant.UserId == userId))
        {
            RefreshToken.End(work, family);
        }
    }

    /// <summary>Adds the removal of factors that wait for their activation, and of challenges that are out.</summary>
    /// <returns>Whether there were any.</returns>
    internal static ValueTask<bool> RemoveFactorTasks(Org org, UnitOfWork work, string userId) =>
        Remove(org, work, DocumentKinds.FactorTasks, task => task.UserId == userId);

    /// <summary>A configuration whose apps and rules do not name the user. A rule that lets in nobody but them stays as it is: without them it would let in all.</summary>
    internal static OrgConfiguration Without(OrgConfiguration configuration, string userId) => Names(configuration, userId) ? configuration with
    {
        Apps = [.. configuration.Apps.Select(app => app with { Users = app.Users.Remove(userId), Assignments = app.Assignments.Remove(userId), SignOnRules = Without(app.SignOnRules, userId) })],
        AuthorizationServers = [.. configuration.AuthorizationServers.Select(server => Without(server, userId))],
        SignOn = [.. configuration.SignOn.Select(policy => policy with { Rules = Without(policy.Rules, userId) })],
        Passwords = [.. configuration.Passwords.Select(policy => policy with { Rules = Without(policy.Rules, userId) })],
        Enrollment = [.. configuration.Enrollment.Select(policy => policy with { Rules = Without(policy.Rules, userId) })],
        Administration = configuration.Administration with
        {
            GroupRules = [.. configuration.Administration.GroupRules.Select(rule => rule with { ExcludedUsers = rule.ExcludedUsers.Remove(userId) })],
        },
    } : configuration;

    private static bool Names(OrgConfiguration configuration, string userId) =>
        configuration.Administration.GroupRules.Any(rule => rule.ExcludedUsers.Contains(userId))
        || configuration.Apps.Any(app => app.Users.Contains(userId) || app.Assignments.ContainsKey(userId) || app.SignOnRules.Any(rule => Excludes(rule.Conditions, userId)))
        || configuration.AuthorizationServers.SelectMany(server => server.Policies).SelectMany(policy => policy.Rules).Any(rule => rule.Users.Contains(userId) || rule.ExcludedUsers.Contains(userId))
        || configuration.SignOn.SelectMany(policy => policy.Rules).Any(rule => Excludes(rule.Conditions, userId))
        || configuration.Passwords.SelectMany(policy => policy.Rules).Any(rule => Excludes(rule.Conditions, userId))
        || configuration.Enrollment.SelectMany(policy => policy.Rules).Any(rule => Excludes(rule.Conditions, userId));

    private static bool Excludes(ImmutableArray<Condition> conditions, string userId) =>
        conditions.OfType<Condition.People>().Any(people => people.ExcludedUsers.Contains(userId));

    private static CustomAuthorizationServer Without(CustomAuthorizationServer server, string userId) => server with
    {
        Policies =
        [
            .. server.Policies.Select(policy => policy with
            {
                Rules =
                [
                    .. policy.Rules.Select(rule => rule with
                    {
                        Users = rule is { Users.Length: 1, Groups.IsEmpty: true } ? rule.Users : rule.Users.Remove(userId),
                        ExcludedUsers = rule.ExcludedUsers.Remove(userId),
                    }),
                ],
            }),
        ],
    };

    private static ImmutableArray<Rule<TAction>> Without<TAction>(ImmutableArray<Rule<TAction>> rules, string userId) =>
    [
        .. rules.Select(rule => !Excludes(rule.Conditions, userId) ? rule : rule with
        {
            Conditions =
            [
                .. rule.Conditions.Select(condition => condition is Condition.People people
                    ? people with { ExcludedUsers = people.ExcludedUsers.Remove(userId) }
                    : condition),
            ],
        }),
    ];

    private static async ValueTask<bool> Remove<T>(Org org, UnitOfWork work, DocumentKind<T> kind, Func<T, bool> isTheirs)
        where T : class
    {
        var any = false;
        await foreach (var stored in org.Each(kind, isTheirs))
        {
            work.Delete(kind, stored);
            any = true;
        }

        return any;
    }
}
