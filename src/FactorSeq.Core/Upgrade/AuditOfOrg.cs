using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What an audit finds in the org as a whole.</summary>
internal static class AuditOfOrg
{
    internal static IEnumerable<AuditFinding> Findings(AuditSubject subject, AuditState state)
    {
        if (state == AuditState.EnabledUnused)
        {
            yield return new AuditFinding(
                AuditCheck.FeatureUnused, "Factor Sequence is visible in the rule editor and no active rule uses it; it still changes the sign-in page, and how locked directory users fail.");
        }

        if (state == AuditState.Unknown)
        {
            yield return new AuditFinding(AuditCheck.FeatureUnknown, "No active rule has chains, so that the policies do not tell whether the feature is on.");
        }

        foreach (var unread in subject.Unread)
        {
            yield return new AuditFinding(
                AuditCheck.Unreadable, $"The {(unread.Rule is null ? $"policy {unread.Policy}" : $"rule {unread.Rule} of the policy {unread.Policy}")} cannot be read: {unread.Why}.")
            {
                PolicyId = unread.PolicyId,
                Policy = unread.Policy,
                RuleId = unread.RuleId,
                Rule = unread.Rule,
            };
        }

        foreach (var leftover in subject.Leftovers)
        {
            var policy = subject.Org.SignOn.FirstOrDefault(known => known.Id == leftover.PolicyId);
            var rule = policy?.Rules.FirstOrDefault(known => known.Id == leftover.RuleId);
            yield return new AuditFinding(
                AuditCheck.Leftover,
                $"{(leftover.Count == 1 ? "A chain is" : $"{leftover.Count} chains are")} stored with the rule, and its access is {leftover.Access}: an editor left them there, and they can block the upgrade unseen.")
            {
                PolicyId = leftover.PolicyId,
                Policy = policy?.Name,
                RuleId = leftover.RuleId,
                Rule = rule?.Name,
            };
        }

        if (state == AuditState.EnabledActive)
        {
            foreach (var provider in subject.Org.IdentityProviders.Where(provider => !provider.Inactive))
            {
                yield return new AuditFinding(AuditCheck.IdentityProviders, $"Whoever comes in by {provider.Name} is asked for no factor of any chain.");
            }
        }

        foreach (var app in state == AuditState.Off ? [] : subject.Org.Apps)
        {
            if (app.SignOnRules.FirstOrDefault(rule => rule.Active && rule.Action is { Allows: true, Prompt: not AppPrompt.Never }) is not { } asking)
            {
                continue;
            }

            yield return new AuditFinding(
                AuditCheck.AppFactors,
                $"{app.Label} asks for a factor by a rule of its own, {(asking.Action.Prompt == AppPrompt.EverySignOn ? "at every sign-on, whatever a chain has proved" : "once per session, which a chain satisfies that has more than the password")}.");
        }

        foreach (var sentence in subject.NotGiven)
        {
            yield return new AuditFinding(AuditCheck.NotGiven, sentence);
        }
    }
}
