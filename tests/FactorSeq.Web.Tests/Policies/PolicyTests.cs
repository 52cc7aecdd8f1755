using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Policies;

/// <summary>What policies of every type have alike: priorities, status, what is built in, who may edit.</summary>
public sealed class PolicyTests : IAsyncLifetime
{
    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await Administration.Start();

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Theory]
    [InlineData("OKTA_SIGN_ON")]
    [InlineData("MFA_ENROLL")]
    [InlineData("PASSWORD")]
    [InlineData("IDP_DISCOVERY")]
    [InlineData("OAUTH_AUTHORIZATION_POLICY")]
    public async Task Every_type_is_listed_with_what_is_built_in(string type) => Approve.Json($"policies_{type}", await admin.Get($"/api/v1/policies?type={type}"));

    [Theory]
    [InlineData("OAUTH_AUTHORIZATION_POLICY", "Default Policy")]
    public async Task Types_that_the_seed_edits_are_read_only(string type, string name)
    {
        var policy = await admin.Policy(name, type);
        var rules = await admin.Get($"{policy}/rules");
        Approve.Json($"policy_rules_{type}", rules);
        var rule = $"{policy}/rules/{rules.Json![0]!["id"]}";
        (await admin.Get(policy)).Expect(200);
        (await admin.Get(rule)).Expect(200);
        (await admin.Get($"{policy}/rules/0prnothing")).Expect(404, "E0000007");
        (await admin.Put(policy, new { type, name })).Expect(403, "E0000006");
        (await admin.Post($"{policy}/rules", new { name = "R" })).Expect(403, "E0000006");
        (await admin.Delete(rule)).Expect(403, "E0000006");
        (await admin.Delete(policy)).Expect(403, "E0000006");
        (await admin.Post("/api/v1/policies", new { type, name = "P" })).Expect(403, "E0000006");
    }

    [Fact]
    public async Task A_new_policy_comes_back_whole()
    {
        var made = await admin.Post(
            "/api/v1/policies",
            new { type = "OKTA_SIGN_ON", name = "Contractors", description = "Sign-on for contractors", conditions = new { people = new { groups = new { include = new[] { admin.Everyone } } } } });
        Approve.Json("policy_sign_on", made);
        Assert.Equal(made.Body, (await admin.Get($"/api/v1/policies/{made.Text("id")}")).Expect(200).Body);
    }

    [Fact]
    public async Task Status_moves_through_the_lifecycle_and_by_nothing_else()
    {
        var policy = await admin.Made("/api/v1/policies", admin.PolicyBody("P"));
        Assert.Equal("ACTIVE", (await admin.Put(policy, new { type = "OKTA_SIGN_ON", name = "P", status = "INACTIVE" })).Expect(200).State);
        Assert.Empty((await admin.Post($"{policy}/lifecycle/deactivate")).Expect(204).Body);
        var inactive = (await admin.Get(policy)).Expect(200);
        Assert.Equal("INACTIVE", inactive.State);
        Assert.NotNull(inactive.Json!["_links"]!["activate"]);
        Assert.Null(inactive.Json!["_links"]!["deactivate"]);
        Assert.Equal(["P"], await admin.Names($"{Administration.SignOn}&status=INACTIVE"));
        Assert.Empty((await admin.Post($"{policy}/lifecycle/activate")).Expect(204).Body);
        Assert.Equal("ACTIVE", (await admin.Get(policy)).State);
        Assert.Equal("INACTIVE", (await admin.Post("/api/v1/policies?activate=false", admin.PolicyBody("Q"))).Expect(200).State);
    }

    [Fact]
    public async Task Priorities_have_no_gaps_and_move_over()
    {
        foreach (var name in new[] { "A", "B", "C" })
        {
            await admin.Made("/api/v1/policies", admin.PolicyBody(name));
        }

        Assert.Equal(["Everybody", "A", "B", "C", "Default Policy"], await admin.Names(Administration.SignOn));
        Assert.Equal("1 2 3 4 5", await admin.Priorities(Administration.SignOn));

        Assert.Equal(1, (int)(await admin.Put(await admin.Policy("C"), new { name = "C", priority = 1 })).Expect(200).Json!["priority"]!);
        Assert.Equal(["C", "Everybody", "A", "B", "Default Policy"], await admin.Names(Administration.SignOn));
        Assert.Equal(3, (int)(await admin.Put(await admin.Policy("A"), new { name = "A" })).Expect(200).Json!["priority"]!);
        Assert.Equal(4, (int)(await admin.Put(await admin.Policy("C"), new { name = "C", priority = 99 })).Expect(200).Json!["priority"]!);
        (await admin.Delete(await admin.Policy("A"))).Expect(204);
        Assert.Equal(["Everybody", "B", "C", "Default Policy"], await admin.Names(Administration.SignOn));
        Assert.Equal("1 2 3 4", await admin.Priorities(Administration.SignOn));
    }

    [Fact]
    public async Task Rules_have_priorities_of_their_own()
    {
        var policy = await admin.Policy("Default Policy");
        foreach (var (name, priority) in new[] { ("A", 0), ("B", 0), ("C", 1) })
        {
            var body = Administration.SignOnRule(name, """{"access":"ALLOW"}""");
            body["priority"] = priority;
            await admin.Made($"{policy}/rules", body);
        }

        Assert.Equal(["C", "B", "A", "Default Rule"], await admin.Names($"{policy}/rules"));
        Assert.Equal("1 2 3 4", await admin.Priorities($"{policy}/rules"));
        var moved = Administration.SignOnRule("A", """{"access":"DENY"}""");
        moved["priority"] = 2;
        var reply = (await admin.Put(await admin.Rule(policy, "A"), moved)).Expect(200);
        Assert.Equal((2, "DENY"), ((int)reply.Json!["priority"]!, (string)reply.Json!["actions"]!["signon"]!["access"]!));
        Assert.Equal(["C", "A", "B", "Default Rule"], await admin.Names($"{policy}/rules"));
        (await admin.Delete(await admin.Rule(policy, "C"))).Expect(204);
        Assert.Equal("1 2 3", await admin.Priorities($"{policy}/rules"));
    }

    [Fact]
    public async Task Parallel_edits_all_count()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => admin.Post("/api/v1/policies", admin.PolicyBody($"P{i}"))));
        Assert.All(made, reply => reply.Expect(200));
        Assert.Equal("1 2 3 4 5 6 7 8 9 10", await admin.Priorities(Administration.SignOn));
        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.Post("/api/v1/policies", admin.PolicyBody("Same"))));
        Assert.Single(same, reply => reply.Status == 200);
    }

    [Fact]
    public async Task What_is_built_in_can_be_edited_but_not_moved_renamed_switched_off_or_deleted()
    {
        var policy = await admin.Policy("Default Policy");
        var rule = await admin.Rule(policy, "Default Rule");
        var renamed = (await admin.Put(policy, new { type = "OKTA_SIGN_ON", name = "Mine", description = "D", priority = 2 })).Expect(200);
        Assert.Equal(("Default Policy", "D"), (renamed.Text("name"), renamed.Text("description")));
        (await admin.Put(policy, new { name = "Default Policy", priority = 1 })).Expect(403, "E0000077");
        (await admin.Post($"{policy}/lifecycle/deactivate")).Expect(403, "E0000006");
        (await admin.Post($"{policy}/lifecycle/activate")).Expect(204);
        (await admin.Delete(policy)).Expect(403, "E0000006");

        var edited = (await admin.Put(rule, Administration.SignOnRule("Default Rule", """{"access":"DENY"}"""))).Expect(200);
        Assert.Equal("DENY", (string)edited.Json!["actions"]!["signon"]!["access"]!);
        var moved = Administration.SignOnRule("Default Rule", """{"access":"DENY"}""");
        moved["priority"] = 3;
        (await admin.Put(rule, moved)).Expect(403, "E0000077");
        (await admin.Post($"{rule}/lifecycle/deactivate")).Expect(403, "E0000006");
        (await admin.Post($"{rule}/lifecycle/activate")).Expect(204);
        (await admin.Delete(rule)).Expect(403, "E0000006");
    }

    [Theory]
    [InlineData("""{"type":"OKTA_SIGN_ON"}""", "name: The field cannot be left blank")]
    [InlineData("""{"type":"OKTA_SIGN_ON","name":" "}""", "name: The field cannot be left blank")]
    [InlineData("""{"type":"OKTA_SIGN_ON","name":"Everybody"}""", "name: An object with this field already exists in the current organization")]
    [InlineData("""{"type":"OKTA_SIGN_ON","name":"P","priority":"first"}""", "priority: \"first\" is not a number from 0 to 2147483647")]
    [InlineData("""{"type":"OKTA_SIGN_ON","name":"P","conditions":{"people":{"groups":{"include":["00g1"]}}}}""", "conditions.people.groups.include[0]: unknown group \"00g1\"")]
    [InlineData("""{"type":"OKTA_SIGN_ON","name":"P","conditions":{"network":{"connection":"ANYWHERE"}}}""", "conditions: Invalid condition type specified: network.")]
    [InlineData("""{"name":"P"}""", "type: The field cannot be left blank")]
    [InlineData("""{"type":"ACCESS_POLICY","name":"P"}""", "type: Invalid policy type specified: ACCESS_POLICY.")]
    public async Task A_policy_that_is_none_is_refused(string body, string cause) =>
        Assert.Equal(cause, (await admin.Post("/api/v1/policies", body)).Expect(400, "E0000001").Cause);

    [Fact]
    public async Task A_policy_stays_of_its_type()
    {
        var refused = (await admin.Put(await admin.Policy("Everybody"), new { type = "PASSWORD", name = "Everybody" })).Expect(400, "E0000001");
        Assert.Equal("type: Invalid policy type specified: PASSWORD.", refused.Cause);
        Assert.Equal("actions: The field cannot be left blank", (await admin.Post($"{await admin.Policy("Everybody")}/rules", new { name = "R" })).Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task A_list_needs_a_type_and_a_policy_must_be_there()
    {
        Assert.Equal("type: The field cannot be left blank", (await admin.Get("/api/v1/policies")).Expect(400, "E0000001").Cause);
        Assert.Equal("type: Invalid policy type specified: X.", (await admin.Get("/api/v1/policies?type=X")).Expect(400, "E0000001").Cause);
        Assert.Equal("Not found: Resource not found: 00pnothing (Policy)", (await admin.Get("/api/v1/policies/00pnothing")).Expect(404, "E0000007").Text("errorSummary"));
        var policy = await admin.Policy("Everybody");
        Assert.Equal("Not found: Resource not found: 0prnothing (PolicyRule)", (await admin.Get($"{policy}/rules/0prnothing")).Expect(404, "E0000007").Text("errorSummary"));
        (await admin.Put("/api/v1/policies/00pnothing", new { name = "P" })).Expect(404, "E0000007");
        (await admin.Delete("/api/v1/policies/00pnothing")).Expect(404, "E0000007");
        (await admin.Post("/api/v1/policies/00pnothing/lifecycle/activate")).Expect(404, "E0000007");
        (await admin.Get("/api/v1/policies/00pnothing/rules")).Expect(404, "E0000007");
        (await admin.Put($"{policy}/rules/0prnothing", new { name = "P" })).Expect(404, "E0000007");
        (await admin.Delete($"{policy}/rules/0prnothing")).Expect(404, "E0000007");
        (await admin.Post($"{policy}/rules/0prnothing/lifecycle/activate")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_policy_comes_with_its_rules_where_it_is_asked_to_and_has_not_too_many()
    {
        var policy = await admin.Policy("Everybody");
        Assert.Equal("The rule", (string)(await admin.Get($"{policy}?expand=rules")).Expect(200).Json!["_embedded"]!["rules"]![0]!["name"]!);
        Assert.Null((await admin.Get(policy)).Json!["_embedded"]);
        for (var i = 0; i < 20; i++)
        {
            await admin.Made($"{policy}/rules", Administration.SignOnRule($"R{i}", """{"access":"ALLOW"}"""));
        }

        Assert.Equal("expand: A policy with more than 20 rules cannot be expanded", (await admin.Get($"{policy}?expand=rules")).Expect(400, "E0000001").Cause);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_shown_or_changed()
    {
        string[] paths =
        [
            "/api/v1/policies", "/api/v1/policies/1", "/api/v1/policies/1/rules", "/api/v1/policies/1/rules/1", "/api/v1/zones", "/api/v1/zones/1",
            "/api/v1/trustedOrigins", "/api/v1/trustedOrigins/1", "/api/v1/behaviors", "/api/v1/behaviors/1", "/api/v1/org/factors", "/api/v1/org/factors/1",
        ];
        foreach (var path in paths)
        {
            (await admin.Org.Get(path)).Expect(403, "E0000005");
            (await admin.Org.Get(path, ("Authorization", "SSWS 00wrong"))).Expect(401, "E0000011");
        }

        foreach (var path in paths.Where(path => !path.Contains("behaviors") && !path.Contains("org/factors")))
        {
            foreach (var method in path.EndsWith("/1", StringComparison.Ordinal) ? new[] { "PUT", "DELETE" } : ["POST"])
            {
                (await admin.Org.Send(new HttpMethod(method), path, OrgHost.Body("{}"))).Expect(403, "E0000005");
                (await admin.Org.Send(new HttpMethod(method), path, OrgHost.Body("{}"), ("Authorization", "SSWS 00wrong"))).Expect(401, "E0000011");
            }
        }

        foreach (var path in new[] { "policies/1", "policies/1/rules/1", "zones/1", "trustedOrigins/1", "org/factors/1" })
        {
            foreach (var step in new[] { "activate", "deactivate" })
            {
                (await admin.Org.Send(HttpMethod.Post, $"/api/v1/{path}/lifecycle/{step}", null)).Expect(403, "E0000005");
            }
        }
    }

    [Theory]
    [InlineData("POST", "/api/v1/policies")]
    [InlineData("POST", "/api/v1/zones")]
    [InlineData("POST", "/api/v1/trustedOrigins")]
    [InlineData("PUT", "/api/v1/zones/1")]
    [InlineData("PUT", "/api/v1/trustedOrigins/1")]
    public async Task What_is_no_JSON_object_is_refused(string method, string path)
    {
        foreach (var body in new[] { "", "{", "[]", "7", "null", "{}{}", "{\"name\":\"\\ud800\"}" })
        {
            (await admin.Org.Send(new HttpMethod(method), path, OrgHost.Body(body), Administration.Token)).Expect(400, "E0000003");
        }

        (await admin.Org.Send(new HttpMethod(method), path, new StringContent("{}"), Administration.Token)).Expect(400, "E0000021");
    }

    [Fact]
    public async Task Members_of_any_kind_break_nothing()
    {
        var rules = $"{await admin.Policy("Everybody")}/rules";
        foreach (var path in new[] { "/api/v1/policies", rules, "/api/v1/zones", "/api/v1/trustedOrigins" })
        {
            foreach (var value in new[] { "{}", "[]", "[1]", "{\"\":null}", "null", "1e999", "-0", "\"\\u0000\"", "true", "{\"...\":{\"[\":1}}" })
            {
                foreach (var member in new[] { "name", "priority", "conditions", "settings", "actions", "gateways", "scopes", "origin", "type" })
                {
                    foreach (var type in new[] { "OKTA_SIGN_ON", "PASSWORD", "MFA_ENROLL" })
                    {
                        var answer = await admin.Post(path, $"{{\"type\":\"{type}\",\"{member}\":{value}}}");
                        var isName = member == "name" && path == "/api/v1/policies";
                        Assert.True(isName && answer.Status == 200 || answer is { Status: 400, ErrorCode: "E0000001" }, $"{member}: {value} on {path}: {answer}");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task The_System_Log_tells_what_was_done_and_by_whom()
    {
        var policy = await admin.Made("/api/v1/policies", admin.PolicyBody("P"));
        var rule = await admin.Made($"{policy}/rules", Administration.SignOnRule("R", """{"access":"ALLOW"}"""));
        await admin.Put(rule, Administration.SignOnRule("R", """{"access":"DENY"}"""));
        await admin.Post($"{rule}/lifecycle/deactivate");
        await admin.Post($"{rule}/lifecycle/activate");
        await admin.Delete(rule);
        await admin.Put(policy, admin.PolicyBody("P"));
        await admin.Post($"{policy}/lifecycle/deactivate");
        await admin.Post($"{policy}/lifecycle/activate");
        await admin.Delete(policy);
        Assert.Equal(
            [
                "policy.lifecycle.create", "policy.rule.add", "policy.rule.update", "policy.rule.deactivate", "policy.rule.activate", "policy.rule.delete",
                "policy.lifecycle.update", "policy.lifecycle.deactivate", "policy.lifecycle.activate", "policy.lifecycle.delete",
            ],
            (await admin.Events()).Where(e => e.StartsWith("policy.", StringComparison.Ordinal)));
        var newest = (await admin.Get("/api/v1/logs?limit=1&sortOrder=DESCENDING")).Expect(200).Json![0]!;
        Assert.Equal("admin@demo.test", (string)newest["actor"]!["alternateId"]!);
        Assert.Equal((policy.Split('/')[^1], "PolicyEntity", "P"), ((string)newest["target"]![0]!["id"]!, (string)newest["target"]![0]!["type"]!, (string)newest["target"]![0]!["displayName"]!));
    }

    [Fact]
    public async Task What_was_made_survives_a_restart_and_an_edit_of_the_seed_but_for_what_the_seed_names()
    {
        using var store = new TemporaryFile();
        await using (var first = await Administration.Start(data: store.Path))
        {
            await first.Made("/api/v1/policies", first.PolicyBody("Mine"));
            await first.Made($"{await first.Policy("Everybody")}/rules", Administration.SignOnRule("My rule", """{"access":"DENY"}"""));
            (await first.Post("/api/v1/zones", new { type = "IP", name = "Home", gateways = new[] { new { type = "CIDR", value = "192.168.0.0/16" } } })).Expect(200);
            (await first.Post("/api/v1/trustedOrigins", new { name = "Home", origin = "http://home.test", scopes = new[] { new { type = "CORS" } } })).Expect(200);
            (await first.Post("/api/v1/org/factors/duo/lifecycle/deactivate")).Expect(200);
            (await first.Put(await first.Policy("Everybody"), new { name = "Everybody", description = "Edited" })).Expect(200);
        }

        await using var second = await Administration.Start(data: store.Path);
        await Holds(second, "Edited");
        await second.Org.EditSeed(Administration.Seed() + "# edited\n");
        await Holds(second, null);
    }

    [Fact]
    public async Task An_edit_of_the_seed_leaves_what_was_made_in_its_place_and_what_is_built_in_as_it_was_set()
    {
        await using var org = await Administration.Start();
        var everybody = await org.Policy("Everybody");
        await org.Made($"{everybody}/rules", WithPriority(Administration.SignOnRule("First", """{"access":"DENY"}"""), 1));
        await org.Made("/api/v1/policies", org.PolicyBody("Before all", priority: 1));
        var enrollment = await org.Policy("Default Policy", "MFA_ENROLL");
        (await org.Put(enrollment, new { type = "MFA_ENROLL", name = "Default Policy", settings = new { factors = new { okta_sms = new { enroll = new { self = "NOT_ALLOWED" } } } } })).Expect(200);
        var defaultRule = await org.Rule(await org.Policy("Default Policy"), "Default Rule");
        (await org.Put(defaultRule, Administration.SignOnRule("Default Rule", """{"access":"DENY"}"""))).Expect(200);
        var (before, rule) = ((await org.Get(enrollment)).Json!.ToJsonString(), (await org.Get(defaultRule)).Json!.ToJsonString());

        await org.Org.EditSeed(Administration.Seed() + "# edited\n");

        Assert.Equal(["First", "The rule"], await org.Names($"{everybody}/rules"));
        Assert.Equal(["Before all", "Everybody", "Default Policy"], await org.Names(Administration.SignOn));
        Assert.Equal("1 2 3", await org.Priorities(Administration.SignOn));
        Assert.Equal(before, (await org.Get(enrollment)).Json!.ToJsonString());
        Assert.Equal(rule, (await org.Get(defaultRule)).Json!.ToJsonString());
    }

    [Fact]
    public async Task What_a_rule_names_outlives_the_seed_that_had_it()
    {
        await using var org = await Administration.Start();
        var zone = (await org.Get("/api/v1/zones")).Json!.AsArray().Single(z => (string)z!["name"]! == "Office")!["id"]!.ToString();
        await org.Made($"{await org.Policy("Everybody")}/rules", Administration.SignOnRule(
            "Away", """{"access":"ALLOW"}""", $$$"""{"network":{"connection":"ZONE","exclude":["{{{zone}}}"]}}"""));

        await org.Org.EditSeed(Administration.Seed().Replace("name: Office", "name: Bureau", StringComparison.Ordinal));

        Assert.Equal("Office", (await org.Get($"/api/v1/zones/{zone}")).Expect(200).Text("name"));
        Assert.Contains("Bureau", await org.Names("/api/v1/zones"));
    }

    private static JsonNode WithPriority(JsonNode rule, int priority)
    {
        rule["priority"] = priority;
        return rule;
    }

    private static async Task Holds(Administration org, string? description)
    {
        Assert.Equal(["Everybody", "Mine", "Default Policy"], await org.Names(Administration.SignOn));
        Assert.Equal("1 2 3", await org.Priorities(Administration.SignOn));
        var everybody = await org.Policy("Everybody");
        Assert.Equal(description, (await org.Get(everybody)).Text("description"));
        Assert.Equal(["The rule", "My rule"], await org.Names($"{everybody}/rules"));
        Assert.Contains("Home", await org.Names("/api/v1/zones"));
        Assert.Contains("Home", await org.Names("/api/v1/trustedOrigins"));
        Assert.Equal("INACTIVE", (await org.Get("/api/v1/org/factors/duo")).State);
    }
}
