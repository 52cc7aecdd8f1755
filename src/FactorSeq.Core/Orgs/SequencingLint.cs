using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Orgs;

/// <summary>
/// What Okta asks of whoever writes a factor sequence and does not check: "verify that the factors in at least one factor chain are marked as
/// Required" (MFA factor sequencing).
/// </summary>
public static class SequencingLint
{
    /// <summary>The warning about a rule; null where there is none to give.</summary>
    /// <param name="key">A factor's key in enrollment policies.</param>
    public static string? Of(OrgConfiguration org, Policy<SignOnAction> policy, Rule<SignOnAction> rule, Func<FactorKind, string> key)
    {
        if (rule.Action.Authenticate is not RuleAction.Sequence sequence || Enrollment(org, policy) is not { } enrollment)
        {
            return null;
        }

        var action = enrollment.Rules.First(candidate => candidate.Active).Action;
        return sequence.Chains.Items.Any(chain => chain.Steps.All(step => IsRequired(step, action, key)))
            ? null
            : $"No chain whose factors the enrollment policy {enrollment.Name} requires: whoever has not enrolled them cannot sign in";
    }

    // Whoever has a password has it as a factor.
    private static bool IsRequired(FactorStep step, EnrollmentAction action, Func<FactorKind, string> key) => step is FactorStep.OneOf one
        && one.Kinds.Any(kind => kind == FactorKind.Password || action.Factors.GetValueOrDefault(key(kind)) == EnrollmentDemand.Required);

    // The first that is for all the people of the rule: one for some of them may be kinder to those.
    private static Policy<EnrollmentAction>? Enrollment(OrgConfiguration org, Policy<SignOnAction> policy)
    {
        var everyone = org.Groups.FirstOrDefault(group => group.Name == Group.Everyone)?.Id;
        var people = Groups(policy.Conditions);
        return org.Enrollment.FirstOrDefault(candidate => candidate.Active
            && candidate.Rules.Any(rule => rule.Active)
            && Groups(candidate.Conditions) is var covered
            && (covered.IsEmpty || everyone is not null && covered.Contains(everyone) || !people.IsEmpty && people.All(covered.Contains)));
    }

    private static ImmutableArray<string> Groups(ImmutableArray<Condition> conditions) =>
        [.. conditions.OfType<Condition.People>().SelectMany(people => people.Groups)];
}
