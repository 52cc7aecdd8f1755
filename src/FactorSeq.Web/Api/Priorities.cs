using System.Collections.Immutable;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Api;

/// <summary>
/// Priorities of policies and of rules: from 1 without a gap; what is put where another stands moves that one back; what is built in stays last
/// (Okta, "Policy and rule prioritization").
/// </summary>
internal static class Priorities
{
    internal static ImmutableArray<Policy<T>> Put<T>(ImmutableArray<Policy<T>> others, Policy<T> policy, int priority) =>
        Number(others.Insert(Place(priority, others.Count(other => !other.System)), policy));

    internal static ImmutableArray<Rule<T>> Put<T>(ImmutableArray<Rule<T>> others, Rule<T> rule, int priority) =>
        Number(others.Insert(Place(priority, others.Count(other => !other.System)), rule));

    internal static ImmutableArray<Policy<T>> Number<T>(IEnumerable<Policy<T>> policies) =>
        [.. policies.Select((policy, place) => policy with { Priority = place + 1 })];

    internal static ImmutableArray<Rule<T>> Number<T>(IEnumerable<Rule<T>> rules) => [.. rules.Select((rule, place) => rule with { Priority = place + 1 })];

    private static int Place(int priority, int last) => Math.Clamp(priority - 1, 0, last);
}
