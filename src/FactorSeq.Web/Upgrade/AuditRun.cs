using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Console.Parts;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Upgrade;

/// <summary>An audit, and of what.</summary>
/// <param name="Source">For people: a file, a folder, an address, or <c>live</c>.</param>
internal sealed record AuditRun(Audit Audit, string Source)
{
    private const int Batch = 500;

    /// <summary>The file that a policy stands in, by the policy's id; null where it stands in none.</summary>
    internal Func<string?, string?> FileOf { get; private init; } = _ => null;

    /// <summary>An org of this server, as it stands now.</summary>
    /// <param name="strict">Whether alternatives of one step count as two methods of one authenticator.</param>
    internal static async ValueTask<AuditRun> OfLive(Org org, bool strict)
    {
        var accounts = new List<Account>();
        var after = "";
        while (await org.Documents.List(org.Name, DocumentKinds.Accounts, Batch, after) is { Count: > 0 } batch)
        {
            accounts.AddRange(batch.Select(stored => stored.Value));
            after = batch[^1].Id;
        }

        return new AuditRun(Auditing.Of(AuditSubject.Of(org.Current.Configuration, accounts), Names(org.Catalog), strict), "live");
    }

    /// <summary>The org that a seed describes.</summary>
    /// <param name="file">As errors and reports name it.</param>
    internal static (AuditRun? Run, SeedResult.Refused? Refused) OfSeed(string file, string text, FactorCatalog catalog, bool strict)
    {
        var result = SeedResult.Read(file, text, catalog, DateTimeOffset.UnixEpoch, adminPassword: "made-at-start");
        if (result is SeedResult.Refused refused)
        {
            return (null, refused);
        }

        var seed = ((SeedResult.Ready)result).Seed;
        var audit = Auditing.Of(AuditSubject.Of(seed.Configuration, seed.Accounts), Names(catalog), strict);
        return (new AuditRun(audit, file) { FileOf = _ => file }, null);
    }

    /// <summary>An export of an org that is not ours.</summary>
    /// <param name="source">The folder, or the address.</param>
    /// <param name="feature">What somebody says who has seen the rule editor; null for nobody.</param>
    /// <param name="isFolder">Whether policies stand in files.</param>
    internal static AuditRun OfForeign(ForeignOrg org, string source, FactorCatalog catalog, bool? feature, bool isFolder, bool strict) =>
        new(Auditing.Of(ForeignReader.Read(org, catalog, feature), Names(catalog), strict), source)
        {
            FileOf = policy => !isFolder ? null
                : org.Policies.FirstOrDefault(known => known.Id == policy)?.At is { } at ? $"{source.TrimEnd('/', '\\')}/{at}"
                : null,
        };

    /// <summary>Factors as chains, enrollment policies and people call them; Classic's one name for both methods of Okta Verify would confuse here.</summary>
    internal static AuditNames Names(FactorCatalog catalog) => new(
        catalog.NameOf,
        kind => catalog.Find(kind)?.Type.PolicyKey ?? kind.ToString(),
        kind => catalog.NameOf(kind) is "totp" ? "Okta Verify code" : FactorLabels.Of(catalog.NameOf(kind)));
}
