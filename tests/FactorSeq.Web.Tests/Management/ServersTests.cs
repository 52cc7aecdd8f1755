using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>The Authorization Servers API: what administrators make of servers counts for the next token.</summary>
public sealed class ServersTests : IAsyncLifetime
{
    private const string Rule = """
        {"type":"RESOURCE_ACCESS","name":"Rule","priority":1,"status":"ACTIVE",
         "conditions":{"people":{"users":{"include":[],"exclude":[]},"groups":{"include":["EVERYONE"]}},"grantTypes":{"include":["password","authorization_code"]},"scopes":{"include":["*"]}},
         "actions":{"token":{"accessTokenLifetimeMinutes":30,"refreshTokenLifetimeMinutes":0,"refreshTokenWindowMinutes":10080}}}
        """;

    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await AppsOrg.Start();

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task A_server_and_all_that_is_in_it_come_back_as_they_were_written()
    {
        var server = await admin.Post(AppsOrg.Servers, Server("Made"));
        AppsOrg.Approved("authorization_server", server);
        var path = $"{AppsOrg.Servers}/{server.Text("id")}";
        AppsOrg.Approved("authorization_server_scope", await Add($"{path}/scopes", """{"consent":"REQUIRED","default":false,"description":"This is a scope","displayName":"","metadataPublish":"ALL_CLIENTS","name":"test:something","optional":false}"""));
        AppsOrg.Approved("authorization_server_claim", await Add($"{path}/claims", """{"alwaysIncludeInToken":true,"claimType":"RESOURCE","conditions":{},"name":"test","status":"ACTIVE","value":"user.email","valueType":"EXPRESSION"}"""));
        AppsOrg.Approved("authorization_server_claim_groups", await Add($"{path}/claims", """{"claimType":"IDENTITY","conditions":{"scopes":["test:something"]},"name":"groups","value":"Every","valueType":"GROUPS","group_filter_type":"STARTS_WITH"}"""));
        var policy = await Add($"{path}/policies", Policy("Policy"));
        AppsOrg.Approved("authorization_server_policy", policy);
        AppsOrg.Approved("authorization_server_rule", await Add($"{path}/policies/{policy.Text("id")}/rules", Rule));
        AppsOrg.Approved("authorization_server_default", await admin.Get($"{AppsOrg.Servers}/default"));
        AppsOrg.Approved("authorization_server_keys", await admin.Get($"{path}/credentials/keys"));
        Assert.Equal(server.Json!.ToJsonString(), (await admin.Get(path)).Expect(200).Json!.ToJsonString());
    }

    [Fact]
    public async Task A_new_server_issues_what_its_policies_say_and_as_soon_as_they_say_it()
    {
        var path = $"{AppsOrg.Servers}/{(await Add(AppsOrg.Servers, Server("Made"))).Text("id")}";
        var client = await admin.As("seeded", $"/oauth2/{path.Split('/')[^1]}/v1");
        Assert.Equal("access_denied", (await client.Authorize()).Answer("error"));
        var policy = $"{path}/policies/{(await Add($"{path}/policies", Policy("Policy"))).Text("id")}";
        Assert.Equal("access_denied", (await client.Authorize()).Answer("error"));
        var rule = $"{policy}/rules/{(await Add($"{policy}/rules", Rule)).Text("id")}";
        Assert.Equal(1800, (int)(await client.Tokens()).Json!["expires_in"]!);
        Assert.Equal("invalid_scope", (await client.Authorize(("scope", "openid made.read"))).Answer("error"));
        var scope = $"{path}/scopes/{(await Add($"{path}/scopes", new { name = "made.read" })).Text("id")}";
        var claim = $"{path}/claims/{(await Add($"{path}/claims", new { name = "mail", claimType = "RESOURCE", valueType = "EXPRESSION", value = "user.email", conditions = new { scopes = new[] { "made.read" } } })).Text("id")}";
        var tokens = (await client.Tokens(("scope", "openid made.read"))).Claims("access_token");
        Assert.Equal(("ana@demo.test", "api://made"), ((string)tokens["mail"]!, (string)tokens["aud"]!));

        (await admin.Put(claim, new { name = "mail", claimType = "RESOURCE", valueType = "EXPRESSION", value = "user.email", status = "INACTIVE" })).Expect(200);
        Assert.Equal(("INACTIVE", "made.read"), ((await admin.Get(claim)).Expect(200).Text("status"), (await admin.Get(scope)).Expect(200).Text("name")));
        Assert.Null((await client.Tokens(("scope", "openid made.read"))).Claims("access_token")["mail"]);
        (await admin.Put(scope, new { name = "made.write" })).Expect(200);
        Assert.Equal("invalid_scope", (await client.Authorize(("scope", "openid made.read"))).Answer("error"));
        (await admin.Put(rule, Changed(Rule, """{"conditions":{"people":{"groups":{"include":["EVERYONE"]}},"grantTypes":{"include":["authorization_code"]},"scopes":{}}}"""))).Expect(200);
        Assert.Equal("access_denied", (await client.Authorize(("scope", "openid made.write"))).Answer("error"));
        await client.Tokens();
        (await admin.Put(rule, Changed(Rule, $$$$"""{"conditions":{"people":{"users":{"exclude":["{{{{admin.User("ana@demo.test")}}}}"]},"groups":{"include":["EVERYONE"]}},"grantTypes":{"include":["authorization_code"]},"scopes":{"include":["*"]}}}"""))).Expect(200);
        Assert.Equal("access_denied", (await client.Authorize()).Answer("error"));
        (await admin.Put(rule, Rule)).Expect(200);
        await Off($"{rule}/lifecycle", client);
        await Off($"{policy}/lifecycle", client);
        Assert.Equal("ACTIVE", (await admin.Get(policy)).Text("status"));
        (await admin.Put(policy, Changed(Policy("Policy"), """{"conditions":{"clients":{"include":["seeded"]}}}"""))).Expect(200);
        await client.Tokens();

        Assert.Equal("status: The authorization server must be deactivated before it is deleted.", Assert.Single(await admin.Delete(path).Causes()));
        var token = (await client.Tokens()).Text("access_token");
        Assert.Equal("", (await admin.Post($"{path}/lifecycle/deactivate")).Expect(204).Body);
        Assert.Equal(404, (await client.Authorize()).Status);
        (await client.Ask("/introspect", ("token", token))).Expect(404, "E0000007");
        (await admin.Post($"{path}/lifecycle/activate")).Expect(204);
        await client.Tokens();
        (await admin.Post($"{path}/lifecycle/deactivate")).Expect(204);
        foreach (var gone in new[] { claim, scope, rule, policy, path })
        {
            Assert.Equal("", (await admin.Delete(gone)).Expect(204).Body);
            (await admin.Get(gone)).Expect(404, "E0000007");
            (await admin.Delete(gone)).Expect(404, "E0000007");
            (await admin.Put(gone, new { name = "x" })).Expect(404, "E0000007");
        }

        Assert.Equal(
            ["oauth2.as.created", "oauth2.scope.created", "oauth2.claim.created", "oauth2.claim.updated", "oauth2.scope.updated", "oauth2.as.deactivated", "oauth2.as.activated", "oauth2.as.deactivated", "oauth2.claim.deleted", "oauth2.scope.deleted", "oauth2.as.deleted"],
            (await admin.Events()).Where(e => e.StartsWith("oauth2.", StringComparison.Ordinal)));
        Assert.Equal(
            ["lifecycle.create", "rule.add", "rule.update", "rule.update", "rule.update", "rule.deactivate", "rule.activate", "lifecycle.deactivate", "lifecycle.activate", "lifecycle.update", "rule.delete", "lifecycle.delete"],
            (await admin.Events()).Where(e => e.StartsWith("policy.", StringComparison.Ordinal) && e != "policy.evaluate_sign_on").Select(e => e["policy.".Length..]));

        async Task Off(string lifecycle, RelyingParty party)
        {
            (await admin.Post($"{lifecycle}/deactivate")).Expect(204);
            Assert.Equal("access_denied", (await party.Authorize()).Answer("error"));
            (await admin.Post($"{lifecycle}/activate")).Expect(204);
            await party.Tokens();
        }
    }

    [Fact]
    public async Task Policies_and_rules_have_an_order()
    {
        var path = $"{AppsOrg.Servers}/default/policies";
        var first = await Add(path, Policy("First"));
        Assert.Equal(["First", "Default Policy"], await admin.Names(path));
        (await admin.Put($"{path}/{first.Text("id")}", Changed(Policy("First"), """{"priority":7}"""))).Expect(200);
        Assert.Equal(["Default Policy", "First"], await admin.Names(path));
        Assert.Equal("1 2", await admin.Priorities(path));
        var seeded = (string)(await admin.Get(path)).Json![0]!["id"]!;
        (await admin.Put($"{path}/{seeded}", Changed(Policy("Renamed"), """{"priority":1}"""))).Expect(200);
        Assert.Equal("Renamed", (await admin.Get($"{path}/{seeded}")).Expect(200).Text("name"));
        Assert.Equal(["Default Policy Rule"], await admin.Names($"{path}/{seeded}/rules"));
        await Add($"{path}/{seeded}/rules", Rule);
        Assert.Equal(["Rule", "Default Policy Rule"], await admin.Names($"{path}/{seeded}/rules"));
        Assert.Contains("Renamed", await admin.Names("/api/v1/policies?type=OAUTH_AUTHORIZATION_POLICY"));
    }

    [Fact]
    public async Task Keys_are_rotated_and_old_tokens_go_on_to_count()
    {
        var path = $"{AppsOrg.Servers}/default";
        var client = await admin.As("seeded");
        var token = (await client.Tokens()).Text("access_token");
        var before = (await admin.Get($"{path}/credentials/keys")).Expect(200).Json!.AsArray().Select(key => (string)key!["kid"]!).Single();
        var rotated = (await admin.Post($"{path}/credentials/lifecycle/keyRotate", new { use = "sig" })).Expect(200).Json!.AsArray();
        Assert.Equal(["ACTIVE", "NEXT", "EXPIRED"], rotated.Select(key => (string)key!["status"]!));
        Assert.Equal(before, (string)rotated[2]!["kid"]!);
        Assert.True((bool)(await client.Ask("/introspect", ("token", token))).Expect(200).Json!["active"]!);
        var again = (await admin.Post($"{path}/credentials/lifecycle/keyRotate", new { use = "sig" })).Expect(200).Json!.AsArray();
        Assert.Equal((string)rotated[1]!["kid"]!, (string)again[0]!["kid"]!);
        Assert.False((bool)(await client.Ask("/introspect", ("token", token))).Expect(200).Json!["active"]!);
        Assert.Equal("ACTIVE", (await admin.Get($"{path}/credentials/keys/{again[0]!["kid"]}")).Expect(200).Text("status"));
        (await admin.Get($"{path}/credentials/keys/x")).Expect(404, "E0000007");
        Assert.Equal((string)again[0]!["kid"]!, (string)(await admin.Get(path)).Json!["credentials"]!["signing"]!["kid"]!);
        Assert.Equal(before, (string)(await admin.Org.Get("/oauth2/v1/keys")).Json!["keys"]![0]!["kid"]!);
        Assert.Equal(["Invalid value specified for key 'use' parameter."], await admin.Post($"{path}/credentials/lifecycle/keyRotate", new { use = "enc" }).Causes());
        Assert.Equal(2, (await admin.Events()).Count(e => e == "app.oauth2.as.key.rollover"));
        await admin.Org.EditSeed(AppsOrg.Seed + "\n# edited\n");
        Assert.Equal((string)again[0]!["kid"]!, (string)(await admin.Get(path)).Json!["credentials"]!["signing"]!["kid"]!);
    }

    [Fact]
    public async Task A_server_that_turns_to_rotate_by_hand_keeps_its_tokens()
    {
        var client = await admin.As("seeded");
        var token = (await client.Tokens()).Text("access_token");
        var body = Server("default");
        body["audiences"] = new JsonArray("api://default");
        body["credentials"] = JsonNode.Parse("""{"signing":{"rotationMode":"MANUAL"}}""");
        var changed = (await admin.Put($"{AppsOrg.Servers}/default", body)).Expect(200).Json!["credentials"]!["signing"]!;
        Assert.Equal("MANUAL", (string)changed["rotationMode"]!);
        Assert.Null(changed["nextRotation"]);
        Assert.True((bool)(await client.Ask("/introspect", ("token", token))).Expect(200).Json!["active"]!);
    }

    [Fact]
    public async Task Scopes_of_the_system_and_the_default_server_stay()
    {
        var scopes = (await admin.Get($"{AppsOrg.Servers}/orders/scopes")).Expect(200).Json!.AsArray();
        Assert.Equal(["openid", "profile", "email", "address", "phone", "offline_access", "orders.read"], scopes.Select(scope => (string)scope!["name"]!));
        Assert.Equal([true, true, true, true, true, true, false], scopes.Select(scope => (bool)scope!["system"]!));
        var openid = $"{AppsOrg.Servers}/orders/scopes/{scopes[0]!["id"]}";
        (await admin.Put(openid, new { name = "openid" })).Expect(403, "E0000006");
        (await admin.Delete(openid)).Expect(403, "E0000006");
        Assert.Single((await admin.Get($"{AppsOrg.Servers}/orders/scopes?q=ORD")).Expect(200).Json!.AsArray());
        (await admin.Post($"{AppsOrg.Servers}/default/lifecycle/deactivate")).Expect(204);
        (await admin.Delete($"{AppsOrg.Servers}/default")).Expect(403, "E0000006");
        Assert.Equal(["Orders"], await admin.Names($"{AppsOrg.Servers}?q=orders"));
    }

    [Fact]
    public async Task A_rule_whose_only_scope_goes_grants_none_rather_than_all()
    {
        var path = $"{AppsOrg.Servers}/orders";
        await Add($"{path}/scopes", new { name = "orders.write" });
        var policy = $"{path}/policies/{(await admin.Get($"{path}/policies")).Json![0]!["id"]}";
        var rule = $"{policy}/rules/{(await admin.Get($"{policy}/rules")).Json![0]!["id"]}";
        (await admin.Put(rule, Changed(Rule, """{"conditions":{"people":{"groups":{"include":["EVERYONE"]}},"grantTypes":{"include":["authorization_code"]},"scopes":{"include":["orders.write"]}}}"""))).Expect(200);
        var client = await admin.As("seeded", "/oauth2/orders/v1");
        await client.Tokens(("scope", "openid orders.write"));
        var scope = (await admin.Get($"{path}/scopes?q=orders.write")).Json![0]!["id"];
        (await admin.Delete($"{path}/scopes/{scope}")).Expect(204);
        Assert.Equal("access_denied", (await client.Authorize(("scope", "openid orders.read"))).Answer("error"));
        Assert.Equal("[]", (await admin.Get(rule)).Json!["conditions"]!["scopes"]!["include"]!.ToJsonString());
    }

    [Fact]
    public async Task A_new_seed_leaves_what_was_made()
    {
        var made = (await Add(AppsOrg.Servers, Server("Made"))).Text("id");
        await Add($"{AppsOrg.Servers}/orders/scopes", new { name = "orders.write" });
        await Add($"{AppsOrg.Servers}/orders/claims", new { name = "mail", claimType = "RESOURCE", valueType = "EXPRESSION", value = "user.email" });
        await Add($"{AppsOrg.Servers}/orders/policies", Policy("Second"));
        (await admin.Put($"{AppsOrg.Servers}/orders", Server("Changed"))).Expect(200);
        await admin.Org.EditSeed(AppsOrg.Seed + "\n# edited\n");
        (await admin.Get($"{AppsOrg.Servers}/{made}")).Expect(200);
        Assert.Equal("Orders", (await admin.Get($"{AppsOrg.Servers}/orders")).Text("name"));
        Assert.Contains("orders.write", await admin.Names($"{AppsOrg.Servers}/orders/scopes"));
        Assert.Contains("mail", await admin.Names($"{AppsOrg.Servers}/orders/claims"));
        Assert.Contains("Second", await admin.Names($"{AppsOrg.Servers}/orders/policies"));
    }

    [Theory]
    [InlineData("", """{"audiences":["a"]}""", "name: The field cannot be left blank")]
    [InlineData("", """{"name":"Orders","audiences":["a"]}""", "name: An object with this field already exists in the current organization")]
    [InlineData("", """{"name":"LONG","audiences":["a"]}""", "name: The field cannot exceed 100 characters.")]
    [InlineData("", """{"name":"X"}""", "audiences: The value must be a list of exactly one audience.")]
    [InlineData("", """{"name":"X","audiences":["a","b"]}""", "audiences: The value must be a list of exactly one audience.")]
    [InlineData("", """{"name":"X","audiences":["a"],"issuerMode":"CUSTOM_URL"}""", "issuerMode: The value must be one of: ORG_URL, DYNAMIC. The org has no address of its own choosing.")]
    [InlineData("", """{"name":"X","audiences":["a"],"credentials":{"signing":{"rotationMode":"NEVER"}}}""", "credentials.signing.rotationMode: The value must be one of: AUTO, MANUAL.")]
    [InlineData("/orders/scopes", """{}""", "name: The field cannot be left blank")]
    [InlineData("/orders/scopes", """{"name":"openid"}""", "name: An object with this field already exists in the current organization")]
    [InlineData("/orders/scopes", """{"name":"orders.read"}""", "name: An object with this field already exists in the current organization")]
    [InlineData("/orders/scopes", """{"name":"okta.x"}""", "name: The value must be printable ASCII without spaces, quotes and backslashes, and not begin with okta.")]
    [InlineData("/orders/scopes", """{"name":"a b"}""", "name: The value must be printable ASCII without spaces, quotes and backslashes, and not begin with okta.")]
    [InlineData("/orders/scopes", """{"name":"x","consent":"MAYBE"}""", "consent: \"MAYBE\" is not a value of consent")]
    [InlineData("/orders/scopes", """{"name":"x","metadataPublish":"SOME"}""", "metadataPublish: \"SOME\" is not a value of metadataPublish")]
    [InlineData("/orders/claims", """{"name":"x","value":"user.email"}""", "claimType: The field cannot be left blank")]
    [InlineData("/orders/claims", """{"name":"sub","claimType":"RESOURCE","value":"user.email"}""", "name: \"sub\" is a claim of the protocol's own")]
    [InlineData("/orders/claims", """{"name":"x","claimType":"RESOURCE"}""", "value: The field cannot be left blank")]
    [InlineData("/orders/claims", """{"name":"x","claimType":"RESOURCE","value":"x","valueType":"SYSTEM"}""", "valueType: \"SYSTEM\" is not a value of valueType")]
    [InlineData("/orders/claims", """{"name":"x","claimType":"RESOURCE","value":"(","valueType":"GROUPS","group_filter_type":"REGEX"}""", "value: this is not a regular expression that this version reads")]
    [InlineData("/orders/claims", """{"name":"x","claimType":"RESOURCE","value":"user.email","conditions":{"scopes":["nothing"]}}""", "conditions.scopes[0]: unknown scope \"nothing\"")]
    [InlineData("/orders/policies", """{"name":"X"}""", "conditions.clients.include: The field cannot be left blank")]
    [InlineData("/orders/policies", """{"name":"X","conditions":{"clients":{"include":["nobody"]}}}""", "conditions.clients.include[0]: unknown client \"nobody\"")]
    [InlineData("/orders/policies", """{"name":"Default Policy","conditions":{"clients":{"include":["ALL_CLIENTS"]}}}""", "name: An object with this field already exists in the current organization")]
    [InlineData("/orders/policies", """{"type":"PASSWORD","name":"X","conditions":{"clients":{"include":["ALL_CLIENTS"]}}}""", "type: \"PASSWORD\" is not the type of a policy of authorization servers")]
    [InlineData("/orders/policies", """{"name":"X","priority":"top","conditions":{"clients":{"include":["ALL_CLIENTS"]}}}""", "priority: \"top\" is not a number from 1 to 1000000")]
    [InlineData("RULES", """{}""", "conditions.grantTypes.include: The field cannot be left blank")]
    [InlineData("RULES", """{"type":"SIGN_ON"}""", "type: \"SIGN_ON\" is not the type of a rule of authorization servers")]
    [InlineData("RULES", """{"conditions":{"grantTypes":{"include":["refresh_token"]}}}""", "conditions.grantTypes.include[0]: unknown grant type \"refresh_token\"")]
    [InlineData("RULES", """{"conditions":{"scopes":{"include":["nothing"]}}}""", "conditions.scopes.include[0]: unknown scope \"nothing\"")]
    [InlineData("RULES", """{"conditions":{"people":{"groups":{"include":["nobody"]}}}}""", "conditions.people.groups.include[0]: unknown group \"nobody\"")]
    [InlineData("RULES", """{"conditions":{"people":{"users":{"exclude":["nobody"]}}}}""", "conditions.people.users.exclude[0]: unknown user \"nobody\"")]
    [InlineData("RULES", """{"actions":{"token":{"accessTokenLifetimeMinutes":4}}}""", "actions.token.accessTokenLifetimeMinutes: \"4\" is not a number from 5 to 1440")]
    [InlineData("RULES", """{"actions":{"token":{"inlineHook":{"id":"cal1"}}}}""", "actions.token.inlineHook.id: inline hooks are not part of this version of FactorSeq")]
    public async Task What_is_none_is_refused(string below, string body, string cause)
    {
        var policies = $"{AppsOrg.Servers}/orders/policies";
        var path = below == "RULES" ? $"{policies}/{(await admin.Get(policies)).Json![0]!["id"]}/rules" : AppsOrg.Servers + below;
        Assert.Contains(cause, await admin.Post(path, body.Replace("LONG", new string('x', 101), StringComparison.Ordinal)).Causes());
    }

    [Fact]
    public async Task What_is_below_a_server_that_is_not_there_is_not_found()
    {
        foreach (var path in new[] { "", "/scopes", "/claims", "/policies", "/policies/x/rules", "/credentials/keys" })
        {
            (await admin.Get($"{AppsOrg.Servers}/x{path}")).Expect(404, "E0000007");
        }

        foreach (var path in new[] { "/scopes", "/claims", "/policies", "/policies/x/rules", "/lifecycle/activate", "/credentials/lifecycle/keyRotate", "/policies/x/lifecycle/activate", "/policies/x/rules/y/lifecycle/activate" })
        {
            (await admin.Post($"{AppsOrg.Servers}/x{path}", new { name = "x" })).Expect(404, "E0000007");
        }

        (await admin.Get($"{AppsOrg.Servers}/orders/policies/x/rules")).Expect(404, "E0000007");
    }

    private static JsonObject Server(string name) => new()
    {
        ["audiences"] = new JsonArray("api://made"), ["credentials"] = JsonNode.Parse("""{"signing":{"rotationMode":"AUTO"}}"""),
        ["description"] = "test", ["issuerMode"] = "ORG_URL", ["name"] = name,
    };

    private static string Policy(string name) =>
        $$$$"""{"conditions":{"clients":{"include":["ALL_CLIENTS"]}},"description":"Described","name":"{{{{name}}}}","priority":1,"status":"ACTIVE","type":"OAUTH_AUTHORIZATION_POLICY"}""";

    private static string Changed(string body, string with)
    {
        var changed = JsonNode.Parse(body)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(with)!.AsObject())
        {
            changed[name] = value?.DeepClone();
        }

        return changed.ToJsonString();
    }

    private async Task<Reply> Add(string path, object body) => (await admin.Post(path, body)).Expect(201);
}
