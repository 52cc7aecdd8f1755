using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary><c>OKTA_SIGN_ON</c>: everything is in the rules, factor sequences among it.</summary>
internal sealed class SignOnKind : PolicyKind<SignOnAction>
{
    private static readonly ImmutableArray<string> PrimaryFactors = ["PASSWORD_IDP", "PASSWORD_IDP_ANY_FACTOR"];

    // As PromptMode has them.
    private static readonly ImmutableArray<string> Modes = ["ALWAYS", "SESSION", "DEVICE"];

    internal override string Type => PolicyType.SignOn;

    internal override string RuleType => "SIGN_ON";

    protected override ImmutableArray<string> RuleConditions => ["people", "network", "authContext", "risk"];

    protected override ImmutableArray<Policy<SignOnAction>> Of(OrgConfiguration configuration) => configuration.SignOn;

    protected override OrgConfiguration With(OrgConfiguration configuration, ImmutableArray<Policy<SignOnAction>> policies) =>
        configuration with { SignOn = policies };

    protected override SignOnAction ReadAction(SeedNode actions, SignOnAction? settings, SeedScope scope, OrgConfiguration configuration)
    {
        var signon = RequestTree.At(actions, "signon");
        var known = SeedNode.Mapping.InPlaceOf(actions);
        if (signon is not null)
        {
            known.Add("signon", RequestTree.Pick(signon, Shapes.Signon.Members));
        }

        var action = new OktaRule(scope).Action(known);
        foreach (var kind in Kinds(action.Authenticate).Distinct())
        {
            if (!configuration.IsActive(scope.Catalog[kind].Type.PolicyKey))
            {
                scope.Errors.Add(RequestTree.At(signon, "challenge")!, $"the factor {kind} is not active in this org", "");
            }
        }

        return action with { PrimaryFactor = PrimaryFactor(signon, scope), UnusedLifetime = UnusedLifetime(signon, action) };
    }

    protected override void Check(Rule<SignOnAction> rule, SeedErrors errors)
    {
        if (rule is { Action.Authenticate: RuleAction.Deny } && rule.Conditions.Any(condition => condition is Condition.Behaviors))
        {
            errors.Add(1, "conditions.risk.behaviors", "a rule that denies access cannot wait for a behavior", "");
        }
    }

    protected override void WriteConditions(Utf8JsonWriter json, Rule<SignOnAction> rule) => ConditionJson.WriteOfSignOnRule(json, rule.Conditions);

    protected override void WriteActions(Utf8JsonWriter json, SignOnAction action)
    {
        var prompt = (action.Authenticate as RuleAction.PasswordAndAny)?.Prompt;
        json.WriteStartObject("signon");
        json.WriteString("access", action.Authenticate.Access);
        json.WriteBoolean("requireFactor", prompt is not null);
        if (action.PrimaryFactor is { } primary)
        {
            json.WriteString("primaryFactor", primary);
        }

        if (prompt is not null)
        {
            json.WriteString("factorPromptMode", Modes[(int)prompt.Mode]);
        }

        if ((prompt is { Mode: PromptMode.Session } ? prompt.LifetimeMinutes : action.UnusedLifetime) is { } lifetime)
        {
            json.WriteNumber("factorLifetime", lifetime);
        }

        json.WriteBoolean("rememberDeviceByDefault", prompt?.RememberByDefault ?? false);
        if (action.Authenticate is RuleAction.Sequence sequence)
        {
            WriteChains(json, sequence.Chains);
        }

        json.WriteStartObject("session");
        json.WriteBoolean("usePersistentCookie", action.Session.UsePersistentCookie);
        json.WriteNumber("maxSessionIdleMinutes", action.Session.MaxIdleMinutes);
        json.WriteNumber("maxSessionLifetimeMinutes", action.Session.MaxLifetimeMinutes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChains(Utf8JsonWriter json, FactorChains chains)
    {
        json.WriteStartObject("challenge");
        json.WriteStartArray("chain");
        foreach (var chain in chains.Items)
        {
            WriteStep(json, chain.Steps);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, ImmutableArray<FactorStep> steps)
    {
        json.WriteStartObject();
        json.WriteStartArray("criteria");
        foreach (var kind in ((FactorStep.OneOf)steps[0]).Kinds)
        {
            json.WriteStartObject();
            json.WriteString("provider", kind.Provider);
            json.WriteString("factorType", kind.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (steps.Length > 1)
        {
            json.WriteStartArray("next");
            WriteStep(json, steps.RemoveAt(0));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static IEnumerable<FactorKind> Kinds(RuleAction action) => action is RuleAction.Sequence { Chains: var chains }
        ? chains.Items.SelectMany(chain => chain.Steps).OfType<FactorStep.OneOf>().SelectMany(step => step.Kinds)
        : [];

    private static string? PrimaryFactor(SeedNode? signon, SeedScope scope)
    {
        if (RequestTree.At(signon, "primaryFactor") is not { } node)
        {
            return null;
        }

        if (RequestTree.Text(node) is { } text && PrimaryFactors.Contains(text))
        {
            return text;
        }

        scope.Errors.Add(node, $"{node.Described} is not a value of primaryFactor", "");
        return null;
    }

    private static int? UnusedLifetime(SeedNode? signon, SignOnAction action) =>
        action.Authenticate is not RuleAction.PasswordAndAny { Prompt.Mode: PromptMode.Session }
        && int.TryParse(RequestTree.Text(RequestTree.At(signon, "factorLifetime")), out var minutes) && minutes > 0 ? minutes : null;
}
