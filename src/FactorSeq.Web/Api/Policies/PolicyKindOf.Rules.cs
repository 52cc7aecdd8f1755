using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary>A type of policy whose rules carry one kind of action; its rules.</summary>
internal abstract partial class PolicyKind<TAction>
{
    private static readonly Shape RuleShape = new("rule", ["type", "name", "priority", "conditions", "actions"]);

    /// <summary>The conditions that its rules may have.</summary>
    protected virtual ImmutableArray<string> RuleConditions => ["people", "network", "authContext"];

    /// <summary>Reads <c>actions</c>.</summary>
    /// <param name="settings">Those of the policy.</param>
    protected abstract TAction ReadAction(SeedNode actions, TAction? settings, SeedScope scope, OrgConfiguration configuration);

    protected abstract void WriteActions(Utf8JsonWriter json, TAction action);

    /// <summary>What can only be said of the whole rule.</summary>
    protected virtual void Check(Rule<TAction> rule, SeedErrors errors)
    {
    }

    protected virtual void WriteConditions(Utf8JsonWriter json, Rule<TAction> rule) => ConditionJson.WriteOfRule(json, rule.Conditions);

    internal override IEnumerable<Head> Rules(OrgConfiguration configuration, string policy) =>
        Of(configuration).FirstOrDefault(known => known.Id == policy)?.Rules.Select(HeadOf) ?? [];

    internal override Outcome<Head> AddRule(OrgConfiguration configuration, string policy, EditRequest request)
    {
        if (Of(configuration).FirstOrDefault(known => known.Id == policy) is not { } of)
        {
            return Refused(configuration, RequestErrors.NotFound(policy, "Policy"));
        }

        var scope = request.Scope(configuration);
        var fields = request.Fields(RuleShape, scope.Errors);
        var rule = new Rule<TAction>
        {
            Id = request.NewId,
            Name = Name(fields, of.Rules.Select(other => other.Name), scope),
            Priority = 0,
            Active = request.Activate,
            Conditions = RequestConditions.Read(fields["conditions"], RuleConditions, scope),
            Action = Action(fields, of, scope, configuration),
            Created = request.Now,
            LastUpdated = request.Now,
        };
        Check(rule, scope.Errors);
        var priority = Priority(fields, int.MaxValue);
        return RequestErrors.Of(scope.Errors) is { } error
            ? Refused(configuration, error)
            : Done(WithRules(configuration, of, Priorities.Put(of.Rules, rule, priority)), HeadOf(rule));
    }

    internal override Outcome<Head> ReplaceRule(OrgConfiguration configuration, string policy, string rule, EditRequest request)
    {
        if (Find(configuration, policy, rule) is not { } found)
        {
            return Refused(configuration, RequestErrors.NotFound(rule, "PolicyRule"));
        }

        var (of, old) = found;
        var scope = request.Scope(configuration);
        var fields = request.Fields(RuleShape, scope.Errors);
        var others = of.Rules.Remove(old);
        var changed = old with { Action = Action(fields, of, scope, configuration), LastUpdated = request.Now };
        if (!old.System)
        {
            changed = changed with
            {
                Name = Name(fields, others.Select(other => other.Name), scope),
                Conditions = RequestConditions.Read(fields["conditions"], RuleConditions, scope),
            };
            Check(changed, scope.Errors);
        }

        var priority = Priority(fields, old.Priority);
        var error = RequestErrors.Of(scope.Errors) ?? (old.System && priority != old.Priority ? ErrorCodes.ReadOnlyAttribute.With("priority") : null);
        return error is not null ? Refused(configuration, error)
            : Done(
                WithRules(configuration, of, old.System ? of.Rules.Replace(old, changed) : Priorities.Put(others, changed, priority)),
                HeadOf(changed));
    }

    internal override Outcome<Head> RemoveRule(OrgConfiguration configuration, string policy, string rule) => EditRule(
        configuration, policy, rule, (of, old) => old.System ? null : Priorities.Number(of.Rules.Remove(old)));

    internal override Outcome<Head> SwitchRule(OrgConfiguration configuration, string policy, string rule, bool active, DateTimeOffset now) => EditRule(
        configuration,
        policy,
        rule,
        (of, old) => old.System && !active ? null
            : old.Active == active ? of.Rules
            : of.Rules.Replace(old, old with { Active = active, LastUpdated = now }));

    internal override void WriteRule(Utf8JsonWriter json, OrgConfiguration configuration, string policy, string rule, PolicyView view) =>
        WriteRule(json, Find(configuration, policy, rule)!.Value.Rule, policy, view);

    private static Head HeadOf(Rule<TAction> rule) => new(rule.Id, rule.Name, rule.Active);

    private TAction Action(Fields fields, Policy<TAction> of, SeedScope scope, OrgConfiguration configuration)
    {
        if (fields["actions"] is not SeedNode.Mapping actions)
        {
            scope.Errors.Add(1, "actions", RequestErrors.Blank, "");
            return null!;
        }

        return ReadAction(actions, SettingsOf(of), scope, configuration);
    }

    private void WriteRule(Utf8JsonWriter json, Rule<TAction> rule, string policy, PolicyView view)
    {
        var address = $"{view.BaseUrl}/api/v1/policies/{policy}/rules/{rule.Id}";
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteStatus(rule.Active);
        json.WriteString("name", rule.Name);
        json.WriteNumber("priority", rule.Priority);
        json.WriteTimes(rule.Created, rule.LastUpdated);
        json.WriteBoolean("system", rule.System);
        json.WriteStartObject("conditions");
        WriteConditions(json, rule);
        json.WriteEndObject();
        json.WriteStartObject("actions");
        WriteActions(json, rule.Action);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, rule.System ? ["GET", "PUT"] : ["GET", "PUT", "DELETE"]);
        if (!rule.System)
        {
            json.WriteLifecycleLink(address, rule.Active);
        }

        json.WriteEndObject();
        json.WriteString("type", RuleType);
        json.WriteEndObject();
    }

    private (Policy<TAction> Of, Rule<TAction> Rule)? Find(OrgConfiguration configuration, string policy, string rule) =>
        Of(configuration).FirstOrDefault(known => known.Id == policy) is { } of && of.Rules.FirstOrDefault(known => known.Id == rule) is { } found
            ? (of, found)
            : null;

    private OrgConfiguration WithRules(OrgConfiguration configuration, Policy<TAction> of, ImmutableArray<Rule<TAction>> rules) =>
        With(configuration, Of(configuration).Replace(of, of with { Settings = SettingsOf(of), Rules = rules }));

    private Outcome<Head> EditRule(
        OrgConfiguration configuration, string policy, string rule, Func<Policy<TAction>, Rule<TAction>, ImmutableArray<Rule<TAction>>?> edit) =>
        Find(configuration, policy, rule) is not { } found ? Refused(configuration, RequestErrors.NotFound(rule, "PolicyRule"))
            : edit(found.Of, found.Rule) is { } rules
                ? Done(rules == found.Of.Rules ? configuration : WithRules(configuration, found.Of, rules), HeadOf(found.Rule))
            : Refused(configuration, ErrorCodes.NoPermission.Because());
}
