using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>Rules that send people to identity providers.</summary>
public sealed class DiscoveryTests : IAsyncLifetime
{
    private static readonly string Seed = Administration.Seed() + """
        identityProviders:
          - { name: Partner, type: SAML2, domains: [ partner.test ], users: [ ana@demo.test ] }
          - { name: Agency, type: OIDC }
        """;

    private Administration admin = null!;
    private string policy = "";
    private string agency = "";

    public async Task InitializeAsync()
    {
        admin = await Administration.Start(Seed);
        policy = await admin.Policy("Idp Discovery Policy", "IDP_DISCOVERY");
        agency = (string)(await admin.Get("/api/v1/idps?q=Agency")).Json![0]!["id"]!;
    }

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task Rules_are_made_and_the_first_that_fits_decides()
    {
        var made = (await admin.Post($"{policy}/rules", Rule("Contractors", "SUFFIX", "agency.test"))).Expect(200);
        Approve.Json("policy_rule_discovery", new Reply(made.Status, made.Body.Replace(agency, "{agency}", StringComparison.Ordinal), made.Headers));
        Assert.Equal(["Partner", "Contractors", "Default Rule"], await admin.Names($"{policy}/rules"));
        Assert.Equal("Agency", await Route("kim@agency.test"));
        Assert.Equal("Partner", await Route("kim@partner.test"));
        Assert.Equal("Partner", await Route("ana@demo.test"));
        Assert.Equal("demo", await Route("kim@demo.test"));
        (await admin.Post($"{policy}/rules", Rule("First", "STARTS_WITH", "kim", 1))).Expect(200);
        Assert.Equal("1 2 3 4", await admin.Priorities($"{policy}/rules"));
        Assert.Equal("Agency", await Route("kim@partner.test"));
        Assert.Equal(["policy.rule.add", "policy.rule.add"], await admin.Events());
    }

    [Fact]
    public async Task A_rule_is_changed_switched_and_deleted_and_so_is_one_of_the_seed()
    {
        var rule = await admin.Rule(policy, "Partner");
        (await admin.Put(rule, Rule("Partner", "EQUALS", "boss@partner.test"))).Expect(200);
        Assert.Equal(("Agency", "demo"), (await Route("boss@partner.test"), await Route("kim@partner.test")));
        (await admin.Post($"{rule}/lifecycle/deactivate")).Expect(204);
        Assert.Equal("INACTIVE", (await admin.Get(rule)).Expect(200).Text("status"));
        Assert.Equal("demo", await Route("boss@partner.test"));
        (await admin.Post($"{rule}/lifecycle/activate")).Expect(204);
        Assert.Equal("Agency", await Route("boss@partner.test"));
        (await admin.Delete(rule)).Expect(204);
        foreach (var gone in new[] { await admin.Get(rule), await admin.Delete(rule), await admin.Put(rule, Rule("x", "EQUALS", "x")), await admin.Post($"{rule}/lifecycle/activate") })
        {
            gone.Expect(404, "E0000007");
        }

        Assert.Equal("demo", await Route("boss@partner.test"));
        (await admin.Post($"{policy}/rules", Rule("Made", "CONTAINS", "temp"))).Expect(200);
        await admin.Org.EditSeed(Seed + "\n# edited\n");
        Assert.Equal(["Partner", "Made", "Default Rule"], await admin.Names($"{policy}/rules"));
        Assert.Equal("Partner", await Route("kim@partner.test"));
    }

    [Fact]
    public async Task The_default_rule_can_send_everybody_somewhere_and_is_what_else_it_was()
    {
        var rule = await admin.Rule(policy, "Default Rule");
        var changed = (await admin.Put(rule, Rule("Other", "EQUALS", "x"))).Expect(200);
        Assert.Equal(("Default Rule", null), (changed.Text("name"), (string?)changed.Json!["conditions"]!["userIdentifier"]?.ToJsonString()));
        Assert.Equal("Agency", await Route("kim@demo.test"));
        (await admin.Put(rule, Rule("Default Rule", "EQUALS", "x", 1))).Expect(403, "E0000077");
        (await admin.Delete(rule)).Expect(403, "E0000006");
        (await admin.Post($"{rule}/lifecycle/deactivate")).Expect(403, "E0000006");
        (await admin.Post($"{rule}/lifecycle/activate")).Expect(204);
        (await admin.Delete($"/api/v1/idps/{agency}")).Expect(204);
        Assert.Equal("demo", await Route("kim@demo.test"));
    }

    [Fact]
    public async Task Nobody_is_sent_to_a_provider_that_is_off_and_a_network_narrows_a_rule()
    {
        (await admin.Post($"/api/v1/idps/{agency}/lifecycle/deactivate")).Expect(200);
        (await admin.Post($"{policy}/rules", Rule("R", "SUFFIX", "agency.test"))).Expect(200);
        Assert.Equal("demo", await Route("kim@agency.test"));
        (await admin.Post($"/api/v1/idps/{agency}/lifecycle/activate")).Expect(200);
        Assert.Equal("Agency", await Route("kim@agency.test"));
        var rule = Rule("R", "SUFFIX", "agency.test");
        rule["conditions"]!["network"] = new JsonObject
        {
            ["connection"] = "ZONE",
            ["include"] = new JsonArray((string)(await admin.Get("/api/v1/zones")).Json!.AsArray().Single(zone => (string)zone!["name"]! == "Office")!["id"]!),
        };
        var narrowed = (await admin.Put(await admin.Rule(policy, "R"), rule)).Expect(200);
        Assert.Equal("ZONE", (string?)narrowed.Json!["conditions"]!["network"]!["connection"]);
        Assert.Equal("demo", await Route("kim@agency.test"));
    }

    [Fact]
    public async Task There_is_one_policy_and_it_is_built_in()
    {
        (await admin.Put(policy, new { type = "IDP_DISCOVERY", name = "x" })).Expect(403, "E0000006");
        (await admin.Delete(policy)).Expect(403, "E0000006");
        (await admin.Post($"{policy}/lifecycle/deactivate")).Expect(403, "E0000006");
        (await admin.Post("/api/v1/policies", new { type = "IDP_DISCOVERY", name = "P" })).Expect(403, "E0000006");
        Assert.Equal(2, (await admin.Get($"{policy}?expand=rules")).Expect(200).Json!["_embedded"]!["rules"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("/name", "\"\"", "name: The field cannot be left blank")]
    [InlineData("/name", "\"Partner\"", "name: An object with this field already exists in the current organization")]
    [InlineData("/name", "\"Default Rule\"", "name: An object with this field already exists in the current organization")]
    [InlineData("/type", "\"SIGN_ON\"", "type: Rules of this policy have the type IDP_DISCOVERY")]
    [InlineData("/actions", "{}", "actions.idp.providers: The field cannot be left blank")]
    [InlineData("/actions/idp/providers", "[{\"type\":\"OIDC\",\"id\":\"0oanone\"}]", "actions.idp.providers[0]: unknown provider \"0oanone\"")]
    [InlineData("/actions/idp/providers", "[{\"type\":\"OKTA\"},{\"type\":\"OKTA\"}]", "actions.idp.providers: a rule sends to one provider")]
    [InlineData("/conditions/userIdentifier/type", "\"ATTRIBUTE\"", "conditions.userIdentifier: only the type IDENTIFIER is part of this version of FactorSeq")]
    [InlineData("/conditions/userIdentifier/patterns", "[{\"matchType\":\"EXPRESSION\",\"value\":\"(\"}]", "conditions.userIdentifier.patterns[0]: \"(\" is no pattern")]
    [InlineData("/conditions/userIdentifier/patterns", "[{\"matchType\":\"EXPRESSION\",\"value\":\"a\"},{\"value\":\"b\"}]", "conditions.userIdentifier: a regular expression stands alone")]
    [InlineData("/conditions/app", "{\"include\":[{\"type\":\"APP\",\"id\":\"x\"}]}", "conditions.app: routing by app or platform is not part of this version of FactorSeq")]
    [InlineData("/conditions/riskScore", "{\"level\":\"LOW\"}", "conditions: Invalid condition type specified: riskScore.")]
    public async Task What_is_no_rule_is_refused(string at, string value, string cause)
    {
        var rule = Rule("R", "SUFFIX", "agency.test");
        var way = at.Split('/')[1..];
        way[..^1].Aggregate((JsonNode)rule, (node, name) => node[name]!)[way[^1]] = JsonNode.Parse(value);
        Assert.Equal(cause, (await admin.Post($"{policy}/rules", rule)).Expect(400, "E0000001").Cause);
        Assert.Equal(2, (await admin.Names($"{policy}/rules")).Length);
    }

    private JsonObject Rule(string name, string match, string value, int? priority = null)
    {
        var rule = JsonNode.Parse($$$$$"""
            {"type":"IDP_DISCOVERY","name":"{{{{{name}}}}}","status":"ACTIVE",
             "conditions":{"app":{"include":[],"exclude":[]},"network":{"connection":"ANYWHERE"},"platform":{"include":[{"type":"ANY","os":{"type":"ANY"}}],"exclude":[]},
               "userIdentifier":{"type":"IDENTIFIER","patterns":[{"matchType":"{{{{{match}}}}}","value":"{{{{{value}}}}}"}]}},
             "actions":{"idp":{"providers":[{"type":"OIDC","id":"{{{{{agency}}}}}"}],"idpSelectionType":"SPECIFIC"}}}
            """)!.AsObject();
        if (priority is { } place)
        {
            rule["priority"] = place;
        }

        return rule;
    }

    private async Task<string?> Route(string login) =>
        (string?)(await admin.Org.Get($"/.well-known/webfinger?resource={Uri.EscapeDataString("okta:acct:" + login)}")).Expect(200).Json!["links"]![0]!["titles"]!["und"];
}
