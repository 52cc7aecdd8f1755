using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary><c>policies.signOn</c>, in short form; <see cref="OktaRule"/> reads Okta's own.</summary>
internal sealed class SignOnSection(SeedScope scope)
{
    private const int MostSessionMinutes = 90 * 24 * 60;

    private static readonly ImmutableArray<string> ShortActions = ["authenticate", "chains", "prompt", "session"];
    private static readonly ImmutableArray<string> ShortConditions = ["network", "excludeUsers", "authType"];

    private readonly OktaRule okta = new(scope);

    internal ImmutableArray<Policy<SignOnAction>> Read(Fields? policies) =>
        new PolicyList<SignOnAction>(PolicyType.SignOn, Shapes.SignOnPolicy, scope).Read(
            policies?.List("signOn") ?? [],
            (policy, name) => Rules(policy, name),
            new SignOnAction(new RuleAction.Password(), SessionLimits.Default));

    private ImmutableArray<Rule<SignOnAction>> Rules(Fields policy, string policyName)
    {
        var rules = ImmutableArray.CreateBuilder<Rule<SignOnAction>>();
        var names = new Names("rule", name => name, scope.Errors);
        foreach (var node in policy.List("rules"))
        {
            if (Fields.Of(node, Shapes.SignOnRule, scope.Errors) is not { } rule)
            {
                continue;
            }

            var action = Action(rule);
            var conditions = Conditions(rule);
            var active = PolicyStatus.IsActive(rule);
            if (rule.Required("name") is { } name
                && PolicyStatus.IsFree(rule, name, [PolicyType.DefaultRule], scope.Errors)
                && names.Declare(node, name, name))
            {
                rules.Add(new Rule<SignOnAction>
                {
                    Id = Ids.Rule(scope.Org.Name, PolicyType.SignOn, policyName, name),
                    Name = name,
                    Priority = rules.Count + 1,
                    Active = active,
                    Conditions = conditions,
                    Action = action,
                });
            }
        }

        return rules.ToImmutable();
    }

    private SignOnAction Action(Fields rule)
    {
        if (rule["actions"] is { } actions)
        {
            Exclude(rule, ShortActions, "actions");
            return okta.Action(actions);
        }

        return new SignOnAction(Authenticate(rule), Session(rule));
    }

    private RuleAction Authenticate(Fields rule)
    {
        if (rule["chains"] is not null)
        {
            if (rule["authenticate"] is { } beside)
            {
                scope.Errors.Add(beside, "a rule has authenticate or chains, not both", "Remove one of them.");
            }

            RefusePrompt(rule);
            return new RuleAction.Sequence(Chains(rule));
        }

        if (rule["authenticate"] is null)
        {
            scope.Errors.Add(rule.Node, "a rule needs \"authenticate\" or \"chains\"", "Add for example authenticate: password.");
            return new RuleAction.Deny();
        }

        var text = rule.Text("authenticate") ?? "";
        switch (string.Concat(text.Where(c => !char.IsWhiteSpace(c))))
        {
            case "password+any":
                return new RuleAction.PasswordAndAny(Prompt(rule));
            case "password":
                RefusePrompt(rule);
                return new RuleAction.Password();
            case "deny":
                RefusePrompt(rule);
                return new RuleAction.Deny();
        }

        if (text.Length > 0)
        {
            scope.Errors.Add(
                rule["authenticate"]!,
                $"{Wording.Quoted(text)} is not a way to authenticate",
                $"{Wording.Choose(text, ["password", "password + any", "deny"], "Ways")} Sequences stand under chains.");
        }

        return new RuleAction.Deny();
    }

    private FactorChains Chains(Fields rule)
    {
        var at = rule["chains"]!;
        var nodes = rule.List("chains");
        if (at is SeedNode.List && nodes.Count == 0)
        {
            scope.Errors.Add(at, "a sequence needs a chain", "Add one, for example push; to keep everybody out write authenticate: deny.");
        }

        okta.RequireFeature(at);
        var chains = new ChainList(scope);
        foreach (var node in nodes)
        {
            if (Scalars.Text(node, scope.Errors) is { } text && new ChainText(node, text, scope).Read() is { } chain)
            {
                chains.Add(node, chain);
            }
        }

        chains.Check(at);
        return chains.Chains;
    }

    private FactorPrompt Prompt(Fields rule)
    {
        if (rule.Text("prompt") is not { } text)
        {
            return FactorPrompt.Always;
        }

        switch (text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["always"]:
                return FactorPrompt.Always;
            case ["device"]:
                return new FactorPrompt(PromptMode.Device);
            case ["session", var lifetime] when IsoDuration.TryParse(lifetime, out var life)
                && life >= TimeSpan.FromMinutes(1) && life <= TimeSpan.FromMinutes(MostSessionMinutes):
                return new FactorPrompt(PromptMode.Session, (int)life.TotalMinutes);
        }

        scope.Errors.Add(rule["prompt"]!, $"{Wording.Quoted(text)} is not a prompt", "Write always, device, or session with a duration: session PT8H.");
        return FactorPrompt.Always;
    }

    private void RefusePrompt(Fields rule)
    {
        if (rule["prompt"] is { } prompt)
        {
            scope.Errors.Add(prompt, "only authenticate: password + any has a prompt", "Remove it.");
        }
    }

    private static SessionLimits Session(Fields rule) => rule.Part("session", Shapes.Session) is { } session
        ? new SessionLimits(
            session.Number("maxIdleMinutes", SessionLimits.Default.MaxIdleMinutes, 1, MostSessionMinutes),
            session.Number("maxLifetimeMinutes", SessionLimits.Default.MaxLifetimeMinutes, 0, MostSessionMinutes),
            session.Flag("persistent", SessionLimits.Default.UsePersistentCookie))
        : SessionLimits.Default;

    private ImmutableArray<Condition> Conditions(Fields rule)
    {
        if (rule["conditions"] is { } given)
        {
            Exclude(rule, ShortConditions, "conditions");
            return okta.Conditions(given);
        }

        return RuleConditions.Read(rule, scope);
    }

    private void Exclude(Fields rule, ImmutableArray<string> members, string whole)
    {
        foreach (var member in members)
        {
            if (rule[member] is { } beside)
            {
                scope.Errors.Add(beside, $"{member} cannot stand beside {whole}", $"Say it inside {whole}, or remove {whole}.");
            }
        }
    }
}
