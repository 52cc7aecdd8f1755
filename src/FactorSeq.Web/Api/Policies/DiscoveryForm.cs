using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Policies;

/// <summary>A rule of routing as an administrator sends it.</summary>
internal static class DiscoveryForm
{
    // As LoginMatch has them.
    internal static readonly ImmutableArray<string> Matches = ["SUFFIX", "EQUALS", "STARTS_WITH", "CONTAINS", "EXPRESSION"];

    private const int LongestName = 50;
    private const int LongestPattern = 255;

    private static readonly Shape Rule = new("rule", ["type", "name", "priority"]);
    private static readonly Shape Pattern = new("pattern", ["matchType", "value"]);
    private static readonly ImmutableArray<string> Known = ["network", "userIdentifier", "app", "platform"];

    internal static string TypeOf(IdentityProvider provider) => provider.Type == IdentityProviderType.Saml2 ? "SAML2" : "OIDC";

    /// <param name="old">The default rule keeps its name, and is for everybody.</param>
    /// <param name="others">The rules that must be called something else.</param>
    /// <returns>The rule and where it is wanted, or why it is none.</returns>
    internal static (RoutingRule? Rule, int? Priority, OktaError? Error) Read(
        RoutingRule old, ImmutableArray<RoutingRule> others, OrgConfiguration configuration, EditRequest request)
    {
        var scope = request.Scope(configuration);
        var fields = request.Fields(Rule, scope.Errors);
        var isDefault = old.Name == PolicyType.DefaultRule;
        var name = isDefault ? old.Name : RequestTree.Text(fields["name"])?.Trim();
        if (string.IsNullOrEmpty(name) || name.Length > LongestName)
        {
            scope.Errors.Add(1, "name", string.IsNullOrEmpty(name) ? RequestErrors.Blank : $"The field cannot exceed {LongestName} characters", "");
        }
        else if (others.Any(other => other.Name == name) || (!isDefault && name == PolicyType.DefaultRule))
        {
            scope.Errors.Add(1, "name", RequestErrors.Taken, "");
        }

        if ((RequestTree.Text(fields["type"]) ?? Routing.Type) != Routing.Type)
        {
            scope.Errors.Add(1, "type", $"Rules of this policy have the type {Routing.Type}", "");
        }

        int? priority = fields["priority"] is null ? null : fields.Number("priority", 1, 1, int.MaxValue);
        var conditions = isDefault ? null : RequestTree.At(request.Body, "conditions");
        var network = RequestConditions.Read(conditions is null ? null : RequestTree.Pick(conditions, ["network"]), ["network"], scope)
            .OfType<Condition.Network>().FirstOrDefault();
        var patterns = Patterns(conditions, scope.Errors);
        Unmodelled(conditions, scope.Errors);
        var provider = Provider(configuration, request, scope.Errors);
        return RequestErrors.Of(scope.Errors) is { } error
            ? (null, null, error)
            : (old with { Name = name!, Network = network, Patterns = patterns, ProviderId = provider, LastUpdated = request.Now }, priority, null);
    }

    private static ImmutableArray<LoginPattern> Patterns(SeedNode? conditions, SeedErrors errors)
    {
        if (RequestTree.At(conditions, "userIdentifier") is not SeedNode.Mapping { Members.Count: > 0 } identifier)
        {
            return [];
        }

        // An attribute would tell who has an account.
        if ((RequestTree.Text(RequestTree.At(identifier, "type")) ?? "IDENTIFIER") != "IDENTIFIER")
        {
            errors.Add(identifier, "only the type IDENTIFIER is part of this version of FactorSeq", "");
        }

        var read = ImmutableArray.CreateBuilder<LoginPattern>();
        foreach (var node in (RequestTree.At(identifier, "patterns") as SeedNode.List)?.Items ?? [])
        {
            if (Fields.Of(RequestTree.Pick(node, Pattern.Members), Pattern, errors) is not { } fields || fields.Required("value") is not { } value)
            {
                continue;
            }

            var match = (LoginMatch)fields.Choice("matchType", 0, Matches);
            if (value.Length > LongestPattern || (match == LoginMatch.Expression && !IsExpression(value)))
            {
                errors.Add(node, $"{Wording.Quoted(value)} is no pattern", "");
            }

            read.Add(new LoginPattern(match, value));
        }

        if (read.Count > 1 && read.Any(pattern => pattern.Match == LoginMatch.Expression))
        {
            errors.Add(identifier, "a regular expression stands alone", "");
        }

        return read.ToImmutable();
    }

    private static void Unmodelled(SeedNode? conditions, SeedErrors errors)
    {
        foreach (var (name, node) in (conditions as SeedNode.Mapping)?.Members ?? new Dictionary<string, SeedNode>())
        {
            if (!Known.Contains(name))
            {
                errors.Add(conditions!, $"Invalid condition type specified: {Wording.Clause(name)}.", "");
            }
            else if (name is "app" or "platform" && node is SeedNode.Mapping members && members.Members.Any(member => !SaysNothing(member.Value)))
            {
                errors.Add(node, "routing by app or platform is not part of this version of FactorSeq", "");
            }
        }
    }

    // Any platform with any operating system.
    private static bool SaysNothing(SeedNode node) => node is SeedNode.List list && list.Items.All(item =>
        RequestTree.Text(RequestTree.At(item, "type")) == "ANY" && (RequestTree.Text(RequestTree.At(item, "os", "type")) ?? "ANY") == "ANY");

    private static string? Provider(OrgConfiguration configuration, EditRequest request, SeedErrors errors)
    {
        const string Place = "actions.idp.providers";
        if (RequestTree.At(request.Body, "actions", "idp", "providers") is not SeedNode.List { Items: [var only, ..] items })
        {
            errors.Add(1, Place, RequestErrors.Blank, "");
            return null;
        }

        if (items.Count > 1)
        {
            errors.Add(1, Place, "a rule sends to one provider", "");
        }

        var (type, id) = (RequestTree.Text(RequestTree.At(only, "type")) ?? "", RequestTree.Text(RequestTree.At(only, "id")));
        if (type == "OKTA")
        {
            return null;
        }

        if (configuration.IdentityProviders.FirstOrDefault(provider => provider.Id == id) is { } found && TypeOf(found) == type)
        {
            return found.Id;
        }

        errors.Add(only, $"unknown provider {Wording.Quoted(id ?? type)}", "");
        return null;
    }

    private static bool IsExpression(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
