using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Upgrade;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api;
using FactorSeq.Web.Api.Policies;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Upgrade;

/// <summary>
/// Makes of an export what an audit looks at. Policies and rules are read by the readers of our own Policy API; before that, what those would
/// refuse and an audit can do without is put aside.
/// </summary>
internal sealed class ForeignReader
{
    private readonly ForeignOrg org;
    private readonly FactorCatalog catalog;
    private readonly List<UnreadRule> unread = [];
    private readonly List<LeftoverChains> leftovers = [];
    private readonly List<string> narrower = [];
    private readonly List<string> notGiven;
    private OrgConfiguration configuration;

    private ForeignReader(ForeignOrg org, FactorCatalog catalog)
    {
        this.org = org;
        this.catalog = catalog;
        notGiven = [.. org.NotGiven];
        configuration = Empty();
    }

    /// <param name="feature">What somebody says who has seen the rule editor; null for nobody.</param>
    internal static AuditSubject Read(ForeignOrg org, FactorCatalog catalog, bool? feature = null) => new ForeignReader(org, catalog).Subject(feature);

    /// <summary>Ids of groups that policies are for.</summary>
    internal static IEnumerable<string> Groups(ForeignOrg org) =>
        org.Policies.SelectMany(policy => policy.Rules.Prepend(policy.Json)).SelectMany(json => ForeignJson.Texts(json, "conditions", "people", "groups", "include")).Distinct();

    private AuditSubject Subject(bool? feature)
    {
        foreach (var policy in InOrder(org.Policies, policy => policy.Json))
        {
            if (PolicyKind.All.FirstOrDefault(kind => kind.Type == policy.Type) is { } kind && kind.Type is PolicyType.SignOn or PolicyType.Enrollment)
            {
                Add(PolicyKind.All.First(known => known.Type == policy.Type), policy);
            }
        }

        if (configuration.Enrollment.IsEmpty)
        {
            notGiven.Add("There are no enrollment policies (MFA_ENROLL) in it: whether chains have factors that are required is not looked at.");
        }

        if (org.Factors is null)
        {
            notGiven.Add("Which factors are active is not in it: all are taken to be.");
        }

        notGiven.Add("Who may sign in, what they have enrolled and apps' own sign-on policies are not in it: nobody is counted.");
        return new AuditSubject
        {
            Org = configuration with
            {
                Settings = new OrgSettings(),
                Features = feature ?? org.Features?.Contains(Feature.FactorSequencing) ?? false ? [Feature.FactorSequencing] : [],
                InactiveFactors = [.. org.Factors?.Where(factor => !factor.Value).Select(factor => factor.Key) ?? []],
            },
            Feature = feature ?? org.Features?.Contains(Feature.FactorSequencing),
            HasDirectoryUsers = org.Providers is null ? null : org.Providers.Any(type => type is "ACTIVE_DIRECTORY" or "LDAP") ? true : org.MoreUsers ? null : false,
            Leftovers = [.. leftovers],
            Narrower = [.. narrower],
            Unread = [.. unread],
            NotGiven = [.. notGiven],
        };
    }

    private void Add(PolicyKind kind, ForeignPolicy policy)
    {
        var (json, narrows) = ForeignJson.Policy(policy.Json, catalog);
        var outcome = kind.Add(configuration, Request(json, policy.Id, IsActive(policy.Json)));
        if (outcome.Error is { } error)
        {
            Unread(kind, policy, null, string.Join("; ", error.Causes));
            return;
        }

        configuration = outcome.Configuration;
        foreach (var rule in InOrder(policy.Rules, rule => rule))
        {
            AddRule(kind, policy, rule, narrows);
        }

        configuration = AsBuiltIn(configuration, policy);
    }

    private void AddRule(PolicyKind kind, ForeignPolicy policy, JsonObject rule, bool narrows)
    {
        var id = ForeignOrg.Text(rule, "id") ?? $"{policy.Id}/{ForeignOrg.Text(rule, "name")}";
        var (json, alsoNarrows, leftover) = ForeignJson.Rule(rule);
        var outcome = kind.AddRule(configuration, policy.Id, Request(json, id, IsActive(rule)));
        if (outcome.Error is { } error)
        {
            Unread(kind, policy, rule, string.Join("; ", error.Causes));
            return;
        }

        configuration = outcome.Configuration;
        if (narrows || alsoNarrows)
        {
            narrower.Add(id);
        }

        if (leftover > 0)
        {
            leftovers.Add(new LeftoverChains(policy.Id, id, ForeignOrg.Text((rule["actions"] as JsonObject)?["signon"], "access") ?? "nothing", leftover));
        }
    }

    // What is wrong with an enrollment policy costs a lint, and what is wrong with a sign-on rule the whole answer.
    private void Unread(PolicyKind kind, ForeignPolicy policy, JsonObject? rule, string why)
    {
        var (policyName, ruleName) = (ForeignOrg.Text(policy.Json, "name") ?? policy.Id, rule is null ? null : ForeignOrg.Text(rule, "name") ?? ForeignOrg.Text(rule, "id"));
        if (kind.Type == PolicyType.Enrollment)
        {
            notGiven.Add($"The enrollment policy {policyName} cannot be read and is left out: {why}");
        }
        else
        {
            unread.Add(new UnreadRule(policy.Id, policyName, rule is null ? null : ForeignOrg.Text(rule, "id"), ruleName, IsActive(policy.Json) && (rule is null || IsActive(rule)), why));
        }
    }

    private EditRequest Request(JsonObject json, string id, bool active)
    {
        var element = JsonSerializer.SerializeToElement(json);
        return new EditRequest(
            RequestTree.Of(element), json.ToJsonString(), id, catalog, DateTimeOffset.UnixEpoch, [.. ForeignJson.Texts(json, "conditions", "people", "users", "exclude")], active);
    }

    private OrgConfiguration Empty()
    {
        var all = org.Policies.SelectMany(policy => policy.Rules.Prepend(policy.Json)).ToList();
        var everyone = org.Policies.Where(policy => ForeignJson.Flag(policy.Json, "system"))
            .SelectMany(policy => ForeignJson.Texts(policy.Json, "conditions", "people", "groups", "include")).FirstOrDefault();
        return new OrgConfiguration
        {
            Id = Ids.Org(org.Name),
            Name = org.Name,
            Features = [Feature.FactorSequencing],
            Settings = new OrgSettings { MaxChains = int.MaxValue, MaxAlternatives = int.MaxValue },
            Groups = [.. Groups(org).Select(id => new Group(id, id == everyone ? Group.Everyone : org.Groups.GetValueOrDefault(id, id), null))],
            Zones = [.. Zones(all).Select(id => new NetworkZone(id, org.Zones.GetValueOrDefault(id, id), [], []))],
            Administration = new OrgAdministration
            {
                Behaviors = [.. all.SelectMany(json => ForeignJson.Texts(json, "conditions", "risk", "behaviors")).Distinct().Select(id => new BehaviorRule(id, id, "", "{}"))],
            },
            SignOn = [],
            Passwords = [],
            Enrollment = [],
        };
    }

    private static IEnumerable<string> Zones(List<JsonObject> all) => all
        .SelectMany(json => ForeignJson.Texts(json, "conditions", "network", "include").Concat(ForeignJson.Texts(json, "conditions", "network", "exclude")))
        .Append(ForeignJson.LegacyZone).Where(id => id != Condition.Network.AllZones).Distinct();

    private static IEnumerable<T> InOrder<T>(IEnumerable<T> items, Func<T, JsonObject> json) =>
        items.OrderBy(item => ForeignJson.Flag(json(item), "system")).ThenBy(item => json(item)["priority"] is JsonValue value && value.TryGetValue(out int number) ? number : int.MaxValue);

    private static bool IsActive(JsonObject json) => ForeignOrg.Text(json, "status") is null or "ACTIVE";

    // The reader makes nothing that is built in.
    private static OrgConfiguration AsBuiltIn(OrgConfiguration configuration, ForeignPolicy policy)
    {
        var builtIn = policy.Rules.Prepend(policy.Json).Where(json => ForeignJson.Flag(json, "system")).Select(json => ForeignOrg.Text(json, "id")).ToList();
        Policy<T> Mark<T>(Policy<T> made) => made with
        {
            System = made.System || builtIn.Contains(made.Id),
            Rules = [.. made.Rules.Select(rule => builtIn.Contains(rule.Id) ? rule with { System = true } : rule)],
        };
        return configuration with { SignOn = [.. configuration.SignOn.Select(Mark)], Enrollment = [.. configuration.Enrollment.Select(Mark)] };
    }
}
