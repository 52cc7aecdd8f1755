using System.Text.Json.Nodes;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.OAuth;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>apps</c>, those that were registered at run time among them.</summary>
internal sealed class AppExport(ExportScope scope)
{
    private static readonly string[] Prompts = ["never", "every sign-on", "once per session"];
    private static readonly string[] FilterWords = ["startsWith", "equals", "contains", "matches"];

    private readonly HashSet<string> labels = new(StringComparer.Ordinal);

    // A seed has no word for an app that is switched off, and must not switch it on.
    internal JsonArray Write()
    {
        foreach (var app in scope.Org.Apps.Where(app => app.Inactive))
        {
            scope.LeaveOut($"the app {app.Label}, which is switched off");
        }

        return Members.List(scope.Org.Apps.Where(app => !app.Inactive).Select(App));
    }

    /// <summary>The one member that a filter of groups has.</summary>
    internal static JsonObject Filter(GroupFilter filter) => new JsonObject().Put(FilterWords[(int)filter.Type], filter.Text);

    private JsonNode App(App app)
    {
        var written = new JsonObject().Put("label", Label(app));
        if (app.Saml is not null)
        {
            SamlExport.Write(written.Put("type", "saml"), app.Saml);
        }
        else if (app.Type == AppType.Bookmark)
        {
            written.Put("type", "bookmark").Put("url", app.LaunchUri);
        }
        else if (app.Type == AppType.DesktopMfa)
        {
            written.Put("type", DesktopMfaAppSection.Word).Put("clientId", app.ClientId).Put("clientSecret", app.ClientSecret);
        }
        else
        {
            Client(written.Put("type", "oidc"), app);
        }

        return written
            .Put("assign", scope.Groups(app.Groups).Concat(scope.Users(app.Users)))
            .Put("signOn", Members.List(app.SignOnRules.Select(Rule)));
    }

    // Whoever registers a client may call it what another is called already.
    private string Label(App app)
    {
        if (labels.Add(app.Label))
        {
            return app.Label;
        }

        scope.LeaveOut($"that the client {app.ClientId} is called {app.Label}, as another app is");
        labels.Add($"{app.Label} ({app.ClientId})");
        return $"{app.Label} ({app.ClientId})";
    }

    private void Client(JsonObject written, App app)
    {
        if (app.Client?.Registration is { OfSeed: false })
        {
            scope.LeaveOut($"what the client {app.ClientId} was registered with beyond what an app of a seed has");
        }

        if (app.GroupsClaim is { Filter: null } claimed)
        {
            scope.LeaveOut($"the claim {claimed.Name} of the client {app.ClientId}, which is an expression");
        }

        written
            .Put("clientId", app.ClientId)
            .Put("clientSecret", app.ClientSecret)
            .Put("redirectUris", app.RedirectUris)
            .Put("postLogoutRedirectUris", app.PostLogoutRedirectUris);
        if (app.Grants is not ["authorization_code"])
        {
            written["grants"] = Members.List(app.Grants);
        }

        written
            .Put("pkceRequired", app.RequiresPkce, false)
            .Put("oktaApiScopes", app.OktaApiScopes)
            .Put("refreshToken", new JsonObject()
                .Put("rotation", app.RotatesRefreshTokens switch { null => null, true => "rotate", false => "static" })
                .Put("leeway", (int)app.RotationLeeway.TotalSeconds, 0))
            .Put("claims", new JsonObject(app.Claims.Select(claim => KeyValuePair.Create(claim.Key, JsonNode.Parse(claim.Value)))))
            .Put("groupsClaim", app.GroupsClaim is { Filter: { } filter } groups ? Filter(filter).Put("name", groups.Name, "groups") : null)
            .Put("consent", app.RequiresConsent ? "required" : null)
            .Put("initiateLoginUri", app.LaunchUri)
            .Put("logout", app.Logout is { } logout ? new JsonObject()
                .Put("frontChannelUri", logout.FrontChannelUri)
                .Put("frontChannelSession", logout.FrontChannelSession, false)
                .Put("backChannelUri", logout.BackChannelUri) : null);
        if (app.Client is { } client)
        {
            written
                .Put("tokenEndpointAuthMethod", client.Method is { } method ? ClientAuthentication.Methods[(int)method] : null)
                .Put("jwks", client.Jwks is { } keys ? JsonNode.Parse(keys) : null)
                .Put("jwksUri", client.JwksUri)
                .Put("requestObjectSigningAlg", client.RequestObjectAlgorithm)
                .Put("dpopBoundAccessTokens", client.BindsTokens, false);
        }
    }

    private JsonObject Rule(Rule<AppSignOnAction> rule)
    {
        var people = rule.Conditions.OfType<Condition.People>().FirstOrDefault();
        return new JsonObject()
            .Put("name", rule.Name)
            .Put("status", rule.Active ? null : "INACTIVE")
            .Put("groups", scope.Groups(people?.Groups ?? []))
            .Put("users", scope.Users(people?.Users ?? []))
            .Put("excludeUsers", scope.Users(people?.ExcludedUsers ?? []))
            .Put("network", RuleExport.Network(rule.Conditions.OfType<Condition.Network>().FirstOrDefault(), scope))
            .Put("access", rule.Action.Allows ? null : "deny")
            .Put("mfa", Prompts[(int)rule.Action.Prompt], Prompts[0])
            .Put("reauthenticateMinutes", rule.Action.ReauthenticateMinutes, 0);
    }
}
