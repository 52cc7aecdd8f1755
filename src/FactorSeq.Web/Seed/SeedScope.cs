using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary>What every section of one seed shares.</summary>
internal sealed class SeedScope(OrgSection org, FactorCatalog catalog, DateTimeOffset now, SeedErrors errors)
{
    internal OrgSection Org => org;

    internal FactorCatalog Catalog => catalog;

    internal DateTimeOffset Now => now;

    internal SeedErrors Errors => errors;

    internal Names Groups { get; } = new("group", name => name, errors);

    internal Names Zones { get; } = new("zone", name => name, errors);

    internal Names Users { get; } = new("user", Login.Key, errors);

    internal Names Directories { get; } = new("directory", name => name, errors);

    /// <summary>Ids of behaviors that rules may wait for; a seed has no word for them.</summary>
    internal Names Behaviors { get; } = new("behavior", name => name, errors);

    /// <summary>Ids of apps that rules may be for; a seed has no word for it.</summary>
    internal Names Apps { get; } = new("app", name => name, errors);

    internal Names YubiKeys { get; } = new("YubiKey", publicId => publicId, errors);

    /// <summary>The ids behind a list of names; a name that is unknown is an error and left out.</summary>
    internal static ImmutableArray<string> Resolve(IEnumerable<SeedNode> nodes, Names names) =>
        [.. nodes.Select(names.Resolve).OfType<string>().Distinct()];
}
