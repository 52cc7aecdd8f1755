using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>A rule of an access policy as an administrator sends it.</summary>
internal static class AccessRuleForm
{
    private const string AnyScope = "*";
    private const string Everyone = "EVERYONE";
    private static readonly Shape Lifetimes = new("token", ["accessTokenLifetimeMinutes", "refreshTokenLifetimeMinutes", "refreshTokenWindowMinutes"]);

    /// <param name="place">Where it stands; null for a new one.</param>
    internal static (AccessPolicy Policy, AccessRule? Rule, OktaError? Error) Read(
        AccessRule old,
        CustomAuthorizationServer server,
        AccessPolicy policy,
        ImmutableArray<AccessRule> others,
        OrgConfiguration configuration,
        EditRequest request,
        int? place = null)
    {
        var scope = request.Scope(configuration);
        scope.Groups.Add(Everyone, Everyone);
        var errors = scope.Errors;
        var body = request.Body;
        var name = ServerEditing.Name(body, others.Select(other => other.Name), errors);
        if (ServerEditing.Text(body, "type") is { } type and not "RESOURCE_ACCESS")
        {
            errors.Add(1, "type", $"{Wording.Quoted(type)} is not the type of a rule of authorization servers", "");
        }

        if (RequestTree.At(body, "actions", "token", "inlineHook", "id") is { } hook)
        {
            errors.Add(hook, "inline hooks are not part of this version of FactorSeq", "");
        }

        var priority = AccessPoliciesApi.Priority(request, errors) ?? place;
        var groups = SeedScope.Resolve(List(body, "conditions", "people", "groups", "include"), scope.Groups);
        var scopes = SeedScope.Resolve(List(body, "conditions", "scopes", "include"), Scopes(server, errors));
        var rule = old with
        {
            Name = name,
            Grants = Grants(body, errors),
            Groups = groups.Contains(Everyone) ? [] : groups,
            Users = groups.Contains(Everyone) ? [] : SeedScope.Resolve(List(body, "conditions", "people", "users", "include"), scope.Users),
            ExcludedUsers = SeedScope.Resolve(List(body, "conditions", "people", "users", "exclude"), scope.Users),
            Scopes = scopes.Contains(AnyScope) ? [] : scopes,
            GrantsNoOwnScope = scopes.IsEmpty,
            Lifetimes = Token(body, errors),
            LastUpdated = request.Now,
        };
        return RequestErrors.Of(errors) is { } error
            ? (policy, null, error)
            : (policy with { Rules = ServerEditing.Put(others, rule, priority) }, rule, null);
    }

    private static IReadOnlyList<SeedNode> List(SeedNode body, params ReadOnlySpan<string> way) => (RequestTree.At(body, way) as SeedNode.List)?.Items ?? [];

    private static ImmutableArray<string> Grants(SeedNode body, SeedErrors errors)
    {
        var given = List(body, "conditions", "grantTypes", "include");
        if (given.Count == 0)
        {
            errors.Add(1, "conditions.grantTypes.include", RequestErrors.Blank, "");
        }

        var known = new Names("grant type", name => name, errors);
        foreach (var grant in AppSection.Grants.Where(grant => grant != "refresh_token"))
        {
            known.Add(grant, grant);
        }

        return [.. SeedScope.Resolve(given, known).Order(StringComparer.Ordinal)];
    }

    private static Names Scopes(CustomAuthorizationServer server, SeedErrors errors)
    {
        var scopes = new Names("scope", name => name, errors);
        foreach (var name in StandardScopes.All.Concat(server.Scopes.Select(scope => scope.Name)).Append(AnyScope))
        {
            scopes.Add(name, name);
        }

        return scopes;
    }

    private static TokenLifetimes Token(SeedNode body, SeedErrors errors)
    {
        var usual = TokenLifetimes.OfCustomServer;
        if (RequestTree.At(body, "actions", "token") is not { } node || Fields.Of(RequestTree.Pick(node, Lifetimes.Members), Lifetimes, errors) is not { } token)
        {
            return usual;
        }

        return new TokenLifetimes(
            token.Number("accessTokenLifetimeMinutes", usual.AccessMinutes, 5, 1440),
            token.Number("refreshTokenLifetimeMinutes", usual.RefreshMinutes, 0, 5256000),
            token.Number("refreshTokenWindowMinutes", usual.RefreshWindowMinutes, 10, 2628000));
    }
}
