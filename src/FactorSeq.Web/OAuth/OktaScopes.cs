using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>Which scopes of Okta's API a client gets: those that an administrator has granted it (Okta, "Implement OAuth for Okta").</summary>
internal static class OktaScopes
{
    /// <summary>Whether a request asks for scopes of Okta's API, and is granted none of them.</summary>
    internal static bool AreRefused(App client, ImmutableArray<string> asked) =>
        asked.Any(OktaApiScopes.Are) && !asked.Any(client.OktaApiScopes.Contains);

    /// <summary>Whether a client may have a scope, as far as Okta's API is concerned.</summary>
    internal static bool MayHave(App client, string scope) => !OktaApiScopes.Are(scope) || client.OktaApiScopes.Contains(scope);
}
