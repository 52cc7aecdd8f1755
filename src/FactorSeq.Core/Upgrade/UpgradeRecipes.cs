using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>The recipes of Okta's "Factor Sequencing FAQ" and of its page on assurance models, for what an org has.</summary>
internal static class UpgradeRecipes
{
    private const string Switch = "Switch to an identifier-first flow in the global session policy: establish the user session with any factor used to meet the authentication policy requirements.";

    internal static ImmutableArray<UpgradeRecipe> For(UpgradePlan plan)
    {
        var recipes = ImmutableArray.CreateBuilder<UpgradeRecipe>();
        if (plan.State == SequencingState.EnabledUnused)
        {
            recipes.Add(new("How do users keep the page with the username alone, when no chain is active?",
            [
                "Ask Okta Support to disable factor sequencing before the upgrade.",
                "Upgrade.",
                "Create an empty group, for example Test, and a global session policy for it.",
                "Give that policy a rule whose primary factor is Password / IDP / any factor allowed by app sign on rules: one such rule anywhere shows the username alone to everybody.",
            ]));
        }

        if (plan.Mode == UpgradeMode.Preserve)
        {
            return recipes.ToImmutable();
        }

        var sequences = plan.Rules.Where(rule => rule is { IsActive: true, Shape: not null }).ToList();
        if (sequences.Exists(rule => rule.Session.PrimaryFactor == PrimaryFactor.AnyFactor))
        {
            recipes.Add(new("How do users see the username alone on the first page?",
                [Switch, "The routing rule with a placeholder domain is no longer needed: remove it where there is one."]));
        }

        if (sequences.Exists(rule => rule.Before.Items.Any(chain => chain.Steps.Length == 1 && !chain.Steps[0].Allows(FactorKind.Password))))
        {
            recipes.Add(new("How do users authenticate with any factor except the password?",
            [
                Switch,
                "Create an authentication policy called Passwordless Authentication, with a rule called Single Factor Passwordless Authentication.",
                "Let User must authenticate with be Possession factor, and assign the apps. This takes any possession factor: the rules of this plan name the ones of the chains.",
            ]));
        }

        if (sequences.Exists(rule => rule.Before.Items.Any(chain => chain.Steps.Length > 1 && chain.Steps.Any(step => step.Allows(FactorKind.Password)))))
        {
            recipes.Add(new("How do users authenticate with a password and another factor?",
                [Switch, "Create an authentication policy called Password + Another Factor, assign its rule to the group, and select Password / IDP + Another factor."]));
        }

        if (sequences.Count > 0)
        {
            recipes.Add(new("How are users kept to certain factors?",
            [
                Switch,
                "Create an authentication policy with possession factor constraints: device bound, hardware protected, phishing resistant, user presence.",
                "Single authenticators can be named through the API only, as the rules of this plan do.",
            ]));
        }

        return recipes.ToImmutable();
    }
}

/// <summary>What a plan has to say of an org besides its rules.</summary>
internal static class UpgradeFindings
{
    private static readonly FactorKind U2f = new("u2f", "FIDO");

    internal static ImmutableArray<UpgradeFinding> Of(OrgConfiguration org, UpgradePlan plan)
    {
        var findings = ImmutableArray.CreateBuilder<UpgradeFinding>();
        if (!plan.Blockers.IsEmpty)
        {
            findings.Add(new("blocked", plan.Mode == UpgradeMode.Preserve
                ? "The upgrade cannot be scheduled while a chain holds two methods of one authenticator. Edit or remove one; where none is found, open each rule and press Update Rule."
                : "A chain holds two methods of one authenticator: such an upgrade cannot preserve sequences, and Okta blocks it until one method is edited or removed."));
        }

        if (plan.State == SequencingState.EnabledUnused)
        {
            findings.Add(new("disable-first", "Factor sequencing is on and no active rule has a chain: ask Okta Support to disable it before the upgrade. Afterwards there is no Authenticator Sequencing."));
        }

        if (plan.Rules.Any(rule => rule.Before.Items.SelectMany(chain => chain.Steps).SelectMany(step => ChainMapping.Kinds(step)).Contains(U2f)))
        {
            findings.Add(new("u2f", "A chain names U2F, which is no authenticator of Identity Engine: its users enroll a security key (WebAuthn) in its place."));
        }

        if (plan.Rules.Any(rule => rule is { IsActive: true, Shape: not null } && rule.Rule.Conditions.Any(c => c is Condition.AuthType { Door: not AuthenticationDoor.Any })))
        {
            findings.Add(new("auth-type", "A rule with a chain is for RADIUS or LDAP alone. Authentication policies have no such condition: it stays with the global session policy, without its chain."));
        }

        if (plan.Mode == UpgradeMode.Assurance && plan.Authentication.Length > 1 && plan.Rules.Any(rule => rule is { IsActive: true, Shape: not null }))
        {
            findings.Add(new("app-rules", "Apps with rules of their own keep them, and an app has one authentication policy: sign-ins for "
                + string.Join(", ", plan.Authentication.Skip(1).SelectMany(policy => policy.Apps)) + " are not asked what the sequences asked. Copy their rules there."));
        }

        if (plan.Authentication[0].Policy.Rules.Length > AuthenticationPolicy.MaxRules)
        {
            findings.Add(new("too-many-rules", $"An authentication policy holds {AuthenticationPolicy.MaxRules} rules, and this one has {plan.Authentication[0].Policy.Rules.Length}: divide it by apps."));
        }

        if (!org.Apps.IsEmpty && plan.IsIdentifierFirst)
        {
            findings.Add(new("identifier-first", "One rule that is identifier-first shows the username alone to everybody, whichever rule decides for them."));
        }

        return findings.ToImmutable();
    }
}
