using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>The claims that an authorization server and an app add to what the protocol says.</summary>
internal sealed class CustomClaims(AuthorizationServer server, App? app, IReadOnlyCollection<string> scopes, Func<ExpressionContext> see)
{
    /// <summary>More groups than this do not fit into a claim (Okta, "Groups claim").</summary>
    private const int MostGroups = 100;

    // Most tokens have no claims of this kind, and looking an org's groups through is not free.
    private readonly Lazy<ExpressionContext> context = new(see);

    internal static CustomClaims For(AuthorizationServer server, Org org, Grant grant, User? user) =>
        For(server, org, grant.ClientId, grant.Scopes, user, grant.Amr);

    internal static CustomClaims For(
        AuthorizationServer server, Org org, string clientId, IReadOnlyCollection<string> scopes, User? user, ImmutableArray<string> amr = default)
    {
        return new CustomClaims(server, org.Current.App(clientId), scopes, () => ExpressionContexts.For(org, user, clientId, amr));
    }

    /// <summary>The server's claims of access tokens.</summary>
    internal IEnumerable<(string Name, JsonNode Value)> OfResource() => OfServer(claim => claim.Type == ClaimType.Resource);

    /// <summary>The server's claims of ID tokens and userinfo, and the groups of the org's own server.</summary>
    /// <param name="isThin">Whether the rest can be asked for at userinfo.</param>
    internal IEnumerable<(string Name, JsonNode Value)> OfIdentity(bool isThin)
    {
        var groups = server.Custom is null && scopes.Contains("groups") && app?.GroupsClaim is { } claim
            && claim.Value.Of(context.Value) is { } value && value is not string[] { Length: > MostGroups }
                ? new[] { (claim.Name, Json(value)) }
                : [];
        return OfServer(own => own.Type == ClaimType.Identity && (!isThin || own.AlwaysInToken)).Concat(groups);
    }

    /// <summary>The app's, which every token of its users has.</summary>
    internal IEnumerable<(string Name, JsonNode Value)> OfApp()
    {
        foreach (var (name, json) in app?.Claims ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            var written = JsonNode.Parse(json);
            if (written is JsonValue value && value.TryGetValue<string>(out var text) && AppClaim.Expression(text) is { } expression)
            {
                if (Expression.Parse(expression).Evaluate(context.Value) is { } found)
                {
                    yield return (name, Json(found));
                }
            }
            else if (written is not null)
            {
                yield return (name, written);
            }
        }
    }

    private IEnumerable<(string Name, JsonNode Value)> OfServer(Func<ServerClaim, bool> wanted)
    {
        foreach (var claim in server.Custom?.Claims.Where(claim => wanted(claim) && claim.IsFor(scopes)) ?? [])
        {
            if (claim.Value.Of(context.Value) is { } value)
            {
                yield return (claim.Name, Json(value));
            }
        }
    }

    private static JsonNode Json(object value) => value switch
    {
        string[] list => new JsonArray([.. list.Select(item => (JsonNode)item)]),
        bool flag => JsonValue.Create(flag),
        long number => JsonValue.Create(number),
        _ => JsonValue.Create((string)value),
    };
}
