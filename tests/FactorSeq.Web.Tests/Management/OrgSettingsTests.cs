using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What an org says of itself, and what clients look up of it: contacts, the brand, agents, mappings, behaviors, text messages.</summary>
public sealed class OrgSettingsTests : IAsyncLifetime
{
    private const string Behaviors = "/api/v1/behaviors";
    private const string Templates = "/api/v1/templates/sms";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await AdminOrg.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task The_org_is_read_changed_in_part_and_as_a_whole()
    {
        Assert.Equal("demo", (await org.Ask("/api/v1/org")).Expect(200).Text("companyName"));
        (await org.Do("/api/v1/org", new { companyName = "Demo Ltd", city = "Lima", unknown = 1 })).Expect(200);
        (await org.Do("/api/v1/org", new { website = "https://demo.test" })).Expect(200).ApprovedAs("org");
        var replaced = (await org.Put("/api/v1/org", new { companyName = "Demo" })).Expect(200);
        Assert.Equal(("Demo", null, null), (replaced.Text("companyName"), replaced.Text("city"), replaced.Text("website")));
        Assert.Equal("companyName: The field cannot be left blank", (await org.Put("/api/v1/org", new { city = "Lima" })).Expect(400, "E0000001").Cause);
        (await org.Do("/api/v1/org", new { companyName = "" })).Expect(400, "E0000001");
        (await org.Do("/api/v1/org", """{"city":{"x":1}}""")).Expect(400, "E0000001");
        (await org.Do("/api/v1/org", new { city = new string('x', 256) })).Expect(400, "E0000001");
        (await org.Do("/api/v1/org", "[]")).Expect(400, "E0000003");
        Assert.Equal(3, (await org.Events("system.org")).Length);
        await org.EditSeed(ManagementOrg.Seed + "\n# edited\n");
        Assert.Equal("Demo", (await org.Ask("/api/v1/org")).Text("companyName"));
    }

    [Fact]
    public async Task An_org_has_two_contacts()
    {
        Assert.Equal(["BILLING", "TECHNICAL"], (await org.Ask("/api/v1/org/contacts")).All(contact => contact["contactType"]));
        var at = "/api/v1/org/contacts/technical";
        Assert.Null((await org.Ask(at)).Expect(200).Text("userId"));
        var ana = await org.User("ana@demo.test");
        (await org.Put(at, new { userId = ana })).Expect(200);
        Assert.Equal(ana, (await org.Ask(at)).Expect(200).Text("userId"));
        (await org.Put(at, new { userId = "00unobody" })).Expect(404, "E0000007");
        (await org.Put(at, new { })).Expect(400, "E0000001");
        (await org.Ask("/api/v1/org/contacts/press")).Expect(404, "E0000007");
        (await org.Put("/api/v1/org/contacts/press", new { userId = ana })).Expect(404, "E0000007");
    }

    [Fact]
    public async Task The_brand_the_agents_and_the_mappings_are_there_to_be_read()
    {
        await org.EditSeed(ManagementOrg.Seed + """

            directories: [ { name: corp-ad, type: activeDirectory, agents: 2, embedded: { users: [ { sAMAccountName: bob, userPrincipalName: bob@corp.test, password: Passw0rd-bob } ] } } ]
            identityProviders: [ { name: Partner, type: OIDC, domains: [ partner.test ], issuer: "https://partner.test", clientId: c, attributes: { department: dept } } ]
            apps: [ { label: Sample, type: oidc, clientId: sample-web, clientSecret: s3cret-s3cret, redirectUris: [ http://localhost/cb ], assign: [ Everyone ] } ]
            """);
        var brand = (await org.Ask("/api/v1/brands")).Expect(200).ApprovedAs("brands").All(b => b["id"]).Single();
        (await org.Ask($"/api/v1/brands/{brand}")).Expect(200);
        (await org.Ask("/api/v1/brands/bndnone")).Expect(404, "E0000007");
        (await org.Ask("/api/v1/agentPools")).Expect(200).ApprovedAs("agent_pools");
        Assert.Empty((await org.Ask("/api/v1/agentPools?poolType=LDAP")).All(pool => pool["id"]));
        var mappings = (await org.Ask("/api/v1/mappings?limit=200")).Expect(200);
        Assert.Equal(4, mappings.All(mapping => mapping["id"]).Length);
        var provider = (await org.Ask("/api/v1/idps")).All(idp => idp["id"]).Single();
        var user = (await org.Ask("/api/v1/meta/types/user")).All(type => type["id"]).Single();
        var found = (await org.Ask($"/api/v1/mappings?sourceId={provider}&targetId={user}")).All(mapping => mapping["id"]).Single();
        (await org.Ask($"/api/v1/mappings/{found}")).Expect(200).ApprovedAs("mapping");
        Assert.NotNull((await org.Ask("/api/v1/mappings?limit=3")).Link("next"));
        (await org.Ask("/api/v1/mappings/prmnone")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_behavior_is_made_changed_switched_and_deleted()
    {
        (await org.Ask(Behaviors)).Expect(200).ApprovedAs("behaviors_all");
        var made = (await org.Do(Behaviors, """{"name":"Far away","type":"ANOMALOUS_LOCATION","status":"ACTIVE","settings":{"granularity":"LAT_LONG","maxEventsUsedForEvaluation":50,"minEventsNeededForEvaluation":0,"radiusKilometers":20}}""")).Expect(200).ApprovedAs("behavior");
        var at = $"{Behaviors}/{made.Text("id")}";
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        var changed = (await org.Put(at, """{"name":"Farther","type":"ANOMALOUS_LOCATION","settings":{"granularity":"CITY"}}""")).Expect(200);
        Assert.Equal(("Farther", "2031-02-03 12:00:00.0", "2031-02-03 12:01:00.0"), (changed.Text("name"), changed.Text("created"), changed.Text("lastUpdated")));
        Assert.Equal("INACTIVE", (await org.Do($"{at}/lifecycle/deactivate")).Expect(200).Text("status"));
        Assert.Equal("ACTIVE", (await org.Do($"{at}/lifecycle/activate")).Expect(200).Text("status"));
        await org.EditSeed(ManagementOrg.Seed + "\n# edited\n");
        Assert.Equal(8, (await org.Ask(Behaviors)).All(b => b["id"]).Length);
        (await org.Remove(at)).Expect(204);
        (await org.Ask(at)).Expect(404, "E0000007");
        Assert.Equal(
            ["create", "update", "update", "update", "delete"],
            (await org.Events("security.behavior.settings.")).Select(type => type["security.behavior.settings.".Length..]));
    }

    [Fact]
    public async Task Those_of_every_org_are_changed_and_deleted_too_unless_a_rule_waits_for_them()
    {
        var city = (await org.Ask($"{Behaviors}?q=New%20City")).All(b => b["id"]).Single();
        var policy = (await org.Ask("/api/v1/policies?type=OKTA_SIGN_ON")).Json!.AsArray().Single(p => (string)p!["name"]! == "Everybody")!["id"];
        var rule = (await org.Do($"/api/v1/policies/{policy}/rules", AdminOrg.Json($$$$$"""
            {"type":"SIGN_ON","name":"City","conditions":{"risk":{"behaviors":["{{{{{city}}}}}"]}},"actions":{"signon":{"access":"ALLOW","requireFactor":false}}}
            """))).Expect(200).Text("id");
        Assert.Equal("id: The behavior is used by a policy rule", (await org.Remove($"{Behaviors}/{city}")).Expect(400, "E0000001").Cause);
        (await org.Remove($"/api/v1/policies/{policy}/rules/{rule}")).Expect(204);
        (await org.Put($"{Behaviors}/{city}", """{"name":"Other city","type":"ANOMALOUS_LOCATION","settings":{"granularity":"CITY"}}""")).Expect(200);
        Assert.Equal(7, (await org.Ask(Behaviors)).All(b => b["id"]).Length);
        (await org.Remove($"{Behaviors}/{city}")).Expect(204);
        Assert.Equal(6, (await org.Ask(Behaviors)).All(b => b["id"]).Length);
    }

    [Theory]
    [InlineData("""{"type":"VELOCITY"}""", "name: The field cannot be left blank")]
    [InlineData("""{"name":"New IP","type":"VELOCITY"}""", "name: An object with this field already exists in the current organization")]
    [InlineData("""{"name":"x"}""", "type: The field cannot be left blank")]
    [InlineData("""{"name":"x","type":"MOOD"}""", "type: \"MOOD\" is not a value of type")]
    [InlineData("""{"name":"x","type":"ANOMALOUS_LOCATION"}""", "settings.granularity: The field cannot be left blank")]
    public async Task What_is_no_behavior_is_refused(string body, string cause)
    {
        Assert.Equal(cause, (await org.Do(Behaviors, body)).Expect(400, "E0000001").Cause);
        (await org.Do(Behaviors, "[]")).Expect(400, "E0000003");
        (await org.Do(Behaviors, $"{{\"type\":\"VELOCITY\",\"name\":\"{new string('x', 129)}\"}}")).Expect(400, "E0000001");
        var velocity = (await org.Ask($"{Behaviors}?q=Velocity")).All(b => b["id"]).Single();
        (await org.Put($"{Behaviors}/{velocity}", """{"name":"Velocity","type":"ANOMALOUS_IP"}""")).Expect(403, "E0000077");
    }

    [Fact]
    public async Task Text_messages_are_made_of_a_template()
    {
        Assert.Equal("Your verification code is", (await Sms())[..25]);
        var made = (await org.Do(Templates, """{"name":"Custom","type":"SMS_VERIFY_CODE","template":"${org.name} code is: ${code}","translations":{"es":"${org.name} es: ${code}."}}""")).Expect(200).ApprovedAs("sms_template", null);
        Assert.StartsWith("demo code is: ", await Sms(), StringComparison.Ordinal);
        (await org.Do("/api/v1/users/ana@demo.test", new { profile = new { locale = "es_ES" } })).Expect(200);
        Assert.StartsWith("demo es: ", await Sms(), StringComparison.Ordinal);
        var second = (await org.Do(Templates, """{"name":"Second","type":"SMS_VERIFY_CODE","template":"2: ${code}"}""")).Expect(200).Text("id");
        (await org.Make(ManagementOrg.Person("new@demo.test", "Passw0rd-new"))).Expect(200);
        (await org.Do($"/api/v1/users/new@demo.test/factors?templateId={second}", """{"factorType":"sms","provider":"OKTA","profile":{"phoneNumber":"+14155550123"}}""")).Expect(200);
        Assert.StartsWith("2: ", (string?)(await org.Messages("new@demo.test", "sms"))[0]!["text"], StringComparison.Ordinal);
        var at = $"{Templates}/{made.Text("id")}";
        Assert.Equal("${code}!", (await org.Do(at, new { template = "${code}!" })).Expect(200).Text("template"));
        Assert.NotNull((await org.Ask(at)).Expect(200).Json!["translations"]);
        Assert.Null((await org.Put(at, new { name = "Custom", type = "SMS_VERIFY_CODE", template = "${code}" })).Expect(200).Json!["translations"]);
        Assert.Equal(["Custom", "Second"], (await org.Ask($"{Templates}?templateType=SMS_VERIFY_CODE")).All(t => t["name"]));
        Assert.Empty((await org.Ask($"{Templates}?templateType=OTHER")).All(t => t["name"]));
        (await org.Remove(at)).Expect(204);
        foreach (var gone in new[] { await org.Ask(at), await org.Remove(at), await org.Put(at), await org.Do(at) })
        {
            gone.Expect(404, "E0000007");
        }
    }

    [Theory]
    [InlineData("""{"type":"SMS_VERIFY_CODE","template":"${code}"}""", "name: The field cannot be left blank")]
    [InlineData("""{"name":"Taken","type":"SMS_VERIFY_CODE","template":"${code}"}""", "name: An object with this field already exists in the current organization")]
    [InlineData("""{"name":"x","template":"${code}"}""", "type: The field cannot be left blank")]
    [InlineData("""{"name":"x","type":"SMS","template":"${code}"}""", "type: Templates have the type SMS_VERIFY_CODE")]
    [InlineData("""{"name":"x","type":"SMS_VERIFY_CODE"}""", "template: The field cannot be left blank")]
    [InlineData("""{"name":"x","type":"SMS_VERIFY_CODE","template":"Hello"}""", "template: The template must have ${code} in it")]
    [InlineData("""{"name":"x","type":"SMS_VERIFY_CODE","template":"${code}","translations":{"de":"Hallo"}}""", "translations.de: The template must have ${code} in it")]
    public async Task What_is_no_template_is_refused(string body, string cause)
    {
        (await org.Do(Templates, """{"name":"Taken","type":"SMS_VERIFY_CODE","template":"${code}"}""")).Expect(200);
        Assert.Equal(cause, (await org.Do(Templates, body)).Expect(400, "E0000001").Cause);
        (await org.Do(Templates, "[]")).Expect(400, "E0000003");
        (await org.Do(Templates, new { name = "x", type = "SMS_VERIFY_CODE", template = "${code}" + new string('x', 161) })).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Who_may_not_is_refused() => await org.Refuses(
        $"GET /api/v1/org, POST /api/v1/org, PUT /api/v1/org, GET /api/v1/org/contacts, GET /api/v1/org/contacts/billing, PUT /api/v1/org/contacts/billing, "
        + $"GET /api/v1/brands, GET /api/v1/agentPools, GET /api/v1/mappings, GET {Behaviors}, POST {Behaviors}, PUT {Behaviors}/x, DELETE {Behaviors}/x, "
        + $"POST {Behaviors}/x/lifecycle/activate, GET {Templates}, POST {Templates}, PUT {Templates}/x, POST {Templates}/x, DELETE {Templates}/x",
        "read", "ana");

    [Fact]
    public async Task A_new_route_is_limited_as_the_others_are()
    {
        await org.Set(new { rateLimits = new { api = 2 } });
        Assert.Equal("1", (await org.Ask("/api/v1/brands")).Expect(200).Header("X-Rate-Limit-Remaining"));
        (await org.Ask("/api/v1/features")).Expect(200);
        Assert.Equal("0", (await org.Ask("/api/v1/idps")).Expect(429, "E0000047").Header("X-Rate-Limit-Remaining"));
    }

    private async Task<string> Sms()
    {
        var factor = (await org.Ask("/api/v1/users/ana@demo.test/factors")).Json!.AsArray().Single(f => (string)f!["factorType"]! == "sms")!["id"];
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        (await org.Do($"/api/v1/users/ana@demo.test/factors/{factor}/verify")).Expect(200);
        return (string)(await org.Messages("ana@demo.test", "sms"))[0]!["text"]!;
    }
}
