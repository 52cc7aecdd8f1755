using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>The authentication policies: one that the dashboard shares with all apps without rules of their own, and those of the others.</summary>
internal static class AppUpgrading
{
    private const string OncePerSession = "PT43800H";

    internal static ImmutableArray<AuthenticationPolicy> Policies(OrgConfiguration org, ImmutableArray<Rule<AuthenticationAction>> shared, UpgradeMode mode)
    {
        var own = org.Apps.Where(app => !app.SignOnRules.IsEmpty).ToList();
        var rest = org.Apps.Except(own).Select(app => app.Label);
        return
        [
            new AuthenticationPolicy(
                Policy(org.Id, mode == UpgradeMode.Preserve || shared.IsEmpty ? "Any one factor" : "Factor sequences", shared),
                [AuthenticationPolicy.Dashboard, .. rest]),
            .. own.GroupBy(app => string.Join('\n', app.SignOnRules.Select(Key))).Select(apps => new AuthenticationPolicy(
                Policy(apps.First().Id, string.Join(", ", apps.Select(app => app.Label)), [.. apps.First().SignOnRules.Select(Rule)]),
                [.. apps.Select(app => app.Label)]) { AppIds = [.. apps.Select(app => app.Id)] }),
        ];
    }

    private static Policy<AuthenticationAction> Policy(string id, string name, ImmutableArray<Rule<AuthenticationAction>> rules) => new()
    {
        Id = id,
        Name = name,
        Priority = 1,
        Rules =
        [
            .. rules,
            new Rule<AuthenticationAction>
            {
                Id = id,
                Name = AuthenticationPolicy.CatchAll,
                Priority = AuthenticationPolicy.CatchAllPriority,
                System = true,
                Action = new AuthenticationAction(true, VerificationMethod.Assurance.AnyOne with { ReauthenticateIn = OncePerSession }),
            },
        ],
    };

    private static Rule<AuthenticationAction> Rule(Rule<AppSignOnAction> rule, int index) => new()
    {
        Id = rule.Id,
        Name = rule.Name,
        Priority = index,
        Active = rule.Active,
        Conditions = rule.Conditions,
        Action = new AuthenticationAction(rule.Action.Allows, Verification(rule.Action)),
    };

    // Classic asks for the factor at every sign-on, or once, and for the password again after the rule's minutes: two periods in one rule.
    private static VerificationMethod.Assurance Verification(AppSignOnAction action)
    {
        var password = action.ReauthenticateMinutes > 0 ? $"PT{action.ReauthenticateMinutes}M" : OncePerSession;
        return action.Prompt switch
        {
            AppPrompt.Never => VerificationMethod.Assurance.AnyOne with { ReauthenticateIn = password },
            AppPrompt.EverySignOn => Two("PT0S", password),
            _ => Two(OncePerSession, password),
        };
    }

    private static VerificationMethod.Assurance Two(string factor, string password) => new(
        FactorMode.Two, factor == password ? [] : [new AssuranceConstraint(new KnowledgeConstraint([]) { ReauthenticateIn = password }, null)])
    {
        ReauthenticateIn = factor,
    };

    private static string Key(Rule<AppSignOnAction> rule) =>
        $"{rule.Name} {rule.Active} {rule.Action} {string.Join(' ', rule.Conditions.Select(Key))}";

    private static string Key(Condition condition) => condition switch
    {
        Condition.People people => $"people {string.Join(',', people.Groups)} {string.Join(',', people.Users)} {string.Join(',', people.ExcludedUsers)}",
        Condition.Network network => $"network {string.Join(',', network.Include)} {string.Join(',', network.Exclude)}",
        Condition.Behaviors behaviors => $"behaviors {string.Join(',', behaviors.Ids)}",
        _ => condition.ToString(),
    };
}
