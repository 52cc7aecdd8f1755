using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed.Export;

/// <summary>Sign-on rules: short where a rule is no more than that, in Okta's members where it is.</summary>
internal sealed class RuleExport(ExportScope scope)
{
    private static readonly string[] Doors = ["any", "radius", "ldapInterface"];
    private static readonly string[] OktaDoors = ["ANY", "RADIUS", "LDAP_INTERFACE"];

    internal JsonArray Write(Policy<SignOnAction> policy) => Members.List(policy.Rules.Select(rule => Rule(rule, policy)));

    private JsonObject? Rule(Rule<SignOnAction> rule, Policy<SignOnAction> policy)
    {
        var unsaid = rule.Conditions.Any(condition =>
            condition is Condition.Behaviors or Condition.AuthProvider or Condition.Apps or Condition.People { Users.IsEmpty: false }
            || (condition is Condition.Network network && !network.Include.Concat(network.Exclude).All(scope.HasZone)));
        if (unsaid)
        {
            scope.LeaveOut($"the rule {rule.Name} of the policy {policy.Name}, for a condition that seeds do not have");
            return null;
        }

        var written = new JsonObject().Put("name", rule.Name).Put("status", rule.Active ? null : "INACTIVE");
        Conditions(written, rule.Conditions);
        Action(written, rule, policy);
        return written;
    }

    private void Conditions(JsonObject rule, ImmutableArray<Condition> conditions)
    {
        var people = conditions.OfType<Condition.People>().FirstOrDefault();
        var network = conditions.OfType<Condition.Network>().FirstOrDefault();
        var door = conditions.OfType<Condition.AuthType>().FirstOrDefault()?.Door ?? AuthenticationDoor.Any;
        if (people is null or { Groups.IsDefaultOrEmpty: true })
        {
            rule.Put("excludeUsers", scope.Users(people?.ExcludedUsers ?? []))
                .Put("network", Network(network, scope))
                .Put("authType", Doors[(int)door], Doors[0]);
            return;
        }

        var zones = Network(network, scope) is null ? null : new JsonObject()
            .Put("connection", "ZONE")
            .Put("include", scope.Zones(network!.Include))
            .Put("exclude", scope.Zones(network.Exclude));
        rule.Put("conditions", new JsonObject()
            .Put("people", new JsonObject()
                .Put("groups", new JsonObject().Put("include", scope.Groups(people.Groups)))
                .Put("users", new JsonObject().Put("exclude", scope.Users(people.ExcludedUsers))))
            .Put("network", zones)
            .Put("authContext", door == AuthenticationDoor.Any ? null : new JsonObject().Put("authType", OktaDoors[(int)door])));
    }

    /// <summary>Zones by name; null where every address will do.</summary>
    internal static JsonNode? Network(Condition.Network? network, ExportScope scope)
    {
        string[] include = [.. scope.Zones(network?.Include ?? [])], exclude = [.. scope.Zones(network?.Exclude ?? [])];
        return (include, exclude) switch
        {
            ([], [])         => null,
            ([var only], []) => only,
            _                => new JsonObject().Put("include", include).Put("exclude", exclude),
        };
    }

    private void Action(JsonObject written, Rule<SignOnAction> rule, Policy<SignOnAction> policy)
    {
        switch (rule.Action.Authenticate)
        {
            case RuleAction.PasswordAndAny { Prompt.RememberByDefault: true } remembered:
                written.Put("actions", new JsonObject().Put("signon", Okta(remembered.Prompt, rule.Action.Session)));
                return;
            case RuleAction.PasswordAndAny { Prompt: var prompt }:
                written.Put("authenticate", "password + any").Put("prompt", Prompt(prompt));
                break;
            case RuleAction.Sequence { Chains: var chains } when scope.Org.Sequencing:
                written.Put("chains", chains.Items.Select(chain => chain.Describe(scope.Catalog.NameOf)));
                break;
            case RuleAction.Sequence:
                scope.LeaveOut($"the chains of the rule {rule.Name} of the policy {policy.Name}, which asks for the password while the feature is off");
                written.Put("authenticate", "password");
                break;
            case RuleAction.Password:
                written.Put("authenticate", "password");
                break;
            default:
                written.Put("authenticate", "deny");
                break;
        }

        var (session, standard) = (rule.Action.Session, SessionLimits.Default);
        written.Put("session", new JsonObject()
            .Put("maxIdleMinutes", session.MaxIdleMinutes, standard.MaxIdleMinutes)
            .Put("maxLifetimeMinutes", session.MaxLifetimeMinutes, standard.MaxLifetimeMinutes)
            .Put("persistent", session.UsePersistentCookie, standard.UsePersistentCookie));
    }

    private static string? Prompt(FactorPrompt prompt) => prompt.Mode switch
    {
        PromptMode.Device  => "device",
        PromptMode.Session => $"session {DirectoryExport.Duration(TimeSpan.FromMinutes(prompt.LifetimeMinutes))}",
        _                  => null,
    };

    private static JsonObject Okta(FactorPrompt prompt, SessionLimits session) => new JsonObject()
        .Put("access", "ALLOW")
        .Put("requireFactor", true, false)
        .Put("factorPromptMode", prompt.Mode.ToString().ToUpperInvariant())
        .Put("factorLifetime", prompt.LifetimeMinutes, 0)
        .Put("rememberDeviceByDefault", prompt.RememberByDefault, false)
        .Put("session", new JsonObject()
            .Put("maxSessionIdleMinutes", session.MaxIdleMinutes, SessionLimits.Default.MaxIdleMinutes)
            .Put("maxSessionLifetimeMinutes", session.MaxLifetimeMinutes, SessionLimits.Default.MaxLifetimeMinutes)
            .Put("usePersistentCookie", session.UsePersistentCookie, SessionLimits.Default.UsePersistentCookie));
}
