using System.Collections.Immutable;

namespace FactorSeq.Core.Authorization;

/// <summary>The scopes of Okta's own API, which only the org's own server grants (Okta, "OAuth 2.0 scopes").</summary>
public static class OktaApiScopes
{
    private const string Prefix = "okta.";

    private static readonly string[] Resources =
    [
        "agentPools", "apiTokens", "appGrants", "apps", "authenticators", "authorizationServers", "behaviors", "brands", "captchas", "clients",
        "devices", "domains", "eventHooks", "factors", "features", "groups", "idps", "inlineHooks", "linkedObjects", "logStreams", "networkZones",
        "orgs", "policies", "profileMappings", "rateLimits", "roles", "schemas", "sessions", "templates", "threatInsights", "trustedOrigins",
        "userTypes", "users",
    ];

    /// <summary>In alphabetical order.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        .. Resources.SelectMany(resource => new[] { $"{Prefix}{resource}.manage", $"{Prefix}{resource}.read" })
            .Concat(["okta.logs.read", "okta.users.manage.self", "okta.users.read.self"])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a scope is one of them.</summary>
    public static bool Are(string scope) => scope.StartsWith(Prefix, StringComparison.Ordinal) && All.Contains(scope);
}
