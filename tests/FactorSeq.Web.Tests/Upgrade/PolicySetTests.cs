using System.Text.Json.Nodes;
using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Upgrade;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>What the audit says of twenty orgs.</summary>
public sealed class PolicySetTests
{
    public static TheoryData<string> Sets() => [.. PolicySet.Names];

    [Fact]
    public void There_are_twenty() => Assert.Equal(20, PolicySet.Names.Length);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Each_is_audited_as_it_was_approved(string name) => Approve.Text($"audit_{name}", PolicySet.Json(PolicySet.Audit(name), AuditJson.Write));

    [Theory]
    [MemberData(nameof(Sets))]
    public void Each_has_a_log_that_code_hosts_can_show(string name)
    {
        var run = PolicySet.Audit(name);
        var sarif = PolicySet.Json(run, AuditSarif.Write);
        Assert.Equal("2.1.0", (string?)sarif["version"]);
        var log = Assert.Single(sarif["runs"]!.AsArray())!;
        var rules = log["tool"]!["driver"]!["rules"]!.AsArray();
        Assert.Equal(AuditCheck.All.Select(check => check.Id), rules.Select(rule => (string)rule!["id"]!));
        Assert.All(rules, rule => Assert.All(new[] { "shortDescription", "fullDescription", "help" }, text => Assert.NotEmpty((string)rule![text]!["text"]!)));
        var results = log["results"]!.AsArray();
        Assert.Equal(run.Audit.Findings.Length, results.Count);
        Assert.All(results, result => IsWhole(result!, rules));
        Assert.Equal(results.Count, results.Select(result => $"{result!["partialFingerprints"]!["factorseq/v1"]}{result["message"]!["text"]}").Distinct().Count());
    }

    [Fact]
    public void Together_they_show_every_state_and_all_but_what_only_an_org_of_its_own_shows()
    {
        var audits = PolicySet.Names.Select(name => PolicySet.Audit(name).Audit).ToList();

        Assert.Equal([AuditTarget.Nothing, AuditTarget.DisableFirst, AuditTarget.Blocked, AuditTarget.Preserve], audits.Select(audit => audit.Target).Distinct().Order());
        Assert.Equal(
            [AuditCheck.FeatureUnknown, AuditCheck.IdentityProviders],
            AuditCheck.All.Except(audits.SelectMany(audit => audit.Findings).Select(finding => finding.Check)));
    }

    private static void IsWhole(JsonNode result, JsonArray rules)
    {
        var rule = rules[(int)result["ruleIndex"]!]!;
        Assert.Equal((string)rule["id"]!, (string)result["ruleId"]!);
        Assert.Contains((string)result["level"]!, new[] { "error", "warning", "note" });
        Assert.NotEmpty((string)result["message"]!["text"]!);
        var location = Assert.Single(result["locations"]!.AsArray())!;
        Assert.NotEmpty((string)Assert.Single(location["logicalLocations"]!.AsArray())!["fullyQualifiedName"]!);
        if (location["physicalLocation"] is { } place)
        {
            Assert.True(Uri.IsWellFormedUriString((string)place["artifactLocation"]!["uri"]!, UriKind.RelativeOrAbsolute));
            Assert.Equal(1, (int)place["region"]!["startLine"]!);
        }
    }
}
