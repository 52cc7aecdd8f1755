using System.Collections.Frozen;
using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Orgs;

/// <summary>One revision of an org's configuration with its look-ups worked out.</summary>
internal sealed class OrgSnapshot(OrgConfiguration configuration, long revision)
{
    private readonly FrozenDictionary<string, App> samlApps =
        configuration.Apps.Where(a => a is { Saml: not null, Inactive: false }).ToFrozenDictionary(a => a.Saml!.ExternalKey);
    private readonly FrozenDictionary<string, App> apps = configuration.Apps.Where(a => a is { Type: AppType.Oidc or AppType.DesktopMfa, Saml: null, Inactive: false }).ToFrozenDictionary(a => a.ClientId);
    private readonly FrozenDictionary<string, App> appsById = configuration.Apps.ToFrozenDictionary(a => a.Id);
    private readonly FrozenDictionary<string, TrustedOrigin> origins =
        configuration.TrustedOrigins.Where(o => !o.Inactive).ToFrozenDictionary(o => o.Origin, StringComparer.OrdinalIgnoreCase);

    internal OrgConfiguration Configuration => configuration;

    /// <summary>The version of the configuration's document.</summary>
    internal long Revision => revision;

    internal PolicyNames Names { get; } = new(configuration.Groups.ToFrozenDictionary(g => g.Id, g => g.Name), configuration.Zones);

    /// <summary>The id of the group everybody is in.</summary>
    internal string Everyone { get; } = configuration.Groups.First(g => g.Name == Group.Everyone).Id;

    /// <summary>Origins whose pages may call the API, and so use a user's keys.</summary>
    internal ImmutableArray<string> CorsOrigins { get; } = [.. configuration.TrustedOrigins.Where(o => o.Cors && !o.Inactive).Select(o => o.Origin)];

    /// <summary>An OAuth client, unless it is switched off.</summary>
    internal App? App(string clientId) => apps.GetValueOrDefault(clientId);

    /// <summary>A SAML app by its external key, unless it is switched off.</summary>
    internal App? SamlApp(string externalKey) => samlApps.GetValueOrDefault(externalKey);

    /// <summary>An app of any kind, by its id, switched off or not.</summary>
    internal App? AppOfId(string id) => appsById.GetValueOrDefault(id);

    internal bool AllowsCors(string origin) => origins.TryGetValue(origin, out var trusted) && trusted.Cors;

    internal bool AllowsRedirect(string origin) => origins.TryGetValue(origin, out var trusted) && trusted.Redirect;
}
