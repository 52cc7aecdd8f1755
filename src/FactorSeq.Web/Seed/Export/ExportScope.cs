using System.Collections.Immutable;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;

namespace FactorSeq.Web.Seed.Export;

/// <summary>An org as it stands, and the names of its parts, which a seed has where the org has ids.</summary>
/// <param name="accounts">In the order of their logins.</param>
/// <param name="people">Who is in embedded directories, by the directory's id.</param>
internal sealed class ExportScope(
    OrgConfiguration org, FactorCatalog catalog, IReadOnlyList<Account> accounts, ILookup<string, EmbeddedPerson> people)
{
    private readonly Dictionary<string, string> groups = org.Groups.ToDictionary(group => group.Id, group => group.Name);
    private readonly Dictionary<string, string> users = accounts.ToDictionary(account => account.User.Id, account => account.User.Login);
    private readonly Dictionary<string, string> zones = org.Zones.ToDictionary(zone => zone.Id, zone => zone.Name);
    private readonly List<string> leftOut = [];

    internal OrgConfiguration Org => org;

    internal FactorCatalog Catalog => catalog;

    /// <summary>When it is written down.</summary>
    internal DateTimeOffset Now { get; init; }

    /// <summary>In the order of their names.</summary>
    internal IReadOnlyList<Mac> Macs { get; init; } = [];

    internal IReadOnlyList<Account> Accounts => accounts;

    internal ILookup<string, EmbeddedPerson> People => people;

    /// <summary>What the org has and a seed has no words for.</summary>
    internal IReadOnlyList<string> LeftOut => leftOut;

    internal void LeaveOut(string what)
    {
        if (!leftOut.Contains(what))
        {
            leftOut.Add(what);
        }
    }

    /// <summary>Names of groups; ids of groups that are gone have none.</summary>
    internal IEnumerable<string> Groups(ImmutableArray<string> ids) => Known(ids, groups);

    /// <summary>Logins of users.</summary>
    internal IEnumerable<string> Users(ImmutableArray<string> ids) => Known(ids, users);

    internal IEnumerable<string> Zones(ImmutableArray<string> ids) =>
        (ids.IsDefault ? [] : ids).Select(id => id == Condition.Network.AllZones ? id : zones.GetValueOrDefault(id)).OfType<string>();

    /// <summary>Whether a seed can name the zone: those of every org are not in it until somebody fills them.</summary>
    internal bool HasZone(string id) => id == Condition.Network.AllZones || zones.ContainsKey(id);

    private static IEnumerable<string> Known(ImmutableArray<string> ids, Dictionary<string, string> names) =>
        (ids.IsDefault ? [] : ids).Select(id => names.GetValueOrDefault(id)).OfType<string>();

    /// <summary>Whether these are the people of whom nothing need be said.</summary>
    internal bool IsEverybody(ImmutableArray<string> ids) => ids.IsDefaultOrEmpty || ids is [var only] && groups.GetValueOrDefault(only) == Group.Everyone;
}
