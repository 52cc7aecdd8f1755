using System.Text.Json.Nodes;
using FactorSeq.Core.Authorization;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>authorizationServers</c>. The one that every org has is written where it is no longer as Okta makes it.</summary>
internal sealed class AuthorizationServerExport(ExportScope scope)
{
    private static readonly string[] Consents = ["implicit", "required", "flexible"];

    internal JsonArray Write()
    {
        var untouched = Server(CustomAuthorizationServer.OfEveryOrg);
        return Members.List(scope.Org.AuthorizationServers.Select(Server).Where(server => !JsonNode.DeepEquals(server, untouched)));
    }

    private JsonObject Server(CustomAuthorizationServer server)
    {
        var usual = server.Name == CustomAuthorizationServer.Default ? server.Name : Ids.AuthorizationServer(scope.Org.Name, server.Name);
        var written = new JsonObject()
            .Put("name", server.Name)
            .Put("id", server.Id, usual)
            .Put("audience", server.Audience)
            .Put("description", server.Description.Length == 0 ? null : server.Description)
            .Put("rotationMode", server.RotatesByHand ? "MANUAL" : null)
            .Put("signingAlgorithm", server.SigningAlgorithm?.ToString())
            .Put("scopes", Members.List(server.Scopes.Select(Scope)))
            .Put("claims", Members.List(server.Claims.Where(claim => !claim.Inactive).Select(Claim)))
            .Put("trustedServers", Names(server));
        if (server.Inactive)
        {
            scope.LeaveOut($"what the authorization server {server.Name} grants, which is switched off");
        }

        var policies = Members.List((server.Inactive ? [] : server.Policies).Where(policy => !policy.Inactive && HasClients(server, policy)).Select(policy => Policy(server, policy)));
        if (!JsonNode.DeepEquals(policies, Members.List([Policy(server, AccessPolicy.OfEverybody)])))
        {
            // None at all is something else than nothing said: nobody is granted anything.
            written["policies"] = policies;
        }

        return written;
    }

    private IEnumerable<string> Names(CustomAuthorizationServer server) => server.TrustedServers
        .Select(id => scope.Org.AuthorizationServers.FirstOrDefault(other => other.Id == id)?.Name).OfType<string>();

    private static JsonNode Scope(Scope scope) => scope with { Id = null, Created = null } == new Scope(scope.Name) ? JsonValue.Create(scope.Name) : new JsonObject()
        .Put("name", scope.Name)
        .Put("displayName", scope.DisplayName)
        .Put("description", scope.Description)
        .Put("default", scope.IsDefault, false)
        .Put("published", scope.IsPublished, true)
        .Put("consent", Consents[(int)scope.Consent], Consents[0]);

    private static JsonObject Claim(ServerClaim claim)
    {
        var written = new JsonObject().Put("name", claim.Name).Put("token", claim.Type == ClaimType.Identity ? "id" : null);
        return (claim.Value switch
        {
            ClaimValue.FromExpression expression => written.Put("value", expression.Text),
            ClaimValue.FromGroups groups => written.Put("groups", AppExport.Filter(groups.Filter)),
            _ => written,
        }).Put("scopes", claim.Scopes).Put("alwaysInToken", claim.AlwaysInToken, true);
    }

    // A policy that is left without its clients would be for all of them.
    private bool HasClients(CustomAuthorizationServer server, AccessPolicy policy)
    {
        if (policy.Clients.IsEmpty || policy.Clients.Any(IsWritten))
        {
            return true;
        }

        scope.LeaveOut($"the policy {policy.Name} of the authorization server {server.Name}, whose clients are switched off or gone");
        return false;
    }

    private bool IsWritten(string clientId) => scope.Org.Apps.Any(app => app.ClientId == clientId && !app.Inactive);

    private JsonObject Policy(CustomAuthorizationServer server, AccessPolicy policy) => new JsonObject()
        .Put("name", policy.Name)
        .Put("clients", policy.Clients.Where(IsWritten))
        .Put("rules", Members.List(policy.Rules.Where(rule => !rule.Inactive && LeavesNobodyOut(server, rule)).Select(Rule)));

    // A rule of a seed has no word for whom it is not for, and must not let them in.
    private bool LeavesNobodyOut(CustomAuthorizationServer server, AccessRule rule)
    {
        if (rule.ExcludedUsers.IsEmpty)
        {
            return true;
        }

        scope.LeaveOut($"the rule {rule.Name} of the authorization server {server.Name}, which names whom it is not for");
        return false;
    }

    private JsonObject Rule(AccessRule rule)
    {
        var standard = TokenLifetimes.OfCustomServer;
        return new JsonObject()
            .Put("name", rule.Name)
            .Put("grants", rule.Grants)
            .Put("groups", scope.Groups(rule.Groups))
            .Put("users", scope.Users(rule.Users))
            .Put("scopes", rule.GrantsNoOwnScope ? StandardScopes.All[..1] : rule.Scopes)
            .Put("accessTokenMinutes", rule.Lifetimes.AccessMinutes, standard.AccessMinutes)
            .Put("refreshTokenMinutes", rule.Lifetimes.RefreshMinutes, standard.RefreshMinutes)
            .Put("refreshTokenWindowMinutes", rule.Lifetimes.RefreshWindowMinutes, standard.RefreshWindowMinutes);
    }
}
