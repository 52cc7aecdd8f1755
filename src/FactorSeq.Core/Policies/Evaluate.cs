using System.Collections.Immutable;

namespace FactorSeq.Core.Policies;

/// <summary>
/// Policy evaluation: active policies by priority, then their active rules by priority; the first rule whose conditions all hold decides.
/// A policy none of whose rules hold is passed over, and so is one without rules (Policy API, "Policy evaluation").
/// </summary>
public static class Evaluate
{
    /// <summary>Finds the rule that decides, if any does; with a default policy one always does.</summary>
    public static Evaluation<TAction> First<TAction>(ImmutableArray<Policy<TAction>> policies, PolicyNames names, SignOnRequest request)
    {
        if (policies.Length > Sieve.Few)
        {
            foreach (var place in Sieve.Of(policies).Holding(names, request))
            {
                if (First(policies[place], names, request) is { } rule)
                {
                    return new Evaluation<TAction>(policies, names, request, policies[place], rule);
                }
            }
        }
        else
        {
            foreach (var policy in policies)
            {
                if (policy.Active && Hold(policy.Conditions, names, request) && First(policy, names, request) is { } rule)
                {
                    return new Evaluation<TAction>(policies, names, request, policy, rule);
                }
            }
        }

        return new Evaluation<TAction>(policies, names, request, null, null);
    }

    private static Rule<TAction>? First<TAction>(Policy<TAction> policy, PolicyNames names, SignOnRequest request)
    {
        if (policy.Rules.Length > Sieve.Few)
        {
            foreach (var place in Sieve.Of(policy).Holding(names, request))
            {
                return policy.Rules[place];
            }

            return null;
        }

        foreach (var rule in policy.Rules)
        {
            if (rule.Active && Hold(rule.Conditions, names, request))
            {
                return rule;
            }
        }

        return null;
    }

    private static bool Hold(ImmutableArray<Condition> conditions, PolicyNames names, SignOnRequest request)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Holds(request, names))
            {
                return false;
            }
        }

        return true;
    }
}
