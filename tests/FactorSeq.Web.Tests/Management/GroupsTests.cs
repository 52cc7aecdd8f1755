using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Groups made, found, changed, filled and removed.</summary>
public sealed class GroupsTests : IAsyncLifetime
{
    private const string Groups = "/api/v1/groups";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ManagementOrg.Seed.Replace("    - name: Everybody\n", "    - { name: Others, groups: [ others ], rules: [ { name: R, authenticate: password } ] }\n    - name: Everybody\n", StringComparison.Ordinal));
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_group_is_made_read_changed_and_removed()
    {
        var made = (await Make("Testers", "Who test")).Expect(200);
        Assert.Matches("^00g[0-9A-Za-z]{17}$", made.Text("id")!);
        var at = $"{Groups}/{made.Text("id")}";
        Assert.Equal(made.Body, (await org.Ask(at)).Expect(200).Body);
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        var changed = (await org.Put(at, new { profile = new { name = "Checkers" } })).Expect(200);
        Assert.Equal(("Checkers", null), ((string?)changed.Json!["profile"]!["name"], (string?)changed.Json["profile"]!["description"]));
        Assert.NotEqual(made.Text("lastUpdated"), changed.Text("lastUpdated"));
        (await org.Remove(at)).Expect(204);
        foreach (var gone in new[] { await org.Ask(at), await org.Remove(at), await org.Put(at, new { profile = new { name = "x" } }), await org.Ask(at + "/users") })
        {
            Assert.Equal($"Not found: Resource not found: {made.Text("id")} (UserGroup)", gone.Expect(404, "E0000007").Text("errorSummary"));
        }

        Assert.Equal(
            ["group.lifecycle.create", "group.profile.update", "group.lifecycle.delete"],
            (await org.Ask("/api/v1/logs?filter=target.type%20eq%20%22UserGroup%22")).All(e => e["eventType"]));
    }

    [Fact]
    public async Task Every_org_has_Everyone_and_nobody_changes_it()
    {
        var found = (await org.Ask($"{Groups}?q=Everyone")).Expect(200);
        Approve.Json("group_everyone", found);
        var at = $"{Groups}/{found.All(g => g["id"]).Single()}";
        (await org.Put(at, new { profile = new { name = "Nobody" } })).Expect(403, "E0000006");
        (await org.Remove(at)).Expect(403, "E0000006");
        (await org.Remove($"{at}/users/ana@demo.test")).Expect(403, "E0000006");
        (await org.Put($"{at}/users/ana@demo.test")).Expect(403, "E0000006");
    }

    [Theory]
    [InlineData("{}", "name: The field cannot be left blank")]
    [InlineData("{\"profile\":{\"name\":\" \"}}", "name: The field cannot be left blank")]
    [InlineData("{\"profile\":{\"name\":\"others\"}}", "name: An object with this field already exists in the current organization")]
    public async Task What_makes_no_group_is_refused(string body, string cause)
    {
        Assert.Equal(cause, (await org.Post(Groups, body, ManagementOrg.Admin)).Expect(400, "E0000001").Cause);
        (await org.Post(Groups, "[]", ManagementOrg.Admin)).Expect(400, "E0000003");
        (await Make(new string('x', 256))).Expect(400, "E0000001");
        (await Make("x", new string('x', 1025))).Expect(400, "E0000001");
    }

    [Theory]
    [InlineData("q=con", "contractors")]
    [InlineData("filter=type%20eq%20%22BUILT_IN%22", "Administrators Everyone")]
    [InlineData("search=profile.name%20sw%20%22O%22%20and%20type%20eq%20%22OKTA_GROUP%22", "others")]
    [InlineData("filter=lastUpdated%20gt%20%222000-01-01T00:00:00.000Z%22", "")]
    public async Task Groups_are_found(string query, string names) =>
        Assert.Equal(names, string.Join(' ', (await org.Ask($"{Groups}?{query}")).All(g => g["profile"]!["name"]).Order(StringComparer.Ordinal)));

    [Fact]
    public async Task Groups_and_members_come_by_pages()
    {
        (await org.Ask($"{Groups}?filter=nonsense")).Expect(400, "E0000031");
        var first = await org.Ask($"{Groups}?limit=3");
        var second = await org.Ask(first.Link("next")!);
        Assert.Equal(4, first.All(g => g["id"]).Concat(second.All(g => g["id"])).Distinct().Count());
        Assert.Null(second.Link("next"));
        var everyone = (await org.Ask($"{Groups}?q=Everyone")).All(g => g["id"]).Single();
        var members = await org.Ask($"{Groups}/{everyone}/users?limit=5");
        Assert.Equal(7, members.Logins().Concat((await org.Ask(members.Link("next")!)).Logins()).Distinct().Count());
    }

    [Fact]
    public async Task Members_come_and_go()
    {
        var id = (await Make("Testers")).Expect(200).Text("id");
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        (await org.Put($"{Groups}/{id}/users/ana@demo.test")).Expect(204);
        (await org.Put($"{Groups}/{id}/users/ana@demo.test")).Expect(204);
        Assert.Equal(["ana@demo.test"], (await org.Ask($"{Groups}/{id}/users")).Logins());
        Assert.Contains("Testers", (await org.Ask("/api/v1/users/ana@demo.test/groups")).All(g => g["profile"]!["name"]));
        Assert.StartsWith("2031-02-03T12:01", (await org.Ask($"{Groups}/{id}")).Text("lastMembershipUpdated"), StringComparison.Ordinal);
        (await org.Remove($"{Groups}/{id}/users/ana@demo.test")).Expect(204);
        (await org.Remove($"{Groups}/{id}/users/ana@demo.test")).Expect(204);
        Assert.Empty((await org.Ask($"{Groups}/{id}/users")).Logins());
        (await org.Put($"{Groups}/{id}/users/nobody@demo.test")).Expect(404, "E0000007");
        (await org.Put($"{Groups}/00gnone/users/ana@demo.test")).Expect(404, "E0000007");
        Assert.Equal(["group.user_membership.add", "group.user_membership.remove"], await org.Log("ana@demo.test"));
    }

    [Fact]
    public async Task A_group_that_goes_leaves_its_members_and_one_that_a_policy_names_stays()
    {
        var id = (await Make("Testers")).Expect(200).Text("id");
        var made = await org.Make(new System.Text.Json.Nodes.JsonObject { ["profile"] = ManagementOrg.Profile("new@demo.test"), ["groupIds"] = new System.Text.Json.Nodes.JsonArray(id!) });
        made.Expect(200);
        Assert.Equal(["new@demo.test"], (await org.Ask($"{Groups}/{id}/users")).Logins());
        (await org.Remove($"{Groups}/{id}")).Expect(204);
        Assert.Equal(["Everyone"], (await org.Ask("/api/v1/users/new@demo.test/groups")).All(g => g["profile"]!["name"]));
        var others = (await org.Ask($"{Groups}?q=others")).All(g => g["id"]).Single();
        (await org.Remove($"{Groups}/{others}")).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Who_is_made_or_removed_with_groups_changes_their_members_and_the_log_says_so()
    {
        var id = (await Make("Testers")).Expect(200).Text("id");
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        (await org.Make(new System.Text.Json.Nodes.JsonObject { ["profile"] = ManagementOrg.Profile("new@demo.test"), ["groupIds"] = new System.Text.Json.Nodes.JsonArray(id!) })).Expect(200);
        Assert.StartsWith("2031-02-03T12:01", (await org.Ask($"{Groups}/{id}")).Text("lastMembershipUpdated"), StringComparison.Ordinal);
        Assert.Contains("group.user_membership.add", await org.Log("new@demo.test"));
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        (await org.Remove("/api/v1/users/new@demo.test")).Expect(204);
        (await org.Remove("/api/v1/users/new@demo.test")).Expect(204);
        Assert.StartsWith("2031-02-03T12:02", (await org.Ask($"{Groups}/{id}")).Text("lastMembershipUpdated"), StringComparison.Ordinal);
        Assert.Equal(["Testers"], (await org.Ask($"{Groups}?filter={Uri.EscapeDataString("lastMembershipUpdated gt \"2031-02-03T12:01:30.000Z\"")}")).All(g => g["profile"]!["name"]));
        (await org.Remove($"{Groups}/{id}")).Expect(204);
        Assert.Empty(await org.Documents.List("demo", DocumentKinds.GroupMoves, 10));
    }

    [Fact]
    public async Task Members_come_and_go_without_a_new_configuration()
    {
        var id = (await Make("Testers")).Expect(200).Text("id");
        var revision = org.Org.Current.Revision;
        (await org.Put($"{Groups}/{id}/users/ana@demo.test")).Expect(204);
        (await org.Remove($"{Groups}/{id}/users/ana@demo.test")).Expect(204);
        Assert.Equal(revision, org.Org.Current.Revision);
    }

    [Fact]
    public async Task Nobody_is_left_in_a_group_that_was_removed_while_they_came()
    {
        await using var racing = await OrgHost.Start(ManagementOrg.Seed, services: BrokenDocuments.Put);
        var id = (await racing.Do(Groups, new { profile = new { name = "Testers" } })).Expect(200).Text("id");
        var store = (BrokenDocuments)racing.Services.GetService(typeof(BrokenDocuments))!;
        store.Overtaken = (write => write is Core.Ports.Write.Put { Kind: "account" }, async () => (await racing.Remove($"{Groups}/{id}")).Expect(204));
        (await racing.Put($"{Groups}/{id}/users/ana@demo.test")).Expect(404, "E0000007");
        Assert.DoesNotContain(id!, (await racing.Org.FindAccount("ana@demo.test"))!.Value.User.Groups);
    }

    [Fact]
    public async Task A_made_group_outlives_an_edit_of_the_seed()
    {
        (await Make("Testers")).Expect(200);
        await org.EditSeed(ManagementOrg.Seed + "\nzones: [ { name: office, gateways: [ 10.0.0.1 ] } ]");
        Assert.Single((await org.Ask($"{Groups}?q=Testers")).Expect(200).Json!.AsArray());
        await org.EditSeed(ManagementOrg.Seed.Replace("groups: [ contractors", "groups: [ Testers, contractors", StringComparison.Ordinal));
        Assert.Single((await org.Ask($"{Groups}?q=Testers")).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task Of_many_that_want_one_name_one_gets_it_and_no_member_is_lost()
    {
        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Make("Testers")));
        var id = Assert.Single(same, reply => reply.Status == 200).Text("id");
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Make($"T{i}")));
        await Task.WhenAll(ids.Select(group => org.Put($"{Groups}/{group.Text("id")}/users/ana@demo.test")).Append(org.Put($"{Groups}/{id}/users/ana@demo.test")));
        Assert.Equal(10, (await org.Ask("/api/v1/users/ana@demo.test/groups")).All(g => g["id"]).Length);
    }

    private Task<Reply> Make(string name, string? description = null) => org.Do(Groups, new { profile = new { name, description } });
}
