using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Api.Policies;

/// <summary>What every policy and every rule has, whatever it demands.</summary>
internal sealed record Head(string Id, string Name, bool Active);

/// <summary>Everything the API does with one type of policy. The configuration goes in and comes out: whoever writes it may have to try again.</summary>
internal abstract class PolicyKind
{
    /// <summary>The types that can be edited.</summary>
    internal static readonly ImmutableArray<PolicyKind> All = [new SignOnKind(), new PasswordKind(), new EnrollmentKind(), new DiscoveryKind()];

    /// <summary>Okta's name of it.</summary>
    internal abstract string Type { get; }

    /// <summary>What its rules are called.</summary>
    internal virtual string RuleType => Type;

    /// <summary>The type of a policy that is there; null for one that nobody knows.</summary>
    internal static PolicyKind? OfPolicy(OrgConfiguration configuration, string id) => All.FirstOrDefault(kind => kind.Find(configuration, id) is not null);

    internal abstract IEnumerable<Head> List(OrgConfiguration configuration);

    internal abstract IEnumerable<Head> Rules(OrgConfiguration configuration, string policy);

    internal abstract void Write(Utf8JsonWriter json, OrgConfiguration configuration, string policy, PolicyView view);

    internal abstract void WriteRule(Utf8JsonWriter json, OrgConfiguration configuration, string policy, string rule, PolicyView view);

    internal abstract Outcome<Head> Add(OrgConfiguration configuration, EditRequest request);

    internal abstract Outcome<Head> Replace(OrgConfiguration configuration, string policy, EditRequest request);

    internal abstract Outcome<Head> Remove(OrgConfiguration configuration, string policy);

    internal abstract Outcome<Head> Switch(OrgConfiguration configuration, string policy, bool active, DateTimeOffset now);

    internal abstract Outcome<Head> AddRule(OrgConfiguration configuration, string policy, EditRequest request);

    internal abstract Outcome<Head> ReplaceRule(OrgConfiguration configuration, string policy, string rule, EditRequest request);

    internal abstract Outcome<Head> RemoveRule(OrgConfiguration configuration, string policy, string rule);

    internal abstract Outcome<Head> SwitchRule(OrgConfiguration configuration, string policy, string rule, bool active, DateTimeOffset now);

    internal Head? Find(OrgConfiguration configuration, string id) => List(configuration).FirstOrDefault(head => head.Id == id);

    internal Head? FindRule(OrgConfiguration configuration, string policy, string id) => Rules(configuration, policy).FirstOrDefault(head => head.Id == id);
}

/// <summary>How policies are shown to one client.</summary>
/// <param name="ExpandsRules">Whether a policy comes with its rules (<c>expand=rules</c>).</param>
internal sealed record PolicyView(string BaseUrl, FactorCatalog Catalog, bool ExpandsRules = false);
