using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary><c>MFA_ENROLL</c> in its Classic form: <c>settings.factors</c>, never authenticators.</summary>
internal sealed class EnrollmentKind : PolicyKind<EnrollmentAction>
{
    private static readonly Shape Factor = new("factor", ["enroll", "consent"]);
    private static readonly Shape Enroll = new("enroll", ["self"]);

    // As EnrollmentDemand and EnrollmentMoment have them.
    private static readonly ImmutableArray<string> Demands = ["NOT_ALLOWED", "OPTIONAL", "REQUIRED"];
    private static readonly ImmutableArray<string> Moments = ["CHALLENGE", "LOGIN", "NEVER"];

    // What a new policy says of a factor that the request does not name.
    private static readonly ImmutableSortedDictionary<string, EnrollmentDemand> Unsaid =
        ImmutableSortedDictionary<string, EnrollmentDemand>.Empty.Add("okta_password", EnrollmentDemand.Optional);

    internal override string Type => PolicyType.Enrollment;

    protected override bool HasSettings => true;

    protected override ImmutableArray<string> RuleConditions => ["people", "network", "authContext", "app"];

    protected override ImmutableArray<Policy<EnrollmentAction>> Of(OrgConfiguration configuration) => configuration.Enrollment;

    protected override OrgConfiguration With(OrgConfiguration configuration, ImmutableArray<Policy<EnrollmentAction>> policies) =>
        configuration with { Enrollment = policies };

    // Factors that a request does not name keep what is said of them.
    protected override EnrollmentAction ReadSettings(SeedNode? settings, EnrollmentAction? kept, SeedScope scope, OrgConfiguration configuration)
    {
        RequestTree.RequireObjects(settings, scope.Errors, "factors");
        var factors = kept?.Factors ?? Unsaid;
        if (RequestTree.Text(RequestTree.At(settings, "type")) is { } type && type != "FACTORS")
        {
            scope.Errors.Add(1, "settings.type", $"{Wording.Quoted(type)} is not a value of type: a Classic org has FACTORS", "");
        }

        foreach (var (key, node) in (RequestTree.At(settings, "factors") as SeedNode.Mapping)?.Members ?? new Dictionary<string, SeedNode>())
        {
            factors = factors.SetItem(key, Demand(key, node, factors.GetValueOrDefault(key), scope, configuration));
        }

        // A seed may say so, and whoever sends back what it says is not to blame.
        if (IsPushAlone(factors) && !(kept is not null && IsPushAlone(kept.Factors)))
        {
            scope.Errors.Add(1, "settings.factors.okta_push", "push cannot be enrolled where okta_otp is not allowed", "");
        }

        return new EnrollmentAction(factors, kept?.Moment ?? EnrollmentMoment.Challenge);
    }

    protected override EnrollmentAction Rebase(EnrollmentAction settings, EnrollmentAction action) => action.Under(settings);

    protected override EnrollmentAction ReadAction(SeedNode actions, EnrollmentAction? settings, SeedScope scope, OrgConfiguration configuration)
    {
        var moment = EnrollmentMoment.Challenge;
        if (RequestTree.At(actions, "enroll") is { } node && Fields.Of(RequestTree.Pick(node, Enroll.Members), Enroll, scope.Errors) is { } enroll)
        {
            moment = (EnrollmentMoment)enroll.Choice("self", (int)moment, Moments);
        }
        else
        {
            scope.Errors.Add(1, "actions.enroll", RequestErrors.Blank, "");
        }

        return new EnrollmentAction(settings?.Factors ?? Unsaid, moment);
    }

    protected override void WriteSettings(Utf8JsonWriter json, EnrollmentAction? settings, OrgConfiguration configuration, FactorCatalog catalog)
    {
        json.WriteStartObject("settings");
        json.WriteStartObject("factors");
        foreach (var key in catalog.All.Select(factor => factor.Type.PolicyKey).Where(configuration.IsActive).Order(StringComparer.Ordinal))
        {
            json.WriteStartObject(key);
            json.WriteStartObject("enroll");
            json.WriteString("self", Demands[(int)(settings?.Factors.GetValueOrDefault(key) ?? EnrollmentDemand.NotAllowed)]);
            json.WriteEndObject();
            json.WriteStartObject("consent");
            json.WriteString("type", "NONE");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    protected override void WriteConditions(Utf8JsonWriter json, Rule<EnrollmentAction> rule)
    {
        base.WriteConditions(json, rule);
        foreach (var apps in rule.Conditions.OfType<Condition.Apps>())
        {
            ConditionJson.WriteApps(json, apps);
        }
    }

    protected override void WriteActions(Utf8JsonWriter json, EnrollmentAction action)
    {
        json.WriteStartObject("enroll");
        json.WriteString("self", Moments[(int)action.Moment]);
        json.WriteEndObject();
    }

    private static bool IsPushAlone(ImmutableSortedDictionary<string, EnrollmentDemand> factors) =>
        factors.GetValueOrDefault("okta_push") != EnrollmentDemand.NotAllowed && factors.GetValueOrDefault("okta_otp") == EnrollmentDemand.NotAllowed;

    private static EnrollmentDemand Demand(string key, SeedNode node, EnrollmentDemand kept, SeedScope scope, OrgConfiguration configuration)
    {
        if (scope.Catalog.All.All(factor => factor.Type.PolicyKey != key))
        {
            scope.Errors.Add(node, $"unknown factor {Wording.Quoted(key)}", "");
            return kept;
        }

        if (Fields.Of(RequestTree.Pick(node, Factor.Members), Factor, scope.Errors) is not { } factor
            || factor["enroll"] is not { } enrolls || Fields.Of(RequestTree.Pick(enrolls, Enroll.Members), Enroll, scope.Errors) is not { } enroll)
        {
            return kept;
        }

        var demand = (EnrollmentDemand)enroll.Choice("self", (int)kept, Demands);
        if (demand != EnrollmentDemand.NotAllowed && !configuration.IsActive(key))
        {
            scope.Errors.Add(node, "the factor is not active in this org", "");
        }

        return demand;
    }
}
