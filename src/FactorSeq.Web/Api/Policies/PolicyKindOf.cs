using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary>A type of policy whose rules carry one kind of action; its policies.</summary>
internal abstract partial class PolicyKind<TAction> : PolicyKind
    where TAction : class
{
    private static readonly Shape PolicyShape = new("policy", ["type", "name", "description", "priority", "conditions", "settings"]);

    /// <summary>Whether its policies have settings, which all their rules carry.</summary>
    protected virtual bool HasSettings => false;

    /// <summary>The conditions that its policies may have; <c>authProvider</c> is read by the type that has it.</summary>
    protected virtual ImmutableArray<string> PolicyConditions => ["people"];

    protected abstract ImmutableArray<Policy<TAction>> Of(OrgConfiguration configuration);

    protected abstract OrgConfiguration With(OrgConfiguration configuration, ImmutableArray<Policy<TAction>> policies);

    /// <summary>Reads <c>settings</c>: what its rules have in common.</summary>
    /// <param name="kept">What they are now; null for a new policy.</param>
    protected virtual TAction? ReadSettings(SeedNode? settings, TAction? kept, SeedScope scope, OrgConfiguration configuration) => null;

    /// <summary>What a rule carries under other settings.</summary>
    protected virtual TAction Rebase(TAction settings, TAction action) => action;

    /// <summary>Conditions that no other type has.</summary>
    protected virtual IEnumerable<Condition> ReadOwn(SeedNode? conditions, SeedScope scope) => [];

    protected virtual void WriteSettings(Utf8JsonWriter json, TAction? settings, OrgConfiguration configuration, FactorCatalog catalog)
    {
    }

    internal override IEnumerable<Head> List(OrgConfiguration configuration) => Of(configuration).Select(HeadOf);

    internal override Outcome<Head> Add(OrgConfiguration configuration, EditRequest request)
    {
        var scope = request.Scope(configuration);
        var fields = request.Fields(PolicyShape, scope.Errors);
        var policies = Of(configuration);
        var name = Name(fields, policies.Select(policy => policy.Name), scope);
        var policy = new Policy<TAction>
        {
            Id = request.NewId,
            Name = name,
            Description = RequestTree.Text(fields["description"]),
            Priority = 0,
            Active = request.Activate,
            Conditions = Conditions(fields, scope),
            Settings = ReadSettings(fields["settings"], null, scope, configuration),
            Rules = [],
            Created = request.Now,
            LastUpdated = request.Now,
        };
        var priority = Priority(fields, int.MaxValue);
        return RequestErrors.Of(scope.Errors) is { } error
            ? Refused(configuration, error)
            : Done(With(configuration, Priorities.Put(policies, policy, priority)), HeadOf(policy));
    }

    internal override Outcome<Head> Replace(OrgConfiguration configuration, string policy, EditRequest request)
    {
        var policies = Of(configuration);
        if (policies.FirstOrDefault(known => known.Id == policy) is not { } old)
        {
            return Refused(configuration, RequestErrors.NotFound(policy, "Policy"));
        }

        var scope = request.Scope(configuration);
        var fields = request.Fields(PolicyShape, scope.Errors);
        var others = policies.Remove(old);
        var settings = ReadSettings(fields["settings"], SettingsOf(old), scope, configuration);
        var changed = old with
        {
            Description = RequestTree.Text(fields["description"]) ?? (old.System ? old.Description : null),
            Settings = settings,
            Rules = settings is null ? old.Rules : [.. old.Rules.Select(rule => rule with { Action = Rebase(settings, rule.Action) })],
            LastUpdated = request.Now,
        };

        // What is built in keeps its name and its people, whatever is sent.
        if (!old.System)
        {
            changed = changed with { Name = Name(fields, others.Select(other => other.Name), scope), Conditions = Conditions(fields, scope) };
        }

        var priority = Priority(fields, old.Priority);
        var error = RequestErrors.Of(scope.Errors) ?? (old.System && priority != old.Priority ? ErrorCodes.ReadOnlyAttribute.With("priority") : null);
        return error is not null ? Refused(configuration, error)
            : Done(
                With(configuration, old.System ? policies.Replace(old, changed) : Priorities.Put(others, changed, priority)),
                HeadOf(changed));
    }

    internal override Outcome<Head> Remove(OrgConfiguration configuration, string policy) => Edit(
        configuration, policy, old => old.System ? null : Priorities.Number(Of(configuration).Remove(old)));

    internal override Outcome<Head> Switch(OrgConfiguration configuration, string policy, bool active, DateTimeOffset now) => Edit(
        configuration,
        policy,
        old => old.System && !active ? null
            : old.Active == active ? Of(configuration)
            : Of(configuration).Replace(old, old with { Active = active, LastUpdated = now }));

    internal override void Write(Utf8JsonWriter json, OrgConfiguration configuration, string policy, PolicyView view)
    {
        var shown = Of(configuration).First(known => known.Id == policy);
        var address = $"{view.BaseUrl}/api/v1/policies/{shown.Id}";
        json.WriteStartObject();
        json.WriteString("id", shown.Id);
        json.WriteStatus(shown.Active);
        json.WriteString("name", shown.Name);
        if ((shown.Description ?? (shown.System ? SystemDescription(shown.Name) : null)) is { } description)
        {
            json.WriteString("description", description);
        }

        json.WriteNumber("priority", shown.Priority);
        json.WriteBoolean("system", shown.System);
        json.WriteStartObject("conditions");
        ConditionJson.WriteOfPolicy(json, shown.Conditions, shown.System, configuration);
        json.WriteEndObject();
        json.WriteTimes(shown.Created, shown.LastUpdated);
        WriteSettings(json, SettingsOf(shown), configuration, view.Catalog);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, shown.System ? ["GET", "PUT"] : ["GET", "PUT", "DELETE"]);
        json.WriteLinkOf("rules", $"{address}/rules", "GET", "POST");
        if (!shown.System)
        {
            json.WriteLifecycleLink(address, shown.Active);
        }

        json.WriteEndObject();
        if (view.ExpandsRules)
        {
            json.WriteStartObject("_embedded");
            json.WriteStartArray("rules");
            foreach (var rule in shown.Rules)
            {
                WriteRule(json, rule, shown.Id, view);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteString("type", Type);
        json.WriteEndObject();
    }

    private static Outcome<Head> Refused(OrgConfiguration configuration, OktaError error) => new(configuration, null, error);

    private static Outcome<Head> Done(OrgConfiguration configuration, Head head) => new(configuration, head, null);

    // A seed's policy has one rule, and its settings stand there.
    private TAction? SettingsOf(Policy<TAction> policy) => HasSettings ? policy.Settings ?? policy.Rules.FirstOrDefault()?.Action : null;

    private static Head HeadOf(Policy<TAction> policy) => new(policy.Id, policy.Name, policy.Active);

    // Terraform knows a default policy by these words.
    private static string SystemDescription(string name) => name == PolicyType.DefaultPolicy
        ? "The default policy applies in all situations if no other policy applies."
        : $"The policy for users whose password another directory keeps: {name}.";

    private static int Priority(Fields fields, int fallback) => fields.Number("priority", fallback, 0, int.MaxValue);

    private string Name(Fields fields, IEnumerable<string> taken, SeedScope scope)
    {
        if (RequestTree.Text(fields["type"]) is { } type && type != Type && type != RuleType)
        {
            scope.Errors.Add(fields["type"]!, $"Invalid policy type specified: {Wording.Clause(type)}.", "");
        }

        if (RequestTree.Text(fields["name"]) is not { } name || string.IsNullOrWhiteSpace(name))
        {
            scope.Errors.Add(1, "name", RequestErrors.Blank, "");
            return "";
        }

        if (name.Length > RequestErrors.LongestName)
        {
            scope.Errors.Add(1, "name", RequestErrors.TooLong, "");
        }
        else if (taken.Contains(name))
        {
            scope.Errors.Add(1, "name", RequestErrors.Taken, "");
        }

        return name;
    }

    private ImmutableArray<Condition> Conditions(Fields fields, SeedScope scope) =>
        [.. RequestConditions.Read(fields["conditions"], PolicyConditions, scope), .. ReadOwn(fields["conditions"], scope)];

    private Outcome<Head> Edit(OrgConfiguration configuration, string policy, Func<Policy<TAction>, ImmutableArray<Policy<TAction>>?> edit)
    {
        var old = Of(configuration).FirstOrDefault(known => known.Id == policy);
        return old is null ? Refused(configuration, RequestErrors.NotFound(policy, "Policy"))
            : edit(old) is { } policies ? Done(policies == Of(configuration) ? configuration : With(configuration, policies), HeadOf(old))
            : Refused(configuration, ErrorCodes.NoPermission.Because());
    }
}
