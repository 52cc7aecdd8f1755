using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>
/// A plan as Terraform, for the provider <c>okta/okta</c>: <c>okta_policy_signon</c> and <c>okta_policy_rule_signon</c> for the global session policies,
/// <c>okta_app_signon_policy</c> and <c>okta_app_signon_policy_rule</c> for the authentication policies. Groups and zones are looked up by name.
/// </summary>
public static partial class PlanTerraform
{
    /// <summary>The file, as <c>terraform fmt</c> would write it.</summary>
    public static string Write(UpgradePlan plan, PlanNames names)
    {
        var file = new Hcl();
        file.Block("terraform", block => block.Block("required_providers", providers => providers.Line("okta = { source = \"okta/okta\" }")));
        var conditions = plan.GlobalSession.SelectMany(policy => policy.Conditions.Concat(policy.Rules.SelectMany(rule => rule.Conditions)))
            .Concat(plan.Authentication.SelectMany(policy => policy.Policy.Rules).SelectMany(rule => rule.Conditions)).ToList();
        foreach (var group in conditions.OfType<Condition.People>().SelectMany(people => people.Groups).DistinctBy(names.Group).OrderBy(names.Group, StringComparer.Ordinal))
        {
            LookUp(file, "okta_group", group, names.Group(group));
        }

        foreach (var zone in conditions.OfType<Condition.Network>().SelectMany(network => network.Include.Concat(network.Exclude))
            .Where(zone => zone != Condition.Network.AllZones).DistinctBy(names.Zone).OrderBy(names.Zone, StringComparer.Ordinal))
        {
            LookUp(file, "okta_network_zone", zone, names.Zone(zone));
        }

        foreach (var policy in plan.GlobalSession)
        {
            Session(file, policy, names);
        }

        foreach (var policy in plan.Authentication)
        {
            Access(file, policy, names);
        }

        return file.ToString();
    }

    // What has no name here, as in an export without it, is found by its id.
    private static void LookUp(Hcl file, string kind, string id, string name) =>
        file.Block($"data \"{kind}\" \"{Id(name)}\"", block => block.Set(name == id ? "id" : "name", Quote(name)));

    private static void Session(Hcl file, Policy<GlobalSessionAction> policy, PlanNames names)
    {
        // The default policy is everybody's already, and is found, not made.
        if (policy.System)
        {
            file.Block($"data \"okta_default_policy\" \"{Id(policy.Name)}\"", block => block.Set("type", "\"OKTA_SIGN_ON\""));
        }
        else
        {
            file.Block($"resource \"okta_policy_signon\" \"{Id(policy.Name)}\"", block =>
            {
                block.Set("name", Quote(policy.Name)).Set("priority", Number(policy.Priority)).Set("status", Status(policy.Active));
                Groups(block, "groups_included", policy.Conditions, names);
            });
        }

        foreach (var rule in policy.Rules.Where(rule => !rule.System))
        {
            file.Block($"resource \"okta_policy_rule_signon\" \"{Id(policy.Name)}_{Id(rule.Name)}\"", block => SessionRule(block, policy, rule, names));
        }
    }

    private static void SessionRule(Hcl block, Policy<GlobalSessionAction> policy, Rule<GlobalSessionAction> rule, PlanNames names)
    {
        var action = rule.Action;
        block.Set("policy_id", policy.System ? $"data.okta_default_policy.{Id(policy.Name)}.id" : $"okta_policy_signon.{Id(policy.Name)}.id")
            .Set("name", Quote(rule.Name))
            .Set("priority", Number(rule.Priority))
            .Set("status", Status(rule.Active))
            .Set("access", !action.Allows ? "\"DENY\"" : action.Sequence is null ? "\"ALLOW\"" : "\"CHALLENGE\"")
            .Set("primary_factor", action.PrimaryFactor == PrimaryFactor.PasswordIdp ? "\"PASSWORD_IDP\"" : "\"PASSWORD_IDP_ANY_FACTOR\"")
            .Set("mfa_required", action.RequireFactor ? "true" : "false");
        if (action is { RequireFactor: true, Prompt: { } prompt })
        {
            block.Set("mfa_prompt", $"\"{prompt.Mode.ToString().ToUpperInvariant()}\"");
            if (prompt.Mode == PromptMode.Session)
            {
                block.Set("mfa_lifetime", Number(prompt.LifetimeMinutes));
            }
        }

        block.Set("session_idle", Number(action.Session.MaxIdleMinutes))
            .Set("session_lifetime", Number(action.Session.MaxLifetimeMinutes))
            .Set("session_persistent", action.Session.UsePersistentCookie ? "true" : "false");
        foreach (var type in rule.Conditions.OfType<Condition.AuthType>().Where(type => type.Door != AuthenticationDoor.Any))
        {
            block.Set("authtype", type.Door == AuthenticationDoor.Radius ? "\"RADIUS\"" : "\"LDAP_INTERFACE\"");
        }

        Network(block, rule.Conditions, names);
        var excluded = rule.Conditions.OfType<Condition.People>().SelectMany(people => people.ExcludedUsers).ToList();
        if (excluded.Count > 0)
        {
            block.Set("users_excluded", List(excluded.Select(Quote)));
        }

        foreach (var chain in action.Sequence?.Items ?? [])
        {
            block.Block("factor_sequence", sequence =>
            {
                var first = ChainMapping.Kinds(chain.Steps[0])[0];
                sequence.Set("primary_criteria_factor_type", Quote(first.Type)).Set("primary_criteria_provider", Quote(first.Provider));
                foreach (var kind in chain.Steps.Skip(1).SelectMany(step => ChainMapping.Kinds(step)))
                {
                    sequence.Block("secondary_criteria", second => second.Set("factor_type", Quote(kind.Type)).Set("provider", Quote(kind.Provider)));
                }
            });
        }
    }

    private static void Access(Hcl file, AuthenticationPolicy policy, PlanNames names)
    {
        file.Block($"resource \"okta_app_signon_policy\" \"{Id(policy.Policy.Name)}\"", block => block
            .Set("name", Quote(policy.Policy.Name))
            .Set("description", Quote($"Upgraded from factor sequences, for {string.Join(", ", policy.Apps)}")));
        foreach (var rule in policy.Policy.Rules)
        {
            file.Block($"resource \"okta_app_signon_policy_rule\" \"{Id(policy.Policy.Name)}_{Id(rule.Name)}\"", block =>
            {
                block.Set("policy_id", $"okta_app_signon_policy.{Id(policy.Policy.Name)}.id")
                    .Set("name", Quote(rule.Name))
                    .Set("priority", Number(rule.Priority))
                    .Set("status", Status(rule.Active))
                    .Set("access", rule.Action.Allows ? "\"ALLOW\"" : "\"DENY\"")
                    .Set("type", Quote(rule.Action.Verification.Type))
                    .Set("re_authentication_frequency", Quote(rule.Action.Verification.ReauthenticateIn));
                if (rule.Action.Verification is VerificationMethod.Assurance assurance)
                {
                    block.Set("factor_mode", assurance.Mode == FactorMode.One ? "\"1FA\"" : "\"2FA\"");
                }

                Groups(block, "groups_included", rule.Conditions, names);
                var people = rule.Conditions.OfType<Condition.People>().ToList();
                if (people.Exists(each => !each.ExcludedUsers.IsEmpty))
                {
                    block.Set("users_excluded", List(people.SelectMany(each => each.ExcludedUsers).Select(Quote)));
                }

                Network(block, rule.Conditions, names);
                Verify(block, rule.Action.Verification);
            });
        }
    }

    private static void Verify(Hcl block, VerificationMethod method)
    {
        if (method is VerificationMethod.Assurance { Constraints: { IsEmpty: false } constraints })
        {
            block.Items("constraints", constraints.Select(constraint => $"jsonencode({Hcl.Value(PlanJson.Constraint(constraint))})"));
        }

        if (method is VerificationMethod.AuthMethodChain chained)
        {
            block.Items("chains", chained.Chains.Select(chain => $"jsonencode({Hcl.Value(PlanJson.Verification(chained with { Chains = [chain] })["chains"]![0]!.AsObject().Without("reauthenticateIn"))})"));
        }
    }

    private static void Groups(Hcl block, string name, ImmutableArray<Condition> conditions, PlanNames names)
    {
        var groups = conditions.OfType<Condition.People>().SelectMany(people => people.Groups).Distinct().ToList();
        if (groups.Count > 0)
        {
            block.Set(name, List(groups.Select(group => $"data.okta_group.{Id(names.Group(group))}.id")));
        }
    }

    private static void Network(Hcl block, ImmutableArray<Condition> conditions, PlanNames names)
    {
        foreach (var network in conditions.OfType<Condition.Network>().Where(network => !network.Include.IsEmpty || !network.Exclude.IsEmpty))
        {
            block.Set("network_connection", "\"ZONE\"");
            if (!network.Include.IsEmpty)
            {
                block.Set("network_includes", List(network.Include.Select(zone => Zone(zone, names))));
            }

            if (!network.Exclude.IsEmpty)
            {
                block.Set("network_excludes", List(network.Exclude.Select(zone => Zone(zone, names))));
            }
        }
    }

    private static string Zone(string zone, PlanNames names) =>
        zone == Condition.Network.AllZones ? Quote(zone) : $"data.okta_network_zone.{Id(names.Zone(zone))}.id";

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    private static string Status(bool active) => active ? "\"ACTIVE\"" : "\"INACTIVE\"";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text) => Hcl.Quote(text);

    // Names of one file differ in more than letters of other alphabets: what is left out of one leaves a mark in it.
    private static string Id(string name)
    {
        var id = NotInNames().Replace(name.ToLowerInvariant(), "_").Trim('_');
        var marked = name.All(char.IsAscii) ? id : $"{id}_{name.Aggregate(17u, (mark, letter) => unchecked((mark * 31) + letter)) % 0x10000:x4}";
        return marked.Length > 0 && char.IsAsciiLetter(marked[0]) ? marked : $"n_{marked.TrimStart('_')}";
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
