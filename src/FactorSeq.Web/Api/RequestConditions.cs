using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api;

/// <summary><c>conditions</c> of a policy or rule: read as a seed's are, and besides them what only the API has.</summary>
internal static class RequestConditions
{
    /// <summary><c>network.connection</c> of whoever comes from the org's own network, as rules said before there were zones.</summary>
    internal const string OnNetwork = "ON_NETWORK";

    /// <summary><c>network.connection</c> of everybody else.</summary>
    internal const string OffNetwork = "OFF_NETWORK";

    private static readonly Shape AppLists = new("app", ["include", "exclude"]);
    private static readonly Shape App = new("app", ["type", "id", "name"]);
    private static readonly ImmutableArray<string> AppTypes = ["APP", "APP_TYPE"];
    private static readonly Shape Risk = new("risk", ["behaviors"]);

    private static readonly ImmutableArray<string> SeedConditions = ["people", "network", "authContext"];

    /// <param name="node">null for none.</param>
    /// <param name="known">The conditions that this type of policy has.</param>
    internal static ImmutableArray<Condition> Read(SeedNode? node, ImmutableArray<string> known, SeedScope scope)
    {
        if (node is null)
        {
            return [];
        }

        foreach (var (name, value) in (node as SeedNode.Mapping)?.Members ?? new Dictionary<string, SeedNode>())
        {
            if (!known.Contains(name) && !SaysNothing(name, value))
            {
                scope.Errors.Add(node, $"Invalid condition type specified: {Wording.Clause(name)}.", "");
            }
        }

        var inOldWords = known.Contains("network") ? InOldWords(node, scope) : null;
        var conditions = new OktaRule(scope).Conditions(RequestTree.Pick(
            node, SeedConditions.Where(name => known.Contains(name) && (name != "network" || inOldWords is null))));
        return
        [
            .. inOldWords is null ? [] : (Condition[])[inOldWords],
            .. conditions.Where(condition => condition
                is not Condition.People { Groups.IsEmpty: true, ExcludedUsers.IsEmpty: true } and not Condition.AuthType { Door: AuthenticationDoor.Any }),
            .. known.Contains("risk") ? Behaviors(RequestTree.At(node, "risk"), scope) : [],
            .. known.Contains("app") ? Apps(RequestTree.At(node, "app"), scope) : [],
        ];
    }

    // Terraform sends identityProvider ANY to every org, whether it routes or not.
    private static bool SaysNothing(string name, SeedNode value) => value is SeedNode.Mapping mapping
        && (mapping.Members.Count == 0 || name == "identityProvider" && RequestTree.Text(RequestTree.At(mapping, "provider")) == "ANY");

    // Before there were zones there was one network, which is a zone of every org now.
    private static Condition.Network? InOldWords(SeedNode node, SeedScope scope)
    {
        var connection = RequestTree.Text(RequestTree.At(node, "network", "connection"));
        if (connection is not (OnNetwork or OffNetwork))
        {
            return null;
        }

        if (RequestTree.At(node, "network", "include") is not null || RequestTree.At(node, "network", "exclude") is not null)
        {
            scope.Errors.Add(RequestTree.At(node, "network")!, "zones belong to the connection ZONE", "");
        }

        ImmutableArray<string> only = [BuiltInZones.Legacy(scope.Org.Name)];
        return new Condition.Network(connection == OnNetwork ? only : [], connection == OffNetwork ? only : []) { InOldWords = true };
    }

    private static IEnumerable<Condition> Apps(SeedNode? node, SeedScope scope) =>
        node is not null && Fields.Of(RequestTree.Pick(node, AppLists.Members), AppLists, scope.Errors) is { } lists
        && (Chosen(lists, "include", scope), Chosen(lists, "exclude", scope)) is var (include, exclude) && include.Length + exclude.Length > 0
            ? [new Condition.Apps(include, exclude)]
            : [];

    private static ImmutableArray<ChosenApp> Chosen(Fields lists, string name, SeedScope scope)
    {
        var chosen = ImmutableArray.CreateBuilder<ChosenApp>();
        foreach (var node in lists.List(name))
        {
            if (Fields.Of(RequestTree.Pick(node, App.Members), App, scope.Errors) is { } app
                && (app.Choice("type", 0, AppTypes) == 0
                    ? app["id"] is { } id ? scope.Apps.Resolve(id) is { } known ? new ChosenApp(known, null) : null : Missing(app, "id")
                    : app.Required("name") is { } kind ? new ChosenApp(null, kind) : null) is { } one)
            {
                chosen.Add(one);
            }
        }

        return chosen.ToImmutable();
    }

    private static ChosenApp? Missing(Fields app, string name)
    {
        app.Missing(name);
        return null;
    }

    private static IEnumerable<Condition> Behaviors(SeedNode? node, SeedScope scope)
    {
        if (node is null || Fields.Of(RequestTree.Pick(node, Risk.Members), Risk, scope.Errors) is not { } risk || risk.List("behaviors") is not { Count: > 0 } ids)
        {
            return [];
        }

        return [new Condition.Behaviors(SeedScope.Resolve(ids, scope.Behaviors))];
    }
}
