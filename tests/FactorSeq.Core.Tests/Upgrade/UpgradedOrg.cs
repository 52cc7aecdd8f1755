using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Upgrade;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>Orgs to upgrade, and people in them, in few words.</summary>
internal static class UpgradedOrg
{
    internal static readonly ImmutableArray<FactorKind> AllFactors = [.. ASignOn.Catalog.All.Select(factor => factor.Type.Kind)];

    private static readonly ImmutableArray<Condition> Everybody = [];

    internal static ImmutableArray<FactorKind> Factors(params string[] keys) => [.. keys.Select(Chains.Kind)];

    /// <summary>What a rule does: <c>password</c>, <c>password + any</c>, <c>deny</c>, or chains, with <c>;</c> between them.</summary>
    internal static RuleAction Action(string text) => text switch
    {
        "password" => new RuleAction.Password(),
        "password + any" => new RuleAction.PasswordAndAny(FactorPrompt.Always),
        "deny" => new RuleAction.Deny(),
        _ => new RuleAction.Sequence(Chains.Parse(text.Split(';', StringSplitOptions.TrimEntries))),
    };

    internal static Rule<SignOnAction> Rule(string action, int priority = 1, params ImmutableArray<Condition> conditions) => new()
    {
        Id = $"0pr_{priority}_{action.GetHashCode(StringComparison.Ordinal)}",
        Name = $"Rule {priority}",
        Priority = priority,
        Conditions = conditions,
        Action = new SignOnAction(Action(action), SessionLimits.Default),
    };

    internal static Policy<SignOnAction> Policy(string group, int priority, params Rule<SignOnAction>[] rules) => new()
    {
        Id = $"00p_{priority}",
        Name = group.Length == 0 ? "Default Policy" : $"For {group}",
        Priority = priority,
        System = group.Length == 0,
        Conditions = group.Length == 0 ? Everybody : [new Condition.People([$"00g_{group}"], [])],
        Rules = [.. rules.Select(rule => rule with { Id = $"{rule.Id}_{priority}" })],
    };

    /// <summary>An org whose one policy has one rule for each action, for everybody.</summary>
    internal static OrgConfiguration Of(params string[] actions) => Of([Policy("", 1, [.. actions.Select((action, index) => Rule(action, index + 1))])]);

    internal static OrgConfiguration Of(params Policy<SignOnAction>[] policies) => new()
    {
        Id = "00o_demo",
        Name = "demo",
        Features = [Feature.FactorSequencing],
        Groups = [.. policies.SelectMany(policy => policy.Conditions).OfType<Condition.People>().SelectMany(people => people.Groups).Distinct().Select(id => new Group(id, id[4..], null))],
        SignOn = [.. policies],
        Passwords = [],
        Enrollment = [],
    };

    internal static Account Person(string login, string[] groups, params string[] factors) => new(
        new User { Id = $"00u_{login}", Login = login, Email = login, Groups = [.. groups.Select(group => $"00g_{group}")] },
        [.. factors.Select(key => new Enrollment($"{key}_{login}", Chains.Kind(key), new Anything(), DateTimeOffset.UnixEpoch))],
        new Attempts());

    internal static UpgradePlan Plan(this OrgConfiguration org, UpgradeMode? mode = null, bool methodChains = false) =>
        UpgradePlanning.Plan(org, AllFactors, new UpgradeOptions(mode, methodChains));

    internal static string Name(FactorKind kind) => ASignOn.Catalog.NameOf(kind);

    private sealed record Anything : FactorData;
}
