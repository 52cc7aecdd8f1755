using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Upgrade;
using FactorSeq.Factors;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Upgrade;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>What an upgrade makes of twenty orgs.</summary>
public sealed class UpgradeSetTests
{
    private static readonly FactorCatalog Catalog = All.Catalog(passwordIterations: 1);

    private static readonly string Folder = Repository.Path("tests", "FactorSeq.Web.Tests", "Upgrade", "PolicySets");

    public static TheoryData<string> Sets() =>
    [
        .. Directory.EnumerateFiles(Folder, "*.yaml").Concat(Directory.EnumerateDirectories(Folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Each_is_upgraded_as_it_was_approved(string set)
    {
        var byDefault = Run(set, new UpgradeOptions());
        var assurance = Run(set, new UpgradeOptions(UpgradeMode.Assurance));
        var compared = assurance.Compare();
        Approve.Text($"upgrade_{Path.GetFileNameWithoutExtension(set)}", new JsonObject
        {
            ["byDefault"] = new JsonObject { ["mode"] = PlanJson.Mode(byDefault.Plan.Mode), ["identifierFirst"] = byDefault.Plan.IsIdentifierFirst },
            ["assurance"] = assurance.Json(compared),
            ["terraform"] = Lines(assurance.Write(UpgradeFormats.Terraform, null)),
        });

        Assert.All(assurance.Plan.Authentication.SelectMany(policy => policy.Policy.Rules), rule => Assert.Empty(rule.Action.Verification.Problems));
        var html = assurance.Write(UpgradeFormats.Html, compared);
        System.Xml.Linq.XDocument.Parse(html.Replace("<!DOCTYPE html>", "").Replace("<meta charset=\"utf-8\">", "").Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", ""));
        Assert.All(assurance.Plan.Rules, rule => Assert.Contains($"### {rule.Policy.Name} / {rule.Rule.Name}", assurance.Write(UpgradeFormats.Markdown, compared)));
        if (Run(set, new UpgradeOptions(UpgradeMode.Preserve)).Compare() is { } preserved)
        {
            Assert.True(preserved.IsSame);
        }
    }

    [Fact]
    public void A_report_reads_as_it_was_approved() => Approve.Text("upgrade_report", new JsonObject
    {
        ["markdown"] = Lines(Run("17-company.yaml", new UpgradeOptions(UpgradeMode.Assurance)) is var run ? run.Write(UpgradeFormats.Markdown, run.Compare()) : ""),
        ["preserved"] = Lines(Run("17-company.yaml", new UpgradeOptions(UpgradeMode.Preserve)).Write(UpgradeFormats.Terraform, null)),
    });

    private static UpgradeRun Run(string set, UpgradeOptions options)
    {
        var path = Path.Combine(Folder, set);
        return Directory.Exists(path)
            ? UpgradeRun.OfForeign(ForeignFolder.Read(path), set, Catalog, feature: null, options)
            : UpgradeRun.OfSeed(set, File.ReadAllText(path), Catalog, options).Run!;
    }

    private static JsonArray Lines(string text) => [.. text.TrimEnd('\n').Split('\n').Select(line => JsonValue.Create(line))];
}
