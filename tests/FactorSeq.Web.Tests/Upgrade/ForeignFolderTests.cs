using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Upgrade;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>Exports of real orgs: whatever their files are called, and whatever is in them that nobody here knows.</summary>
public sealed class ForeignFolderTests : IDisposable
{
    private const string Policy = """{"id":"00pA","status":"ACTIVE","name":"P","priority":1,"system":false,"conditions":{"people":{"groups":{"include":["00gA"]}}},"type":"OKTA_SIGN_ON"}""";

    private readonly string folder = Directory.CreateTempSubdirectory("factorseq").FullName;

    public static TheoryData<string, string> Layouts() => new()
    {
        { "rules/00pA.json", $"[{Rule()}]" },
        { "00pA/rules.json", $"[{Rule()}]" },
        { "policies/00pA.rules.json", Rule() },
        { "anything.json", $"[[{Rule(links: ""","_links":{"self":{"href":"https://x.okta.com/api/v1/policies/00pA/rules/0prA"}}""")}]]" },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_rule_finds_its_policy_by_its_link_or_by_where_it_lies(string file, string rules)
    {
        Write("policies.json", $"[{Policy}]");
        Write(file, rules);
        Assert.Equal(["push"], Assert.Single(Audit().Rules).Chains.Select(chain => chain.Text));
    }

    [Theory]
    [InlineData("embedded", """{"_embedded":{"rules":[RULE]},""")]
    [InlineData("flat", """{"rules":[RULE],""")]
    public void A_policy_may_hold_its_rules(string name, string head)
    {
        Write($"{name}.json", head.Replace("RULE", Rule(), StringComparison.Ordinal) + Policy[1..]);
        Assert.Equal("P / R", Assert.Single(Audit().Rules.Select(rule => $"{rule.Policy} / {rule.Rule}")));
    }

    [Theory]
    [InlineData("There is no policy of the type OKTA_SIGN_ON in it.", "a.json", "[]")]
    [InlineData("There is no policy of the type OKTA_SIGN_ON in it.", "a.json", """{"id":"00pB","type":"PASSWORD","name":"P"}""")]
    [InlineData("stray.json: the rule R belongs to no policy of this export.", "stray.json", "RULE")]
    [InlineData("a.json: ", "a.json", "{")]
    public void What_is_no_export_is_refused(string error, string file, string text)
    {
        Write(file, text.Replace("RULE", Rule(), StringComparison.Ordinal));
        if (file == "stray.json")
        {
            Write("policies.json", Policy);
        }

        var refused = Assert.Throws<ForeignException>(() => ForeignFolder.Read(folder));
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Cure);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused() =>
        Assert.EndsWith("is no folder.", Assert.Throws<ForeignException>(() => ForeignFolder.Read(Path.Combine(folder, "none"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"conditions":{"riskScore":{"level":"HIGH"}},""", 1)]
    [InlineData("""{"conditions":{"riskScore":{"level":"ANY"},"identityProvider":{"provider":"ANY"}},""", 2)]
    [InlineData("""{"conditions":{"network":{"connection":"ON_NETWORK"}},""", 1)]
    [InlineData("""{"conditions":{"network":{"connection":"OFF_NETWORK"}},""", 1)]
    [InlineData("""{"conditions":{"network":{"connection":"ANYWHERE","include":["ALL_ZONES"]}},""", 2)]
    [InlineData("""{"conditions":{"risk":{"behaviors":["bhvX"]}},""", 1)]
    public void A_condition_that_nobody_here_knows_narrows_a_rule_unless_it_says_nothing(string head, int unreachable)
    {
        Write("p.json", $$"""{"rules":[{{Rule("A", "0pr1", head)}},{{Rule("B", "0pr2")}},{{Rule("C", "0pr3")}}],{{Policy[1..]}}""");
        var audit = Audit();
        Assert.Empty(audit.Findings.Where(finding => finding.Check == AuditCheck.Unreadable));
        Assert.Equal(unreachable, audit.Findings.Count(finding => finding.Check == AuditCheck.Unreachable));
    }

    [Fact]
    public void The_feature_follows_from_chains_in_force_or_from_what_somebody_says()
    {
        Write("p.json", $$"""{"rules":[{{Rule(access: "ALLOW", chain: "")}}],{{Policy[1..]}}""");
        Assert.Equal((AuditState.Unknown, AuditTarget.Unknown), (Audit().State, Audit().Target));
        Assert.Equal(AuditState.EnabledUnused, Audit(feature: true).State);
        Assert.Equal(AuditState.Off, Audit(feature: false).State);
        Write("org.json", """{"name":"acme","features":["PASSWORDLESS_AUTHN_SIGNON_POLICY"]}""");
        Assert.Equal(("acme", AuditState.EnabledUnused), (Audit().Org, Audit().State));
        Write("p.json", $$"""{"rules":[{{Rule()}}],{{Policy[1..]}}""");
        File.Delete(Path.Combine(folder, "org.json"));
        Assert.Equal(AuditState.EnabledActive, Audit().State);
    }

    [Fact]
    public void Chains_left_in_a_rule_are_found_and_chains_that_nobody_can_read_are_an_error()
    {
        Write("p.json", $$"""{"rules":[{{Rule("A", "0pr1", access: "ALLOW")}},{{Rule("B", "0pr2", chain: """{"criteria":[{"factorType":"palm","provider":"OKTA"}]}""")}}],{{Policy[1..]}}""");
        var audit = Audit();
        Assert.Equal("A", Assert.Single(audit.Findings, finding => finding.Check == AuditCheck.Leftover).Rule);
        Assert.Contains("unknown factor \"palm/OKTA\"", Assert.Single(audit.Findings, finding => finding.Check == AuditCheck.Unreadable).Message, StringComparison.Ordinal);
        Assert.Equal(["A"], audit.Rules.Select(rule => rule.Rule));
    }

    [Fact]
    public void Enrollment_policies_of_another_engine_cost_a_lint_and_no_more()
    {
        Write("p.json", $$"""{"rules":[{{Rule()}}],{{Policy[1..]}}""");
        Write("m.json", """{"id":"00pM","type":"MFA_ENROLL","name":"M","status":"ACTIVE","conditions":{},"settings":{"type":"AUTHENTICATORS","authenticators":[]}}""");
        Assert.Contains(Audit().Findings, finding => finding.Check == AuditCheck.NotGiven && finding.Message.StartsWith("The enrollment policy M cannot be read and is left out", StringComparison.Ordinal));
        Assert.Equal(AuditTarget.Preserve, Audit().Target);
    }

    private static string Rule(
        string name = "R", string id = "0prA", string head = "{", string access = "CHALLENGE",
        string chain = """{"criteria":[{"factorType":"push","provider":"OKTA"}]}""", string links = "") =>
        $$"""{{head}}"id":"{{id}}","status":"ACTIVE","name":"{{name}}","priority":1,"type":"SIGN_ON","actions":{"signon":"""
        + $"{{\"access\":\"{access}\",\"requireFactor\":false{(chain.Length == 0 ? "" : $",\"challenge\":{{\"chain\":[{chain}]}}")}}}}}{links}}}";

    private Audit Audit(bool? feature = null) => AuditRun.OfForeign(ForeignFolder.Read(folder), folder, PolicySet.Catalog, feature, isFolder: true, strict: false).Audit;

    private void Write(string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
