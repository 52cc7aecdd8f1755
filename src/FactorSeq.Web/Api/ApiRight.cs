using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Roles;

namespace FactorSeq.Web.Api;

/// <summary>What a call to the Management API needs: something done with a kind of resource.</summary>
/// <param name="Resource">As scopes name it: <c>users</c>.</param>
internal sealed record ApiRight(string Resource, ApiVerb Verb)
{
    internal static readonly ApiRight ReadUsers       = new("users", ApiVerb.Read);
    internal static readonly ApiRight HelpUsers       = new("users", ApiVerb.Help);
    internal static readonly ApiRight ManageUsers     = new("users", ApiVerb.Manage);
    internal static readonly ApiRight ReadGroups      = new("groups", ApiVerb.Read);
    internal static readonly ApiRight FillGroups      = new("groups", ApiVerb.Help);
    internal static readonly ApiRight ManageGroups    = new("groups", ApiVerb.Manage);
    internal static readonly ApiRight ReadLogs        = new("logs", ApiVerb.Read);
    internal static readonly ApiRight ReadPolicies    = new("policies", ApiVerb.Read);
    internal static readonly ApiRight ManagePolicies  = new("policies", ApiVerb.Manage);
    internal static readonly ApiRight ReadZones       = new("networkZones", ApiVerb.Read);
    internal static readonly ApiRight ManageZones     = new("networkZones", ApiVerb.Manage);
    internal static readonly ApiRight ReadOrigins     = new("trustedOrigins", ApiVerb.Read);
    internal static readonly ApiRight ManageOrigins   = new("trustedOrigins", ApiVerb.Manage);
    internal static readonly ApiRight ReadBehaviors   = new("behaviors", ApiVerb.Read);
    internal static readonly ApiRight ManageBehaviors = new("behaviors", ApiVerb.Manage);
    internal static readonly ApiRight ReadSchemas     = new("schemas", ApiVerb.Read);
    internal static readonly ApiRight ManageSchemas   = new("schemas", ApiVerb.Manage);
    internal static readonly ApiRight ReadUserTypes   = new("userTypes", ApiVerb.Read);
    internal static readonly ApiRight ReadMappings    = new("profileMappings", ApiVerb.Read);
    internal static readonly ApiRight ReadRoles       = new("roles", ApiVerb.Read);
    internal static readonly ApiRight ManageRoles     = new("roles", ApiVerb.Manage);
    internal static readonly ApiRight ReadProviders   = new("idps", ApiVerb.Read);
    internal static readonly ApiRight ManageProviders = new("idps", ApiVerb.Manage);
    internal static readonly ApiRight ReadOrg         = new("orgs", ApiVerb.Read);
    internal static readonly ApiRight ManageOrg       = new("orgs", ApiVerb.Manage);
    internal static readonly ApiRight ReadBrands      = new("brands", ApiVerb.Read);
    internal static readonly ApiRight ReadAgentPools  = new("agentPools", ApiVerb.Read);
    internal static readonly ApiRight ReadTemplates   = new("templates", ApiVerb.Read);
    internal static readonly ApiRight ManageTemplates = new("templates", ApiVerb.Manage);
    internal static readonly ApiRight ReadFactors     = new("factors", ApiVerb.Read);
    internal static readonly ApiRight ManageFactors   = new("factors", ApiVerb.Manage);
    internal static readonly ApiRight ReadFeatures    = new("features", ApiVerb.Read);
    internal static readonly ApiRight ManageFeatures  = new("features", ApiVerb.Manage);
    internal static readonly ApiRight ReadSessions    = new("sessions", ApiVerb.Read);
    internal static readonly ApiRight ManageSessions  = new("sessions", ApiVerb.Manage);
    internal static readonly ApiRight ReadEventHooks  = new("eventHooks", ApiVerb.Read);
    internal static readonly ApiRight ManageEventHooks = new("eventHooks", ApiVerb.Manage);
    internal static readonly ApiRight ReadApps        = new("apps", ApiVerb.Read);
    internal static readonly ApiRight ManageApps      = new("apps", ApiVerb.Manage);
    internal static readonly ApiRight ReadAppGrants   = new("appGrants", ApiVerb.Read);
    internal static readonly ApiRight ManageAppGrants = new("appGrants", ApiVerb.Manage);
    internal static readonly ApiRight ReadServers     = new("authorizationServers", ApiVerb.Read);
    internal static readonly ApiRight ManageServers   = new("authorizationServers", ApiVerb.Manage);
    internal static readonly ApiRight ReadClients     = new("clients", ApiVerb.Read);
    internal static readonly ApiRight ManageClients   = new("clients", ApiVerb.Manage);

    /// <summary>Scopes of which a token needs one (Okta, "OAuth 2.0 scopes"): whoever may manage may read.</summary>
    internal IEnumerable<string> Scopes => Verb == ApiVerb.Read
        ? [$"okta.{Resource}.read", $"okta.{Resource}.manage"]
        : [$"okta.{Resource}.manage"];

    /// <summary>Scopes that are enough for a user's own.</summary>
    internal IEnumerable<string> OwnScopes => Scopes.Concat(Scopes.Select(scope => scope + ".self"));

    // Roles API, "Role types"; Okta, "Administrator permissions". What a role's holder does to others, not to themselves.
    private static readonly ImmutableArray<(string Role, string Resource, ApiVerb Most)> Roles =
    [
        ("SUPER_ADMIN",                 "",       ApiVerb.Manage),
        ("ORG_ADMIN",                   "",       ApiVerb.Manage),
        ("READ_ONLY_ADMIN",             "",       ApiVerb.Read),
        ("USER_ADMIN",                  "users",  ApiVerb.Manage),
        ("USER_ADMIN",                  "groups", ApiVerb.Manage),
        ("HELP_DESK_ADMIN",             "users",  ApiVerb.Help),
        ("HELP_DESK_ADMIN",             "groups", ApiVerb.Read),
        ("GROUP_MEMBERSHIP_ADMIN",      "users",  ApiVerb.Read),
        ("GROUP_MEMBERSHIP_ADMIN",      "groups", ApiVerb.Help),
        ("APP_ADMIN",                   "users",  ApiVerb.Read),
        ("APP_ADMIN",                   "groups", ApiVerb.Read),
        ("APP_ADMIN",                   "apps",   ApiVerb.Manage),
        ("APP_ADMIN",                   "clients", ApiVerb.Manage),
        ("API_ACCESS_MANAGEMENT_ADMIN", "users",  ApiVerb.Read),
        ("API_ACCESS_MANAGEMENT_ADMIN", "groups", ApiVerb.Read),
        ("API_ACCESS_MANAGEMENT_ADMIN", "authorizationServers", ApiVerb.Manage),
        ("MOBILE_ADMIN",                "users",  ApiVerb.Read),
        ("MOBILE_ADMIN",                "groups", ApiVerb.Read),
        ("REPORT_ADMIN",                "logs",   ApiVerb.Read),
    ];

    /// <summary>
    /// Whether one of a user's admin roles, their own or a group's, covers it. Who is an administrator is for super administrators alone to say.
    /// </summary>
    internal bool IsOf(OrgConfiguration configuration, User user) => IsOf([.. configuration.Administration.RolesOf(user)]);

    private bool IsOf(ImmutableArray<string> roles) => Roles.Any(row =>
        roles.Contains(row.Role) && (this != ManageRoles || row.Role == AdminRole.Super) && (row.Resource.Length == 0 || row.Resource == Resource) && row.Most >= Verb);
}

/// <summary>What is done; each includes those before it.</summary>
internal enum ApiVerb
{
    Read,

    /// <summary>What a help desk does: unlock, reset, expire; of groups, who is in them.</summary>
    Help,

    Manage,
}
