using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Rules that put people into groups.</summary>
public sealed class GroupRuleTests : IAsyncLifetime
{
    private const string Rules = "/api/v1/groups/rules";
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;
    private string contractors = "";

    public async Task InitializeAsync()
    {
        org = await AdminOrg.Start();
        contractors = await org.Group("contractors");
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_rule_is_made_inactive_and_works_from_its_activation_on()
    {
        var made = (await org.Do(Rules, Rule("Anas", "String.startsWith(user.firstName,\"An\")"))).Expect(200).ApprovedAs("group_rule");
        var at = $"{Rules}/{made.Text("id")}";
        Assert.DoesNotContain("contractors", await org.GroupsOf(Ana));
        (await org.Do($"{at}/lifecycle/activate")).Expect(204);
        Assert.Equal("", (await org.Do($"{at}/lifecycle/activate")).Expect(204).Body);
        Assert.Equal("ACTIVE", (await org.Ask(at)).Expect(200).Text("status"));
        Assert.Contains("contractors", await org.GroupsOf(Ana));
        Assert.DoesNotContain("contractors", await org.GroupsOf("ben@demo.test"));
        Assert.Equal([made.Text("id")!], (await org.Ask($"{Rules}?limit=1&search=ana")).All(rule => rule["id"]));
        Assert.Equal(["group.user_membership.add"], await org.Log(Ana));
        Assert.Equal(["system"], (await org.Ask("/api/v1/logs?filter=eventType%20eq%20%22group.user_membership.add%22")).All(e => e["actor"]!["id"]));
        Assert.Equal(["policy.rule.add", "policy.rule.activate", "policy.rule.activate"], await org.Events("policy.rule"));
    }

    [Fact]
    public async Task People_come_and_go_with_their_profiles_and_who_came_by_hand_stays()
    {
        await Active("Builders", "user.department == \"Build\"");
        (await org.Put($"/api/v1/groups/{contractors}/users/ben@demo.test")).Expect(204);
        await org.Make(ManagementOrg.Person("new@demo.test", null, ("department", "Build")));
        Assert.Contains("contractors", await org.GroupsOf("new@demo.test"));
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var (department, isIn) in new[] { ("Build", true), ("Sell", false), ("Build", true) })
        {
            foreach (var login in new[] { Ana, "ben@demo.test" })
            {
                (await org.Do($"/api/v1/users/{login}", new { profile = new { department } })).Expect(200);
            }

            Assert.Equal(isIn, (await org.GroupsOf(Ana)).Contains("contractors"));
            Assert.Contains("contractors", await org.GroupsOf("ben@demo.test"));
        }

        Assert.StartsWith("2031-02-03T12:01", (await org.Ask($"/api/v1/groups/{contractors}")).Text("lastMembershipUpdated"), StringComparison.Ordinal);
        Assert.Equal(
            ["user.account.update_profile", "group.user_membership.add", "user.account.update_profile", "group.user_membership.remove", "user.account.update_profile", "group.user_membership.add"],
            await org.Log(Ana));
    }

    [Fact]
    public async Task Who_is_put_there_by_one_rule_or_another_stays_while_either_fits()
    {
        await Active("A", "user.department == \"A\"");
        await Active("B", "user.title == \"B\"");
        (await org.Do($"/api/v1/users/{Ana}", new { profile = new { department = "A" } })).Expect(200);
        (await org.Do($"/api/v1/users/{Ana}", new { profile = new { department = "-", title = "B" } })).Expect(200);
        Assert.Contains("contractors", await org.GroupsOf(Ana));
        (await org.Do($"/api/v1/users/{Ana}", new { profile = new { title = "-" } })).Expect(200);
        Assert.DoesNotContain("contractors", await org.GroupsOf(Ana));
    }

    [Fact]
    public async Task A_rule_that_is_switched_off_leaves_people_where_they_are()
    {
        var at = await Active("Anas", "user.firstName == \"Ana\"");
        (await org.Do($"{at}/lifecycle/deactivate")).Expect(204);
        (await org.Do($"/api/v1/users/{Ana}", new { profile = new { firstName = "Bea" } })).Expect(200);
        Assert.Contains("contractors", await org.GroupsOf(Ana));
        (await org.Do($"{at}/lifecycle/activate")).Expect(204);
        Assert.DoesNotContain("contractors", await org.GroupsOf(Ana));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("?removeUsers=false", true)]
    [InlineData("?removeUsers=true", false)]
    public async Task A_rule_that_goes_takes_its_people_along_where_it_is_told_to(string query, bool stays)
    {
        var at = await Active("Anas", "user.firstName == \"Ana\"");
        (await org.Remove(at + query)).Expect(400, "E0000001");
        (await org.Do($"{at}/lifecycle/deactivate")).Expect(204);
        Assert.Equal("{}", (await org.Remove(at + query)).Expect(202).Body);
        (await org.Ask(at)).Expect(404, "E0000007");
        Assert.Equal(stays, (await org.GroupsOf(Ana)).Contains("contractors"));
    }

    [Fact]
    public async Task Who_is_taken_out_by_hand_is_left_out_by_the_rule_from_then_on()
    {
        var at = await Active("Anas", "user.firstName == \"Ana\"");
        (await org.Remove($"/api/v1/groups/{contractors}/users/{Ana}")).Expect(204);
        (await org.Do($"/api/v1/users/{Ana}", new { profile = new { title = "x" } })).Expect(200);
        Assert.DoesNotContain("contractors", await org.GroupsOf(Ana));
        Assert.Equal(await org.User(Ana), (string?)(await org.Ask(at)).Json!["conditions"]!["people"]!["users"]!["exclude"]![0]);
        Assert.Equal(
            ["group.user_membership.add", "group.user_membership.rule.add_exclusion", "group.user_membership.remove", "user.account.update_profile"],
            await org.Log(Ana));
    }

    [Fact]
    public async Task Members_of_an_excluded_group_are_left_where_they_are()
    {
        var others = await org.Group("others");
        (await org.Put($"/api/v1/groups/{others}/users/{Ana}")).Expect(204);
        var rule = Rule("Anas", "user.firstName == \"Ana\"");
        rule["conditions"]!["people"] = AdminOrg.Json($$$$$"""{"groups":{"exclude":["{{{{{others}}}}}"]}}""");
        await Activate((await org.Do(Rules, rule)).Expect(200));
        Assert.DoesNotContain("contractors", await org.GroupsOf(Ana));
    }

    [Fact]
    public async Task A_rule_whose_group_is_gone_is_invalid_and_does_nothing()
    {
        var group = (await org.Do("/api/v1/groups", new { profile = new { name = "Short-lived" } })).Expect(200).Text("id")!;
        var at = await Active("Anas", "user.firstName == \"Ana\"", group);
        Assert.Contains("Short-lived", await org.GroupsOf(Ana));
        (await org.Remove($"/api/v1/groups/{group}")).Expect(204);
        var invalid = (await org.Ask(at)).Expect(200);
        Assert.Equal(("INVALID", false), (invalid.Text("status"), (bool)invalid.Json!["allGroupsValid"]!));
        (await org.Do($"{at}/lifecycle/deactivate")).Expect(400, "E0000001");
        (await org.Do($"{at}/lifecycle/activate")).Expect(400, "E0000001");
        (await org.Do($"/api/v1/users/{Ana}", new { profile = new { title = "x" } })).Expect(200);
        (await org.Remove(at)).Expect(202);
    }

    [Fact]
    public async Task A_rule_is_changed_while_it_is_inactive_and_keeps_its_groups()
    {
        var at = await Active("Anas", "user.firstName == \"Ana\"");
        (await org.Put(at, Rule("Bens", "user.firstName == \"Ben\""))).Expect(400, "E0000001");
        (await org.Do($"{at}/lifecycle/deactivate")).Expect(204);
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        var changed = (await org.Put(at, Rule("Bens", "user.firstName == \"Ben\""))).Expect(200);
        Assert.Equal(("Bens", "INACTIVE"), (changed.Text("name"), changed.Text("status")));
        Assert.NotEqual(changed.Text("created"), changed.Text("lastUpdated"));
        var cause = (await org.Put(at, Rule("Bens", "user.firstName == \"Ben\"", await org.Group("others")))).Expect(400, "E0000001").Cause;
        Assert.Equal("actions.assignUserToGroups.groupIds: The groups of a rule cannot be changed", cause);
    }

    [Theory]
    [InlineData("type", "\"other\"", "type: A rule of groups has the type group_rule")]
    [InlineData("name", "\"\"", "name: The field cannot be left blank")]
    [InlineData("name", "\"Taken\"", "name: An object with this field already exists in the current organization")]
    [InlineData("conditions", "{}", "conditions.expression.value: The field cannot be left blank")]
    [InlineData("conditions", "{\"expression\":{\"value\":\"user.firstName ==\"}}", "conditions.expression.value: Invalid expression: something is missing at character 18")]
    [InlineData("conditions", "{\"expression\":{\"type\":\"x\",\"value\":\"true\"}}", "conditions.expression.type: Expressions have the type urn:okta:expression:1.0")]
    [InlineData("conditions", "{\"expression\":{\"value\":\"true\"},\"people\":{\"users\":{\"exclude\":[\"00unobody\"]}}}", "conditions.people.users.exclude: unknown user \"00unobody\"")]
    [InlineData("conditions", "{\"expression\":{\"value\":\"true\"},\"people\":{\"groups\":{\"exclude\":[\"00gnone\"]}}}", "conditions.people.groups.exclude: unknown group \"00gnone\"")]
    [InlineData("actions", "{}", "actions.assignUserToGroups.groupIds: The field cannot be left blank")]
    [InlineData("actions", "{\"assignUserToGroups\":{\"groupIds\":[\"00gnone\"]}}", "actions.assignUserToGroups.groupIds: unknown group \"00gnone\"")]
    public async Task What_is_no_rule_is_refused(string member, string value, string cause)
    {
        (await org.Do(Rules, Rule("Taken", "true"))).Expect(200);
        var rule = Rule("New", "true");
        rule[member] = AdminOrg.Json(value);
        Assert.Equal(cause, (await org.Do(Rules, rule)).Expect(400, "E0000001").Cause);
        (await org.Do(Rules, "[]")).Expect(400, "E0000003");
        (await org.Do(Rules, Rule(new string('x', 51), "true"))).Expect(400, "E0000001");
        Assert.Single((await org.Ask(Rules)).Json!.AsArray());
    }

    [Fact]
    public async Task Nobody_becomes_an_administrator_by_a_rule()
    {
        foreach (var builtIn in new[] { "Everyone", "Administrators" })
        {
            (await org.Do(Rules, Rule("R", "true", await org.Group(builtIn)))).Expect(400, "E0000001");
        }

        var at = (await org.Do(Rules, Rule("Anas", "true"))).Expect(200).Text("id");
        (await org.Do($"/api/v1/groups/{contractors}/roles", new { type = "HELP_DESK_ADMIN" })).Expect(201);
        (await org.Do($"{Rules}/{at}/lifecycle/activate")).Expect(400, "E0000001");
        (await org.Do(Rules, Rule("Others", "true"))).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_rules_that_are_not_there_are_not_found()
    {
        await org.Refuses($"GET {Rules}, POST {Rules}, GET {Rules}/0prnone, PUT {Rules}/0prnone, DELETE {Rules}/0prnone, POST {Rules}/0prnone/lifecycle/activate", "read", "ana");
        foreach (var reply in new[]
        {
            await org.Ask($"{Rules}/0prnone"), await org.Put($"{Rules}/0prnone", Rule("x", "true")), await org.Remove($"{Rules}/0prnone?removeUsers=true"),
            await org.Do($"{Rules}/0prnone/lifecycle/activate"), await org.Do($"{Rules}/0prnone/lifecycle/deactivate"),
        })
        {
            Assert.Equal("Not found: Resource not found: 0prnone (GroupRule)", reply.Expect(404, "E0000007").Text("errorSummary"));
        }
    }

    [Fact]
    public async Task Rules_come_by_pages_outlive_an_edit_of_the_seed_and_work_on_those_it_names()
    {
        await Active("Anas", "user.firstName == \"Ana\"");
        (await org.Do(Rules, Rule("Second", "true"))).Expect(200);
        var first = await org.Ask($"{Rules}?limit=1");
        Assert.Equal(["Anas", "Second"], first.All(r => r["name"]).Concat((await org.Ask(first.Link("next")!)).All(r => r["name"])).Order(StringComparer.Ordinal));
        await org.EditSeed(ManagementOrg.Seed.Replace("lastName: Ruiz", "lastName: Diaz", StringComparison.Ordinal));
        Assert.Equal(2, (await org.Ask(Rules)).All(r => r["name"]).Length);
        Assert.Contains("contractors", await org.GroupsOf(Ana));
    }

    [Fact]
    public async Task The_apps_of_a_group_are_listed()
    {
        await org.EditSeed(ManagementOrg.Seed + "\napps: [ { label: Sample, type: oidc, clientId: sample-web, clientSecret: s3cret-s3cret, redirectUris: [ http://localhost/cb ], assign: [ contractors ] } ]\n");
        Assert.Equal(["Sample"], (await org.Ask($"/api/v1/groups/{contractors}/apps")).All(app => app["label"]));
        Assert.Empty((await org.Ask($"/api/v1/groups/{await org.Group("others")}/apps")).All(app => app["label"]));
        (await org.Ask("/api/v1/groups/00gnone/apps")).Expect(404, "E0000007");
        await org.Refuses($"GET /api/v1/groups/{contractors}/apps", "read", "ana");
    }

    private JsonObject Rule(string name, string expression, string? group = null) => AdminOrg.Json($$$$$"""
        {"type":"group_rule","name":"{{{{{name}}}}}","conditions":{"expression":{"type":"urn:okta:expression:1.0","value":""},"people":{"users":{}}},
         "actions":{"assignUserToGroups":{"groupIds":["{{{{{group ?? contractors}}}}}"]}}}
        """).AsObject().With(rule => rule["conditions"]!["expression"]!["value"] = expression);

    private async Task<string> Active(string name, string expression, string? group = null) =>
        await Activate((await org.Do(Rules, Rule(name, expression, group))).Expect(200));

    private async Task<string> Activate(Reply made)
    {
        var at = $"{Rules}/{made.Text("id")}";
        (await org.Do($"{at}/lifecycle/activate")).Expect(204);
        return at;
    }
}
