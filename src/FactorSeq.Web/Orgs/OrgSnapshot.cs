using System.Collections.Frozen;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Orgs;

/// <summary>One revision of an org's configuration with its look-ups worked out.</summary>
internal sealed class OrgSnapshot(OrgConfiguration configuration, long revision)
{
    private readonly FrozenDictionary<string, App> apps = configuration.Apps.ToFrozenDictionary(a => a.ClientId);
    private readonly FrozenDictionary<string, TrustedOrigin> origins =
        configuration.TrustedOrigins.ToFrozenDictionary(o => o.Origin, StringComparer.OrdinalIgnoreCase);

    internal OrgConfiguration Configuration => configuration;

    /// <summary>The version of the configuration's document.</summary>
    internal long Revision => revision;

    internal PolicyNames Names { get; } = new(configuration.Groups.ToFrozenDictionary(g => g.Id, g => g.Name), configuration.Zones);

    /// <summary>The id of the group everybody is in.</summary>
    internal string Everyone { get; } = configuration.Groups.First(g => g.Name == Group.Everyone).Id;

    internal App? App(string clientId) => apps.GetValueOrDefault(clientId);

    internal bool AllowsCors(string origin) => origins.TryGetValue(origin, out var trusted) && trusted.Cors;

    internal bool AllowsRedirect(string origin) => origins.TryGetValue(origin, out var trusted) && trusted.Redirect;
}
