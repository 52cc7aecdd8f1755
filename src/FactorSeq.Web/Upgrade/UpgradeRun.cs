using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Upgrade;

/// <summary>The plan of an upgrade, and of whose.</summary>
/// <param name="Source">For people: a file, a folder, an address, or <c>live</c>.</param>
internal sealed record UpgradeRun(UpgradePlan Plan, PlanNames Names, string Source)
{
    private const int Batch = 500;

    private OrgConfiguration Org { get; init; } = null!;

    /// <summary>Everybody in the org; null where they are not known.</summary>
    internal IReadOnlyCollection<Account>? Accounts { get; private init; }

    /// <summary>An org of this server, as it stands now; for one that is upgraded, what it was upgraded by.</summary>
    internal static async ValueTask<UpgradeRun> OfLive(Org org, UpgradeOptions options)
    {
        var accounts = new List<Account>();
        var after = "";
        while (await org.Documents.List(org.Name, DocumentKinds.Accounts, Batch, after) is { Count: > 0 } batch)
        {
            accounts.AddRange(batch.Select(stored => stored.Value));
            after = batch[^1].Id;
        }

        return Of(org.Current.Configuration, accounts, org.Catalog, options, "live");
    }

    /// <summary>The org that a seed describes.</summary>
    /// <param name="file">As errors and reports name it.</param>
    internal static (UpgradeRun? Run, SeedResult.Refused? Refused) OfSeed(string file, string text, FactorCatalog catalog, UpgradeOptions options)
    {
        var result = SeedResult.Read(file, text, catalog, DateTimeOffset.UnixEpoch, adminPassword: "made-at-start");
        return result is SeedResult.Refused refused ? (null, refused)
            : ((SeedResult.Ready)result).Seed is var seed ? (Of(seed.Configuration, seed.Accounts, catalog, options, file), null)
            : default;
    }

    /// <summary>An export of an org that is not ours. What its people have enrolled stands in no export, so that nobody can be compared.</summary>
    internal static UpgradeRun OfForeign(ForeignOrg org, string source, FactorCatalog catalog, bool? feature, UpgradeOptions options)
    {
        var subject = ForeignReader.Read(org, catalog, feature);

        // Where nobody says whether the feature is on, chains do.
        var configuration = subject.Feature is null && Sequencing.State(subject.Org with { Features = [Feature.FactorSequencing] }) == SequencingState.EnabledActive
            ? subject.Org with { Features = [Feature.FactorSequencing] }
            : subject.Org;
        return Of(configuration, null, catalog, options, source);
    }

    /// <summary>Compares both engines over everybody.</summary>
    /// <param name="progress">Told how many are done.</param>
    internal DifferentialRun? Compare(Action<int>? progress = null) => Accounts is null ? null : Differential.Run(Org, Plan, Accounts, progress);

    /// <summary>The plan in one of <see cref="UpgradeFormats"/>.</summary>
    /// <param name="compared">What becomes of everybody; null leaves it out.</param>
    internal string Write(string format, DifferentialRun? compared) => format switch
    {
        UpgradeFormats.Html => PlanHtml.Write(Plan, Names, compared),
        UpgradeFormats.Markdown => PlanMarkdown.Write(Plan, Names, compared),
        UpgradeFormats.Terraform => PlanTerraform.Write(Plan, Names),
        _ => Json(compared).ToJsonString(UpgradeFormats.Indented) + "\n",
    };

    /// <summary>The plan as JSON, and under <c>differential</c> what becomes of everybody.</summary>
    internal JsonObject Json(DifferentialRun? compared)
    {
        var json = PlanJson.Of(Plan, Names);
        if (compared is not null)
        {
            json["differential"] = PlanJson.Of(compared, Names);
        }

        return json;
    }

    private static UpgradeRun Of(OrgConfiguration org, IReadOnlyCollection<Account>? accounts, FactorCatalog catalog, UpgradeOptions options, string source) => new(
        UpgradePlanning.Plan(org, Factors(org, catalog), options), PlanNames.Of(org, catalog.NameOf), source) { Org = org, Accounts = accounts };

    /// <summary>The factors that an org's users can have.</summary>
    internal static System.Collections.Immutable.ImmutableArray<FactorKind> Factors(OrgConfiguration org, FactorCatalog catalog) =>
        [.. catalog.All.Select(factor => factor.Type).Where(type => type.Kind == FactorKind.Password || org.IsActive(type.PolicyKey)).Select(type => type.Kind)];
}

/// <summary>What a plan can be written as.</summary>
internal static class UpgradeFormats
{
    internal const string Json = "json";
    internal const string Html = "html";
    internal const string Markdown = "markdown";
    internal const string Terraform = "terraform";

    internal static readonly string[] All = [Json, Html, Markdown, Terraform];

    internal static readonly System.Text.Json.JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string ContentType(string format) => format switch
    {
        Html => "text/html; charset=utf-8",
        Markdown => "text/markdown; charset=utf-8",
        Terraform => "text/plain; charset=utf-8",
        _ => "application/json",
    };
}
