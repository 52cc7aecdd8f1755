using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Expressions;

namespace FactorSeq.Web.Seed;

/// <summary><c>authorizationServers</c>: the custom ones. One called <c>default</c> takes the place of the one that every org has.</summary>
internal sealed class AuthorizationServerSection(SeedScope scope, Names clients)
{
    private static readonly ImmutableArray<string> FilterWords = ["startsWith", "equals", "contains", "matches"];

    private static readonly ImmutableArray<string> ScopesOfTheProtocol = StandardScopes.All;

    internal ImmutableArray<CustomAuthorizationServer> Read(Fields seed)
    {
        var servers = ImmutableArray.CreateBuilder<CustomAuthorizationServer>();
        var names = new Names("authorization server", name => name, scope.Errors);
        var ids = new Names("authorization server id", id => id, scope.Errors);
        var trusting = new List<Fields>();
        foreach (var node in seed.List("authorizationServers"))
        {
            if (Fields.Of(node, Shapes.AuthorizationServer, scope.Errors) is not { } server)
            {
                continue;
            }

            var name = server.Required("name");
            var audience = server.Required("audience");
            var id = Id(server, name ?? "");
            var isNew = (name is null || names.Declare(server["name"]!, name, id)) & ids.Declare(server["id"] ?? node, id, id);
            var read = Server(server, id, name ?? "", audience ?? "");
            if (isNew && name is not null)
            {
                servers.Add(read);
                trusting.Add(server);
            }
        }

        names.Add(CustomAuthorizationServer.Default, CustomAuthorizationServer.Default);
        for (var i = 0; i < trusting.Count; i++)
        {
            servers[i] = servers[i] with { TrustedServers = SeedScope.Resolve(trusting[i].List("trustedServers"), names) };
        }

        return servers.Any(server => server.Id == CustomAuthorizationServer.Default)
            ? servers.ToImmutable()
            : [CustomAuthorizationServer.OfEveryOrg, .. servers];
    }

    /// <summary>A filter of groups out of a mapping with exactly one of its words; null, with an error, for anything else.</summary>
    internal static GroupFilter? Filter(Fields fields, SeedErrors errors)
    {
        var given = FilterWords.Where(word => fields[word] is not null).ToList();
        if (given.Count == 1)
        {
            return Filter(fields, given[0], errors);
        }

        errors.Add(fields.Node, $"{(given.Count == 0 ? "no filter" : "more than one filter")} of groups is given", $"Write one of {string.Join(", ", FilterWords)}.");
        return null;
    }

    private static GroupFilter? Filter(Fields fields, string word, SeedErrors errors)
    {
        if (fields.Text(word) is not { } text)
        {
            return null;
        }

        var type = (GroupFilterType)FilterWords.IndexOf(word);
        if (type != GroupFilterType.Regex || GroupFilter.IsPattern(text))
        {
            return new GroupFilter(type, text);
        }

        errors.Add(fields[word]!, $"{Wording.Quoted(text)} is not a regular expression that this version reads", "Write for example .*");
        return null;
    }

    // The path of an issuer has Okta's ids, or one that the seed chooses.
    private string Id(Fields server, string name)
    {
        if (server.Text("id") is not { } id)
        {
            return name == CustomAuthorizationServer.Default ? name : Ids.AuthorizationServer(scope.Org.Name, name);
        }

        if (id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && id != "v1")
        {
            return id;
        }

        scope.Errors.Add(server["id"]!, $"{Wording.Quoted(id)} cannot be part of an issuer", "Use letters, digits, - and _; v1 is taken.");
        return id;
    }

    private CustomAuthorizationServer Server(Fields server, string id, string name, string audience)
    {
        var scopes = Scopes(server);
        var known = new Names("scope", text => text, scope.Errors);
        foreach (var word in ScopesOfTheProtocol.Concat(scopes.Select(s => s.Name)))
        {
            known.Add(word, word);
        }

        return new CustomAuthorizationServer
        {
            Id = id,
            Name = name,
            Description = server.Text("description") ?? "",
            Audience = audience,
            Scopes = scopes,
            Claims = Claims(server, known),
            RotatesByHand = server.Choice("rotationMode", 0, ["AUTO", "MANUAL"]) == 1,
            SigningAlgorithm = SigningSection.ReadAlgorithm(server),
            Policies = server["policies"] is null ? [AccessPolicy.OfEverybody] : Policies(server, known),
        };
    }

    private ImmutableArray<Scope> Scopes(Fields server)
    {
        var read = ImmutableArray.CreateBuilder<Scope>();
        var names = new Names("scope", text => text, scope.Errors);
        foreach (var node in server.List("scopes"))
        {
            var fields = node is SeedNode.Mapping ? Fields.Of(node, Shapes.Scope, scope.Errors) : null;
            var at = fields is null ? node : fields["name"] ?? node;
            var name = fields is null ? Scalars.Text(node, scope.Errors) : fields.Required("name");
            if (name is null || !IsScope(at, name) || !names.Declare(at, name, name))
            {
                continue;
            }

            read.Add(new Scope(name)
            {
                DisplayName = fields?.Text("displayName"),
                Description = fields?.Text("description"),
                IsDefault = fields?.Flag("default", false) ?? false,
                IsPublished = fields?.Flag("published", true) ?? true,
                Consent = (ScopeConsent)(fields?.Choice("consent", 0, ["implicit", "required", "flexible"]) ?? 0),
            });
        }

        return read.ToImmutable();
    }

    // RFC 6749 §3.3.
    private bool IsScope(SeedNode at, string name)
    {
        if (StandardScopes.Are(name) || name.StartsWith("okta.", StringComparison.Ordinal))
        {
            scope.Errors.Add(at, $"{Wording.Quoted(name)} is a scope that every server has, or that is the org's alone", "Remove it, or choose another name.");
            return false;
        }

        if (name.All(c => c is > ' ' and <= '~' and not '"' and not '\\'))
        {
            return true;
        }

        scope.Errors.Add(at, $"{Wording.Quoted(name)} cannot be a scope", "Use printable ASCII without spaces, quotes and backslashes.");
        return false;
    }

    private ImmutableArray<ServerClaim> Claims(Fields server, Names scopes)
    {
        var read = ImmutableArray.CreateBuilder<ServerClaim>();
        foreach (var node in server.List("claims"))
        {
            if (Fields.Of(node, Shapes.ServerClaim, scope.Errors) is not { } claim
                || claim.Required("name") is not { } name || !ClaimName.IsFree(claim["name"]!, name, scope.Errors) || Value(claim) is not { } value)
            {
                continue;
            }

            read.Add(new ServerClaim(name, (ClaimType)claim.Choice("token", 0, ["access", "id"]), value)
            {
                Scopes = SeedScope.Resolve(claim.List("scopes"), scopes),
                AlwaysInToken = claim.Flag("alwaysInToken", true),
            });
        }

        return read.ToImmutable();
    }

    private ClaimValue? Value(Fields claim)
    {
        if (claim["groups"] is not null && claim["value"] is not null)
        {
            scope.Errors.Add(claim["groups"]!, "a claim is an expression or groups, not both", "Keep value or groups.");
            return null;
        }

        if (claim.Part("groups", Shapes.GroupFilter) is { } filter)
        {
            return Filter(filter, scope.Errors) is { } read ? new ClaimValue.FromGroups(read) : null;
        }

        return claim.Required("value") is { } text && IsExpression(claim["value"]!, text, scope.Errors) ? new ClaimValue.FromExpression(text) : null;
    }

    /// <summary>Whether a text can be read as an expression; an error where it cannot.</summary>
    internal static bool IsExpression(SeedNode at, string text, SeedErrors errors)
    {
        try
        {
            Expression.Parse(text);
            return true;
        }
        catch (ExpressionException e)
        {
            errors.Add(at, $"{Wording.Quoted(text)} is no expression: {e.Message}", "Write one like user.email, or a text in quotes: '\"gold\"'.");
            return false;
        }
    }

    private ImmutableArray<AccessPolicy> Policies(Fields server, Names scopes)
    {
        var read = ImmutableArray.CreateBuilder<AccessPolicy>();
        foreach (var node in server.List("policies"))
        {
            if (Fields.Of(node, Shapes.AccessPolicy, scope.Errors) is { } policy && policy.Required("name") is { } name)
            {
                var rules = policy.List("rules").Select(rule => Rule(rule, scopes)).OfType<AccessRule>();
                read.Add(new AccessPolicy(name, SeedScope.Resolve(policy.List("clients"), clients), [.. rules]));
            }
        }

        return read.ToImmutable();
    }

    private AccessRule? Rule(SeedNode node, Names scopes)
    {
        if (Fields.Of(node, Shapes.AccessRule, scope.Errors) is not { } rule || rule.Required("name") is not { } name)
        {
            return null;
        }

        var standard = TokenLifetimes.OfCustomServer;
        return new AccessRule(name)
        {
            Grants = rule.Words("grants", AppSection.Grants),
            Groups = SeedScope.Resolve(rule.List("groups"), scope.Groups),
            Users = SeedScope.Resolve(rule.List("users"), scope.Users),
            Scopes = SeedScope.Resolve(rule.List("scopes"), scopes),
            Lifetimes = new TokenLifetimes(
                rule.Number("accessTokenMinutes", standard.AccessMinutes, 5, 1440),
                rule.Number("refreshTokenMinutes", standard.RefreshMinutes, 0, 5256000),
                rule.Number("refreshTokenWindowMinutes", standard.RefreshWindowMinutes, 10, 2628000)),
        };
    }
}
