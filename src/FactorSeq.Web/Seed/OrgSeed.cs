using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;

namespace FactorSeq.Web.Seed;

/// <summary>An org as a seed describes it, checked and ready to be stored.</summary>
/// <param name="Passwords">Passwords by login, as the seed writes them: to tell the tester at start who can sign in, and for nothing else.</param>
internal sealed record OrgSeed(
    OrgConfiguration Configuration, ImmutableArray<Account> Accounts, ImmutableDictionary<string, string> Passwords)
{
    public override string ToString() => $"{nameof(OrgSeed)} {Configuration.Name}";
}
