using System.Collections.Immutable;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Directories.Embedded;

namespace FactorSeq.Web.Seed;

/// <summary>An org as a seed describes it, checked and ready to be stored.</summary>
/// <param name="Passwords">Passwords by login, as the seed writes them: to tell the tester at start who can sign in, and for nothing else.</param>
/// <param name="Directories">The people of embedded directories.</param>
internal sealed record OrgSeed(
    OrgConfiguration Configuration,
    ImmutableArray<Account> Accounts,
    ImmutableDictionary<string, string> Passwords,
    ImmutableArray<DirectorySeed> Directories)
{
    /// <summary>Macs as they stand at the start.</summary>
    internal ImmutableArray<Mac> Macs { get; init; } = [];

    public override string ToString() => $"{nameof(OrgSeed)} {Configuration.Name}";
}

/// <summary>Who is in an embedded directory.</summary>
/// <param name="People">As the first import is to see them, numbered from 1.</param>
/// <param name="SinceImport">What is changed after that import, by external id.</param>
internal sealed record DirectorySeed(
    string DirectoryId, ImmutableArray<EmbeddedPerson> People, ImmutableDictionary<string, EmbeddedPatch> SinceImport)
{
    public override string ToString() => $"{nameof(DirectorySeed)} {DirectoryId}";
}
