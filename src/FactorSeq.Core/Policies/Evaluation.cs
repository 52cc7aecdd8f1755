using System.Collections.Immutable;

namespace FactorSeq.Core.Policies;

/// <summary>What an evaluation found, and on demand every reason for it: the explain page, the System Log and the console print this one value.</summary>
public sealed record Evaluation<TAction>(
    ImmutableArray<Policy<TAction>> Policies,
    PolicyNames Names,
    SignOnRequest Request,
    Policy<TAction>? Policy,
    Rule<TAction>? Rule)
{
    /// <summary>
    /// Every policy and rule in the order they were asked, up to the one that decided, each condition with its hit or miss.
    /// Worked out when somebody asks: a sign-in under a thousand rules does not pay for texts nobody reads.
    /// </summary>
    public IEnumerable<PolicyTrace> Trace()
    {
        foreach (var policy in Policies)
        {
            var conditions = Results(policy.Conditions);
            var applies = policy.Active && conditions.All(c => c.Hit);
            yield return new PolicyTrace(
                policy.Name, policy.Priority, policy.Active, applies, conditions,
                applies ? [.. Rules(policy)] : []);
            if (ReferenceEquals(policy, Policy))
            {
                yield break;
            }
        }
    }

    private IEnumerable<RuleTrace> Rules(Policy<TAction> policy)
    {
        foreach (var rule in policy.Rules)
        {
            var conditions = Results(rule.Conditions);
            yield return new RuleTrace(rule.Name, rule.Priority, rule.Active, rule.Active && conditions.All(c => c.Hit), conditions);
            if (ReferenceEquals(rule, Rule))
            {
                yield break;
            }
        }
    }

    private ImmutableArray<ConditionTrace> Results(ImmutableArray<Condition> conditions) =>
        [.. conditions.Select(c => new ConditionTrace(c.Name, c.Holds(Request, Names), c.Explain(Request, Names)))];
}

/// <summary>A policy as it was asked.</summary>
/// <param name="Applied">All its conditions held, so its rules were asked.</param>
public sealed record PolicyTrace(
    string Name, int Priority, bool Active, bool Applied, ImmutableArray<ConditionTrace> Conditions, ImmutableArray<RuleTrace> Rules);

/// <summary>A rule as it was asked.</summary>
public sealed record RuleTrace(string Name, int Priority, bool Active, bool Matched, ImmutableArray<ConditionTrace> Conditions);

/// <summary>A condition as it was asked.</summary>
public sealed record ConditionTrace(string Name, bool Hit, string Text);
