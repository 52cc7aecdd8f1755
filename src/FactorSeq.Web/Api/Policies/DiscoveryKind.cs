using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary><c>IDP_DISCOVERY</c>: the one policy there is, and the rules by which it sends people to identity providers.</summary>
internal sealed class DiscoveryKind : PolicyKind
{
    internal override string Type => Routing.Type;

    internal override IEnumerable<Head> List(OrgConfiguration configuration) => [Policy(configuration)];

    internal override IEnumerable<Head> Rules(OrgConfiguration configuration, string policy) => policy != Policy(configuration).Id
        ? []
        : Routing.Rules(configuration).Select(HeadOf).Append(Default(configuration));

    internal override void Write(Utf8JsonWriter json, OrgConfiguration configuration, string policy, PolicyView view)
    {
        var address = $"{view.BaseUrl}/api/v1/policies/{policy}";
        json.WriteStartObject();
        json.WriteString("id", policy);
        json.WriteStatus(active: true);
        json.WriteString("name", Routing.Policy);
        json.WriteString("description", "The default IdP Discovery Policy");
        json.WriteNumber("priority", 1);
        json.WriteBoolean("system", true);
        json.WriteNull("conditions");
        json.WriteTimes(null, null);
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, "GET");
        json.WriteLinkOf("rules", $"{address}/rules", "GET", "POST");
        json.WriteEndObject();
        json.WriteString("type", Type);
        if (view.ExpandsRules)
        {
            json.WriteStartObject("_embedded");
            json.WriteStartArray("rules");
            foreach (var rule in Rules(configuration, policy))
            {
                WriteRule(json, configuration, policy, rule.Id, view);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal override void WriteRule(Utf8JsonWriter json, OrgConfiguration configuration, string policy, string rule, PolicyView view)
    {
        var rules = Routing.Rules(configuration);
        var place = Place(rules, rule);
        var found = place < rules.Length ? rules[place] : new RoutingRule(rule, PolicyType.DefaultRule, [], configuration.Administration.DefaultProvider);
        var system = place == rules.Length;
        var address = $"{view.BaseUrl}/api/v1/policies/{policy}/rules/{rule}";
        json.WriteStartObject();
        json.WriteString("id", rule);
        json.WriteStatus(!found.Inactive);
        json.WriteString("name", found.Name);
        json.WriteNumber("priority", place + 1);
        json.WriteTimes(found.Created, found.LastUpdated);
        json.WriteBoolean("system", system);
        json.WriteStartObject("conditions");
        WriteConditions(json, found);
        json.WriteEndObject();
        json.WriteStartObject("actions");
        WriteProvider(json, configuration, found.ProviderId);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLinkOf("self", address, system ? ["GET", "PUT"] : ["GET", "PUT", "DELETE"]);
        if (!system)
        {
            json.WriteLifecycleLink(address, !found.Inactive);
        }

        json.WriteEndObject();
        json.WriteString("type", Type);
        json.WriteEndObject();
    }

    internal override Outcome<Head> Add(OrgConfiguration configuration, EditRequest request) => Fixed(configuration);

    internal override Outcome<Head> Replace(OrgConfiguration configuration, string policy, EditRequest request) => Fixed(configuration);

    internal override Outcome<Head> Remove(OrgConfiguration configuration, string policy) => Fixed(configuration);

    internal override Outcome<Head> Switch(OrgConfiguration configuration, string policy, bool active, DateTimeOffset now) =>
        active ? new(configuration, Policy(configuration), null) : Fixed(configuration);

    internal override Outcome<Head> AddRule(OrgConfiguration configuration, string policy, EditRequest request)
    {
        var rules = Routing.Rules(configuration);
        var (rule, priority, error) = DiscoveryForm.Read(
            new RoutingRule(request.NewId, "", [], null) { Created = request.Now, Inactive = !request.Activate }, rules, configuration, request);
        return rule is null ? new(configuration, null, error)
            : new(With(configuration, rules.Insert(Clamp(priority ?? int.MaxValue, rules.Length), rule)), HeadOf(rule), null);
    }

    internal override Outcome<Head> ReplaceRule(OrgConfiguration configuration, string policy, string rule, EditRequest request)
    {
        if (rule == Default(configuration).Id)
        {
            var (@default, wanted, wrong) = DiscoveryForm.Read(
                new RoutingRule(rule, PolicyType.DefaultRule, [], null), [], configuration, request);
            return wrong is not null ? new(configuration, null, wrong)
                : wanted is { } asked && asked != Routing.Rules(configuration).Length + 1 ? new(configuration, null, ErrorCodes.ReadOnlyAttribute.With("priority"))
                : new(
                    configuration with { Administration = configuration.Administration with { DefaultProvider = @default!.ProviderId } },
                    Default(configuration),
                    null);
        }

        if (Find(configuration, rule, out var old) is { } missing)
        {
            return missing;
        }

        var rules = Routing.Rules(configuration);
        var place = Place(rules, rule);
        var others = rules.RemoveAt(place);
        var (changed, priority, error) = DiscoveryForm.Read(old!, others, configuration, request);
        return changed is null ? new(configuration, null, error)
            : new(With(configuration, others.Insert(Clamp(priority ?? place + 1, others.Length), changed)), HeadOf(changed), null);
    }

    internal override Outcome<Head> RemoveRule(OrgConfiguration configuration, string policy, string rule) =>
        rule == Default(configuration).Id ? Fixed(configuration)
        : Find(configuration, rule, out var old) ?? new(With(configuration, Routing.Rules(configuration).RemoveAll(known => known.Id == rule)), HeadOf(old!), null);

    internal override Outcome<Head> SwitchRule(OrgConfiguration configuration, string policy, string rule, bool active, DateTimeOffset now)
    {
        if (rule == Default(configuration).Id)
        {
            return active ? new(configuration, Default(configuration), null) : Fixed(configuration);
        }

        if (Find(configuration, rule, out var old) is { } missing)
        {
            return missing;
        }

        var rules = Routing.Rules(configuration);
        return old!.Inactive != active
            ? new(configuration, HeadOf(old), null)
            : new(With(configuration, rules.SetItem(Place(rules, rule), old with { Inactive = !active, LastUpdated = now })), HeadOf(old), null);
    }

    private static Head Policy(OrgConfiguration configuration) =>
        new(Ids.Policy(configuration.Name, Routing.Type, Routing.Policy), Routing.Policy, Active: true);

    private static Head Default(OrgConfiguration configuration) =>
        new(Ids.Rule(configuration.Name, Routing.Type, Routing.Policy, PolicyType.DefaultRule), PolicyType.DefaultRule, Active: true);

    private static Head HeadOf(RoutingRule rule) => new(rule.Id, rule.Name, !rule.Inactive);

    private static int Clamp(int priority, int last) => Math.Clamp(priority - 1, 0, last);

    private static int Place(ImmutableArray<RoutingRule> rules, string id) => rules.TakeWhile(rule => rule.Id != id).Count();

    private static OrgConfiguration With(OrgConfiguration configuration, ImmutableArray<RoutingRule> rules) =>
        configuration with { Administration = configuration.Administration with { Routing = rules } };

    private static Outcome<Head> Fixed(OrgConfiguration configuration) => new(configuration, null, ErrorCodes.NoPermission.Because());

    private static Outcome<Head>? Find(OrgConfiguration configuration, string id, out RoutingRule? rule)
    {
        rule = Routing.Rules(configuration).FirstOrDefault(known => known.Id == id);
        return rule is null ? new(configuration, null, RequestErrors.NotFound(id, "PolicyRule")) : null;
    }

    private static void WriteConditions(Utf8JsonWriter json, RoutingRule rule)
    {
        json.WriteStartObject("network");
        json.WriteString("connection", rule.Network is null ? "ANYWHERE" : "ZONE");
        if (rule.Network is { Include.IsEmpty: false } within)
        {
            json.WriteList("include", within.Include);
        }

        if (rule.Network is { Exclude.IsEmpty: false } without)
        {
            json.WriteList("exclude", without.Exclude);
        }

        json.WriteEndObject();
        if (rule.Patterns.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("userIdentifier");
        json.WriteString("type", "IDENTIFIER");
        json.WriteStartArray("patterns");
        foreach (var pattern in rule.Patterns)
        {
            json.WriteStartObject();
            json.WriteString("matchType", DiscoveryForm.Matches[(int)pattern.Match]);
            json.WriteString("value", pattern.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProvider(Utf8JsonWriter json, OrgConfiguration configuration, string? id)
    {
        var provider = configuration.IdentityProviders.FirstOrDefault(known => known.Id == id);
        json.WriteStartObject("idp");
        json.WriteStartArray("providers");
        json.WriteStartObject();
        json.WriteString("type", provider is null ? "OKTA" : DiscoveryForm.TypeOf(provider));
        if (provider is not null)
        {
            json.WriteString("id", provider.Id);
            json.WriteString("name", provider.Name);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("idpSelectionType", "SPECIFIC");
        json.WriteEndObject();
    }
}
