using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Who may use an app, and what a client may ask Okta's own API for.</summary>
public sealed class AppAssignmentTests : IAsyncLifetime
{
    private Administration admin = null!;
    private string id = null!;
    private string ana = null!;

    private string App => $"{AppsOrg.Apps}/{id}";

    public async Task InitializeAsync()
    {
        admin = await AppsOrg.Start();
        id = await admin.Made(AppsOrg.Web(credentials: AppsOrg.WithSecret));
        ana = admin.User("ana@demo.test");
    }

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task A_user_is_let_in_as_soon_as_they_are_assigned_and_no_longer()
    {
        var browser = await admin.As(id);
        Assert.Equal("access_denied", (await browser.Authorize()).Answer("error"));
        AppsOrg.Approved("app_user", await admin.Post($"{App}/users", new { id = ana, credentials = new { userName = "ana.ruiz", password = new { } }, profile = new { nickname = "Ana" } }));
        await browser.Tokens();
        AppsOrg.Approved("E0000062", await admin.Post($"{App}/users", new { id = ana }));
        (await admin.Put($"{App}/users/{ana}", new { })).Expect(200);
        var changed = (await admin.Post($"{App}/users/{ana}", new { credentials = new { userName = "ana" } })).Expect(200);
        Assert.Equal(("ana", "Ana"), ((string)changed.Json!["credentials"]!["userName"]!, (string)changed.Json!["profile"]!["nickname"]!));
        Assert.Equal(changed.Body, (await admin.Get($"{App}/users/{ana}")).Expect(200).Body);
        Assert.Equal("", (await admin.Delete($"{App}/users/{ana}")).Expect(204).Body);
        Assert.Equal("access_denied", (await browser.Authorize()).Answer("error"));
        (await admin.Delete($"{App}/users/{ana}")).Expect(404, "E0000007");
        (await admin.Get($"{App}/users/{ana}")).Expect(404, "E0000007");
        (await admin.Post($"{App}/users/{ana}", new { })).Expect(404, "E0000007");
        Assert.Equal(["add", "update", "update", "remove"], (await admin.Events()).Where(e => e.StartsWith("application.user_membership.", StringComparison.Ordinal)).Select(e => e.Split('.')[^1]));
        var logged = (await admin.Get("/api/v1/logs?filter=eventType+eq+%22application.user_membership.add%22")).Expect(200).Json![0]!;
        Assert.Equal(["AppUser", "AppInstance", "User"], logged["target"]!.AsArray().Select(target => (string)target!["type"]!));
    }

    [Fact]
    public async Task A_group_lets_its_members_in()
    {
        var browser = await admin.As(id);
        var group = $"{App}/groups/{admin.Everyone}";
        AppsOrg.Approved("app_group", await admin.Put(group, new { priority = 3, profile = new { role = "reader" } }));
        await browser.Tokens();
        Assert.Equal(3, (int)(await admin.Get(group)).Expect(200).Json!["priority"]!);
        var member = (await admin.Get($"{App}/users/{ana}")).Expect(200);
        Assert.Equal("GROUP", member.Text("scope"));
        Assert.Equal(["userId: The user is assigned by a group: take the group off the app, or the user out of the group."], await admin.Delete($"{App}/users/{ana}").Causes());
        Assert.Equal("GROUP", (await admin.Post($"{App}/users/{ana}", new { credentials = new { userName = "renamed" } })).Expect(200).Text("scope"));
        Assert.Equal("USER", (await admin.Post($"{App}/users", new { id = ana })).Expect(200).Text("scope"));
        var listed = (await admin.Get($"{App}/groups?expand=group")).Expect(200).Json!.AsArray().Single()!;
        Assert.Equal((3, "Everyone"), ((int)listed["priority"]!, (string)listed["_embedded"]!["group"]!["profile"]!["name"]!));
        Assert.Equal(0, (int)(await admin.Put($"{App}/groups/{admin.Group("others")}", new { })).Expect(200).Json!["priority"]!);
        (await admin.Delete(group)).Expect(204);
        (await admin.Get(group)).Expect(404, "E0000007");
        (await admin.Delete(group)).Expect(404, "E0000007");
        (await admin.Put($"{App}/groups/x", new { })).Expect(404, "E0000007");
        Assert.Equal(["priority: \"many\" is not a number from 0 to 1000"], await admin.Put(group, new { priority = "many" }).Causes());
        Assert.Equal(["add", "add", "remove"], (await admin.Events()).Where(e => e.StartsWith("group.application_assignment.", StringComparison.Ordinal)).Select(e => e.Split('.')[^1]));
    }

    [Fact]
    public async Task A_group_is_assigned_without_a_body_and_goes_with_all_that_was_said_of_it()
    {
        var made = (await admin.Post("/api/v1/groups", new { profile = new { name = "Crew" } })).Expect(200).Text("id")!;
        foreach (var type in new[] { "application/json", "application/x-www-form-urlencoded" })
        {
            var nothing = new ByteArrayContent([]);
            nothing.Headers.ContentType = new(type);
            Assert.Equal(0, (int)(await admin.Org.Send(HttpMethod.Put, $"{App}/groups/{made}", nothing, Administration.Token)).Expect(200).Json!["priority"]!);
        }

        (await admin.Org.Send(HttpMethod.Put, $"{App}/groups/{made}", new StringContent("[", System.Text.Encoding.UTF8, "application/json"), Administration.Token)).Expect(400, "E0000003");
        Assert.Equal(["add", "update"], (await admin.Events()).Where(e => e.StartsWith("group.application_assignment.", StringComparison.Ordinal)).Select(e => e.Split('.')[^1]));
        var apps = (await admin.Get($"/api/v1/groups/{made}/apps")).Expect(200);
        Assert.Equal(["Made"], apps.Json!.AsArray().Select(app => (string)app!["label"]!));
        (await admin.Get("/api/v1/groups/x/apps")).Expect(404, "E0000007");
        (await admin.Delete($"/api/v1/groups/{made}")).Expect(204);
        Assert.Empty((await admin.Get($"{App}/groups")).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task Whoever_is_deleted_leaves_nothing_in_an_app_or_a_rule()
    {
        var ben = admin.User("ben@demo.test");
        (await admin.Post($"{App}/users", new { id = ben, credentials = new { userName = "ben" } })).Expect(200);
        var policies = $"{AppsOrg.Servers}/default/policies";
        var policy = (string)(await admin.Get(policies)).Expect(200).Json![0]!["id"]!;
        (await admin.Post($"{policies}/{policy}/rules", new
        {
            type = "RESOURCE_ACCESS",
            name = "Not Ben",
            conditions = new
            {
                people = new { users = new { include = new[] { ana, ben }, exclude = new[] { ben } } },
                grantTypes = new { include = new[] { "authorization_code" } },
                scopes = new { include = new[] { "*" } },
            },
        })).Expect(201);
        (await admin.Delete($"/api/v1/users/{ben}")).Expect(204);
        (await admin.Delete($"/api/v1/users/{ben}")).Expect(204);
        Assert.DoesNotContain(ben, (await admin.Get($"{policies}/{policy}/rules")).Expect(200).Body);
        Assert.Empty(admin.Org.Org.Current.Configuration.Apps.Single(app => app.Id == id).Assignments);
    }

    [Fact]
    public async Task Users_of_an_app_are_listed_page_by_page_and_found()
    {
        (await admin.Put($"{App}/groups/{admin.Everyone}", new { })).Expect(200);
        var first = (await admin.Get($"{App}/users?limit=4&expand=user")).Expect(200);
        Assert.Equal(4, first.Json!.AsArray().Count);
        Assert.NotNull(first.Json![0]!["_embedded"]!["user"]!["profile"]!["login"]);
        Assert.Equal(2, (await admin.Get(first.Link("next")!)).Expect(200).Json!.AsArray().Count);
        Assert.Equal([ana], (await admin.Get($"{App}/users?q=rui")).Expect(200).Json!.AsArray().Select(user => (string)user!["id"]!));
        Assert.Single((await admin.Get($"{AppsOrg.Apps}/{admin.Id("Wiki")}/users")).Expect(200).Json!.AsArray());
    }

    [Theory]
    [InlineData("""{}""", "id: The field cannot be left blank")]
    [InlineData("""{"id":"ANA","credentials":{"userName":"LONG"}}""", "credentials.userName: The field cannot exceed 254 characters.")]
    public async Task An_assignment_that_is_none_is_refused(string body, string cause) => Assert.Equal(
        [cause], await admin.Post($"{App}/users", body.Replace("ANA", ana, StringComparison.Ordinal).Replace("LONG", new string('x', 255), StringComparison.Ordinal)).Causes());

    [Fact]
    public async Task Nobody_unknown_is_assigned_and_no_password_is_kept()
    {
        (await admin.Post($"{App}/users", new { id = "00unobody" })).Expect(404, "E0000007");
        (await admin.Post($"{App}/users", new { id = ana, credentials = new { password = new { value = "x" } } })).Expect(400, "E0000041");
        foreach (var path in new[] { "users", "groups", "grants" })
        {
            (await admin.Get($"{AppsOrg.Apps}/x/{path}")).Expect(404, "E0000007");
        }

        (await admin.Post($"{AppsOrg.Apps}/x/users", new { id = ana })).Expect(404, "E0000007");
        (await admin.Get($"{AppsOrg.Apps}/{admin.Id("News")}/grants")).Expect(404, "E0000007");
        (await admin.Get($"/api/v1/internal/apps/{admin.Id("News")}/settings/oauth/idToken")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_client_asks_for_the_scopes_of_Oktas_API_that_it_was_granted()
    {
        (await admin.Put($"{App}/groups/{admin.Everyone}", new { })).Expect(200);
        var client = await admin.As(id, "/oauth2/v1");
        Assert.NotNull((await client.Authorize(("scope", "openid okta.apps.read"))).Answer("error"));
        var granted = await admin.Post($"{App}/grants", new { scopeId = "okta.apps.read", issuer = admin.Org.Address });
        AppsOrg.Approved("app_grant", granted);
        Assert.Contains("okta.apps.read", (await client.Tokens(("scope", "openid okta.apps.read"))).Text("scope"));
        var grant = $"{App}/grants/{granted.Text("id")}";
        Assert.Equal(granted.Body, (await admin.Get(grant)).Expect(200).Body);
        Assert.Single((await admin.Get($"{App}/grants")).Expect(200).Json!.AsArray());
        (await admin.Delete(grant)).Expect(204);
        Assert.NotNull((await client.Authorize(("scope", "openid okta.apps.read"))).Answer("error"));
        (await admin.Get(grant)).Expect(404, "E0000007");
        (await admin.Delete(grant)).Expect(404, "E0000007");
        Assert.Equal(["scopeId: The field cannot be left blank"], await admin.Post($"{App}/grants", new { }).Causes());
        Assert.Equal(["scopeId: this is no scope of Okta's API"], await admin.Post($"{App}/grants", new { scopeId = "okta.moon.read" }).Causes());
        Assert.Equal([$"issuer: The value must be the address of the org: {admin.Org.Address}"], await admin.Post($"{App}/grants", new { scopeId = "okta.apps.read", issuer = "https://other.test" }).Causes());
        Assert.Equal(["grant", "revoke"], (await admin.Events()).Where(e => e.StartsWith("app.oauth2.admin.consent.", StringComparison.Ordinal)).Select(e => e.Split('.')[^1]));
    }

    [Fact]
    public async Task The_groups_claim_of_a_client_is_in_its_next_ID_token()
    {
        (await admin.Put($"{App}/groups/{admin.Everyone}", new { })).Expect(200);
        var settings = $"/api/v1/internal/apps/{id}/settings/oauth/idToken";
        Assert.Equal("""{"issuer":"ORG","orgUrl":null,"customUrl":null,"audience":"ID","issuerMode":"ORG_URL"}""", Plain(await admin.Get(settings)));
        var written = (await admin.Post(settings, new { valueType = "GROUPS", groupFilterType = "REGEX", issuerMode = "ORG_URL", name = "groups", value = ".*" })).Expect(200);
        Assert.Equal("""{"issuer":null,"orgUrl":null,"customUrl":null,"audience":null,"issuerMode":"ORG_URL","valueType":"GROUPS","name":"groups","groupFilterType":"REGEX","value":".*"}""", written.Body);
        Assert.Equal(["Everyone"], (await Claims())["groups"]!.AsArray().Select(name => (string)name!));
        (await admin.Post(settings, new { valueType = "EXPRESSION", issuerMode = "ORG_URL", name = "mail2", value = "user.email" })).Expect(200);
        Assert.Equal(
            """{"issuer":"ORG","orgUrl":null,"customUrl":null,"audience":"ID","issuerMode":"ORG_URL","valueType":"EXPRESSION","name":"mail2","value":"user.email"}""", Plain(await admin.Get(settings)));
        Assert.Equal("ana@demo.test", (string)(await Claims())["mail2"]!);
        (await admin.Post(settings, new { issuerMode = "ORG_URL" })).Expect(200);
        Assert.Null((await Claims())["mail2"]);
        Assert.Equal(["name: \"sub\" is a claim of the protocol's own"], await admin.Post(settings, new { name = "sub", value = "x" }).Causes());
        Assert.Equal(["valueType: \"MAGIC\" is not a value of valueType"], await admin.Post(settings, new { name = "a", value = "x", valueType = "MAGIC" }).Causes());
        Assert.Equal(["value: this is not a regular expression that this version reads"], await admin.Post(settings, new { name = "a", value = "(", groupFilterType = "REGEX" }).Causes());
        Assert.StartsWith("value: \"1 +\" is no expression", Assert.Single(await admin.Post(settings, new { name = "a", value = "1 +", valueType = "EXPRESSION" }).Causes()));

        async Task<System.Text.Json.Nodes.JsonObject> Claims() => (await (await admin.As(id, "/oauth2/v1")).Tokens(("scope", "openid groups"))).Claims("id_token");

        string Plain(Reply reply) => reply.Expect(200).Body.Replace(admin.Org.Address, "ORG", StringComparison.Ordinal).Replace(id, "ID", StringComparison.Ordinal);
    }
}
