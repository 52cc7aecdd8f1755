using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>Works out what an upgrade to Identity Engine makes of an org.</summary>
public static class UpgradePlanning
{
    /// <summary>The plan for an org.</summary>
    /// <param name="factors">The factors that its users can have.</param>
    public static UpgradePlan Plan(OrgConfiguration org, ImmutableArray<FactorKind> factors, UpgradeOptions options)
    {
        var state = Sequencing.State(org);
        var blockers = Blockers(org, options.StrictPairs);
        var mode = options.Mode ?? (state == SequencingState.EnabledActive && blockers.IsEmpty ? UpgradeMode.Preserve : UpgradeMode.Assurance);
        ImmutableArray<RuleUpgrade> rules =
            [.. org.SignOn.SelectMany(policy => policy.Rules.Select(rule => RuleUpgrading.Of(org, policy, rule, mode, options, factors)))];
        var upgraded = Session(org, rules, rule => rule.Session with { PrimaryFactor = PrimaryFactor.PasswordIdp });
        var plan = new UpgradePlan
        {
            Org = org.Name,
            Mode = mode,
            State = state,
            Factors = factors,
            Blockers = blockers,
            Rules = rules,
            AsUpgraded = upgraded,
            GlobalSession = Session(org, rules, rule => rule.Session),
            Authentication = AppUpgrading.Policies(org, Access(rules), mode),
            Recipes = [],
            Findings = [],
        };
        return plan with { Recipes = UpgradeRecipes.For(plan), Findings = UpgradeFindings.Of(org, plan) };
    }

    /// <summary>What keeps the org from being upgraded with its sequences: a walk by way of two methods of one authenticator.</summary>
    public static ImmutableArray<UpgradeBlocker> Blockers(OrgConfiguration org, bool strictPairs = false) =>
    [
        .. from policy in org.Sequencing ? org.SignOn : []
           where policy.Active
           from rule in policy.Rules
           where rule.Active && rule.Action.Authenticate is RuleAction.Sequence
           from chain in ((RuleAction.Sequence)rule.Action.Authenticate).Chains.Items.Select((chain, index) => (chain, index))
           from pair in ChainMapping.Pairs(chain.chain, strictPairs).DistinctBy(Unordered)
           select new UpgradeBlocker(policy.Name, rule.Id, rule.Name, chain.index, pair.One, pair.Other),
    ];

    private static string Unordered((FactorKind One, FactorKind Other) pair) =>
        string.CompareOrdinal(pair.One.ToString(), pair.Other.ToString()) < 0 ? $"{pair.One} {pair.Other}" : $"{pair.Other} {pair.One}";

    private static ImmutableArray<Policy<GlobalSessionAction>> Session(
        OrgConfiguration org, ImmutableArray<RuleUpgrade> rules, Func<RuleUpgrade, GlobalSessionAction> action)
    {
        var byRule = new Dictionary<Rule<SignOnAction>, RuleUpgrade>(ReferenceEqualityComparer.Instance);
        foreach (var rule in rules)
        {
            byRule[rule.Rule] = rule;
        }

        return
        [
            .. org.SignOn.Select(policy => new Policy<GlobalSessionAction>
            {
                Id = policy.Id,
                Name = policy.Name,
                Description = policy.Description,
                Priority = policy.Priority,
                Active = policy.Active,
                System = policy.System,
                Conditions = policy.Conditions,
                Rules =
                [
                    .. policy.Rules.Select(rule => new Rule<GlobalSessionAction>
                    {
                        Id = rule.Id,
                        Name = rule.Name,
                        Priority = rule.Priority,
                        Active = rule.Active,
                        System = rule.System,
                        Conditions = rule.Conditions,
                        Action = action(byRule[rule]),
                    }),
                ],
            }),
        ];
    }

    // In the order of the sign-on rules, so that whoever an earlier one decides for does not fall to a later one. Behind the last that asks for more
    // than any factor the catch-all says the same. Requests by RADIUS or LDAP never come to an authentication policy.
    private static ImmutableArray<Rule<AuthenticationAction>> Access(ImmutableArray<RuleUpgrade> rules)
    {
        var asked = rules
            .Where(rule => rule.IsActive && !rule.Rule.Conditions.Any(condition => condition is Condition.AuthType { Door: not AuthenticationDoor.Any }))
            .ToList();
        var last = asked.FindLastIndex(rule => rule.Access is { Allows: true, Verification: not VerificationMethod.Assurance { Mode: FactorMode.One, Constraints: [] } });
        return
        [
            .. asked.Take(last + 1).Select((rule, index) => new Rule<AuthenticationAction>
            {
                Id = rule.Rule.Id,
                Name = asked.Count(other => other.Rule.Name == rule.Rule.Name) > 1 ? $"{rule.Policy.Name}: {rule.Rule.Name}" : rule.Rule.Name,
                Priority = index,
                Conditions = [.. rule.Policy.Conditions.Concat(rule.Rule.Conditions).Where(condition => condition is not Condition.AuthType)],
                Action = rule.Access,
            }),
        ];
    }
}
